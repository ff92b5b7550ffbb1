"""Plain functions over the queries of ``sql/queries``, one module a resource, no Flask request.

A function that takes its caller raises NotFound where the caller has changed, as their statement
then finds nothing; one that changes a resource raises NotAllowed where the caller may not, and
Changed where the precondition does not admit its version.
"""
