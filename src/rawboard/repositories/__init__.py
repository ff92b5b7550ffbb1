"""Plain functions over the queries of ``sql/queries``, one module a resource, no Flask request."""
