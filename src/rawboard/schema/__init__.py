"""The schema: migrations and their ledger, comparison with the live schema, plans, accounts."""
