"""The API's description in OpenAPI 3.1, made from the code that it describes.

Paths, parameters, bodies, statuses and security come from the declared operations, schemas and
most texts from the models and the docstrings of the views. Only what is about HTTP in general is
described here: headers, problems, authentication. A new resource changes nothing in this package.
"""
