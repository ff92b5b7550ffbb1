"""What resources share: operations, parameters, lists, Idempotency-Key, models and OpenAPI."""
