-- Which indexes earn their keep.

-- name: list_unused_indexes
-- Not used since the server started; wait for a whole business cycle before dropping one. From
-- performance_schema, which MySQL has on, and MariaDB off unless performance_schema=ON is set.
SELECT
    i.object_name AS indexed_table,
    i.index_name AS unused_index
FROM sys.schema_unused_indexes AS i
WHERE i.object_schema = DATABASE()
ORDER BY indexed_table, unused_index;

-- name: list_redundant_indexes
-- Another index starts with the same columns.
SELECT
    r.table_name AS indexed_table,
    r.redundant_index_name AS redundant_index,
    r.dominant_index_name AS covered_by,
    r.sql_drop_index AS to_drop_it
FROM sys.schema_redundant_indexes AS r
WHERE r.table_schema = DATABASE()
ORDER BY indexed_table, redundant_index;
