-- Which indexes earn their keep. From performance_schema (see slowest.sql).

-- name: list_unused_indexes
-- Not used since the server started; wait for a whole business cycle before dropping one.
SELECT i.object_name AS table_name, i.index_name
FROM sys.schema_unused_indexes AS i
WHERE i.object_schema = DATABASE()
ORDER BY i.object_name, i.index_name;

-- name: list_redundant_indexes
SELECT r.table_name, r.redundant_index_name, r.dominant_index_name, r.sql_drop_index
FROM sys.schema_redundant_indexes AS r
WHERE r.table_schema = DATABASE()
ORDER BY r.table_name, r.redundant_index_name;
