"""The API's own description in OpenAPI 3.1, made from what is enforced.

Paths, parameters, bodies, statuses and security come from the declared operations and from the
models that check requests; the words stand at what they describe.
"""
