"""The HTTP side, one module a resource: read the request, call one repository function, answer."""
