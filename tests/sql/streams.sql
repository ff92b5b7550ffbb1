-- What the tests of streams ask of the database. The digits need no line each.
-- noqa: disable=LT11

-- name: create_boards
-- Many boards of one user, two of them at each instant, up to 10,000 in one statement. Their
-- contents are blanks, which full-text indexes leave out.
INSERT INTO boards (user_id, title, content, created_at, updated_at)
WITH digits AS (
    SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4
    UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9
),

numbers AS (
    SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d AS n
    FROM digits AS a
    CROSS JOIN digits AS b
    CROSS JOIN digits AS c
    CROSS JOIN digits AS e
)

SELECT
    /* :user_id */ 1001 AS user_id,
    CONCAT('No. ', n.n) AS title,
    REPEAT(' ', /* :length */ 10) AS content,
    '2026-01-05' + INTERVAL (n.n DIV 2) SECOND AS created_at,
    '2026-01-05' + INTERVAL (n.n DIV 2) SECOND AS updated_at
FROM numbers AS n
WHERE n.n < /* :count */ 100;
