-- Where the time goes, by the name of the query. From performance_schema, which MySQL has on and
-- MariaDB off unless performance_schema=ON is set; MariaDB keeps no sample, so there the name is
-- the statement's text without its comment.

-- name: list_slowest_queries
SELECT
    /*!80000 SUBSTRING_INDEX(SUBSTRING_INDEX(d.query_sample_text, 'query=''', -1), '''', 1) */
    /*M!100502 LEFT(d.digest_text, 80) */ AS query,
    d.count_star AS executions,
    ROUND(d.sum_timer_wait / 1e9, 1) AS total_ms,
    ROUND(d.avg_timer_wait / 1e9, 2) AS average_ms,
    ROUND(d.max_timer_wait / 1e9, 2) AS longest_ms,
    d.sum_rows_examined AS rows_examined,
    d.sum_rows_sent AS rows_sent,
    d.sum_no_index_used AS without_index
FROM performance_schema.events_statements_summary_by_digest AS d
WHERE d.schema_name = DATABASE()
  /*!80000 AND d.query_sample_text LIKE '%application=''rawboard''%' */
ORDER BY d.sum_timer_wait DESC
LIMIT /* :limit */ 20;
