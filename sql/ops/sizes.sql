-- How large the tables are; rows are InnoDB's estimate.

-- name: list_table_sizes
SELECT
    t.table_name,
    t.table_rows AS rows_estimated,
    ROUND(t.data_length / 1048576, 1) AS data_mib,
    ROUND(t.index_length / 1048576, 1) AS index_mib,
    ROUND(t.data_free / 1048576, 1) AS free_mib
FROM information_schema.tables AS t
WHERE t.table_schema = DATABASE()
ORDER BY t.data_length + t.index_length DESC;
