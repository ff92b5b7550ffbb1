-- Where the time goes since the server started, what took the most time in all first. From
-- performance_schema, which MySQL has on, and MariaDB off unless performance_schema=ON is set.

-- name: list_slowest_queries
-- The program's, by name. MariaDB keeps no sample of a statement, so that it shows every
-- statement there, by its text without the comment that has the name.
SELECT
    COALESCE(
        /*!80000 SUBSTRING_INDEX(
            SUBSTRING(d.query_sample_text, LOCATE('query=''', d.query_sample_text) + 7), '''', 1
        ), */
        LEFT(d.digest_text, 80)
    ) AS query,
    d.count_star AS executions,
    ROUND(d.sum_timer_wait / 1e9, 1) AS total_ms,
    ROUND(d.avg_timer_wait / 1e9, 2) AS average_ms,
    ROUND(d.max_timer_wait / 1e9, 2) AS longest_ms,
    d.sum_rows_examined AS rows_examined,
    d.sum_rows_sent AS rows_sent,
    d.sum_no_index_used AS without_index
FROM performance_schema.events_statements_summary_by_digest AS d
WHERE d.schema_name = DATABASE()
  /*!80000 AND d.query_sample_text LIKE '%application=''rawboard''%query=''%' */
ORDER BY d.sum_timer_wait DESC
LIMIT /* :limit */ 20;

-- name: list_slowest_statements
-- Everybody's, reports and dumps included, by their text.
SELECT
    LEFT(d.digest_text, 80) AS statement,
    d.count_star AS executions,
    ROUND(d.sum_timer_wait / 1e9, 1) AS total_ms,
    ROUND(d.avg_timer_wait / 1e9, 2) AS average_ms,
    ROUND(d.max_timer_wait / 1e9, 2) AS longest_ms,
    d.sum_rows_examined AS rows_examined,
    d.sum_rows_sent AS rows_sent,
    d.last_seen
FROM performance_schema.events_statements_summary_by_digest AS d
WHERE d.schema_name = DATABASE()
ORDER BY d.sum_timer_wait DESC
LIMIT /* :limit */ 20;
