-- Volume for EXPLAIN and measuring: 1,000 users and 100,000 boards in a few seconds, made by SQL
-- alone. Never where people log in: it is only bulk (nobody can log in as volume1, volume2, ...).
-- The digits need no line each.
-- noqa: disable=LT11
SET NAMES utf8mb4;

INSERT INTO users (username, email, password_hash, created_at, updated_at)
WITH digits AS (
    SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4
    UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9
),

numbers AS (
    SELECT a.d + 10 * b.d + 100 * c.d AS n
    FROM digits AS a
    CROSS JOIN digits AS b
    CROSS JOIN digits AS c
)

SELECT
    CONCAT('volume', n.n) AS username,
    CONCAT('volume', n.n, '@example.com') AS email,
    '!' AS password_hash,
    '2020-01-01' + INTERVAL n.n MINUTE AS created_at,
    '2020-01-01' + INTERVAL n.n MINUTE AS updated_at
FROM numbers AS n;

-- A hundred boards for each, spread over four years, two of them at each instant.
INSERT INTO boards (user_id, title, content, created_at, updated_at)
WITH digits AS (
    SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4
    UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9
),

numbers AS (
    SELECT a.d + 10 * b.d AS n
    FROM digits AS a
    CROSS JOIN digits AS b
)

SELECT
    u.id AS user_id,
    CONCAT('Board ', n.n, ' of ', u.username) AS title,
    REPEAT('Some words to fill a line. ', 8) AS content,
    '2021-01-01' + INTERVAL (n.n * 1000 + u.id DIV 2) * 20 MINUTE AS created_at,
    '2021-01-01' + INTERVAL (n.n * 1000 + u.id DIV 2) * 20 MINUTE AS updated_at
FROM numbers AS n
CROSS JOIN users AS u
WHERE u.username LIKE 'volume%';

ANALYZE TABLE users, boards;
