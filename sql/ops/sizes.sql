-- How large the tables are.

-- name: set_fresh_estimates
-- MySQL's numbers are up to a day old otherwise.
SET SESSION /*!80000 information_schema_stats_expiry = 0, */ autocommit = 1;

-- name: list_table_sizes
-- The largest first; rows are InnoDB's estimate.
SELECT
    t.table_name AS name,
    t.table_rows AS rows_estimated,
    ROUND((t.data_length + t.index_length) / 1048576, 2) AS total_mib,
    ROUND(t.data_length / 1048576, 2) AS data_mib,
    ROUND(t.index_length / 1048576, 2) AS index_mib,
    ROUND(t.data_free / 1048576, 2) AS free_mib
FROM information_schema.tables AS t
WHERE t.table_schema = DATABASE()
  AND t.table_type = 'BASE TABLE'
ORDER BY t.data_length + t.index_length DESC, name ASC;
