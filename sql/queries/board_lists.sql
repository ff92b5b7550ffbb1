-- Pages of boards: all, one author's, or those that a search finds; by the time of creation or of
-- the last change, newest or oldest first. A page starts strictly after its cursor, which is the
-- (time, id) of the last row seen. The other end is a bound on the same time, so 'since' is
-- included and 'until' is not; '1000-01-01' and '9999-12-31' are no bound.
-- STRAIGHT_JOIN: where there are few users, MariaDB would begin with them, and sort every board
-- for each page.

-- name: list_boards
SELECT STRAIGHT_JOIN
    b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
WHERE b.created_at <= /* :before */ '9999-12-31'
  AND (b.created_at < /* :before */ '9999-12-31' OR b.id < /* :before_id */ 0)
  AND b.created_at >= /* :since */ '1000-01-01'
ORDER BY b.created_at DESC, b.id DESC
LIMIT /* :limit */ 20;

-- name: list_boards_as
-- list_boards for a caller who is remembered: nothing, unless their row is as it was.
SELECT STRAIGHT_JOIN
    b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
JOIN users AS c ON c.id = /* :caller_id */ 1002 AND c.version = /* :caller_version */ 1
WHERE b.created_at <= /* :before */ '9999-12-31'
  AND (b.created_at < /* :before */ '9999-12-31' OR b.id < /* :before_id */ 0)
  AND b.created_at >= /* :since */ '1000-01-01'
ORDER BY b.created_at DESC, b.id DESC
LIMIT /* :limit */ 20;

-- name: list_boards_oldest_first
SELECT STRAIGHT_JOIN
    b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
WHERE b.created_at >= /* :after */ '1000-01-01'
  AND (b.created_at > /* :after */ '1000-01-01' OR b.id > /* :after_id */ 0)
  AND b.created_at < /* :until */ '9999-12-31'
ORDER BY b.created_at ASC, b.id ASC
LIMIT /* :limit */ 20;

-- name: list_boards_latest_change_first
SELECT STRAIGHT_JOIN
    b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
WHERE b.updated_at <= /* :before */ '9999-12-31'
  AND (b.updated_at < /* :before */ '9999-12-31' OR b.id < /* :before_id */ 0)
  AND b.updated_at >= /* :since */ '1000-01-01'
ORDER BY b.updated_at DESC, b.id DESC
LIMIT /* :limit */ 20;

-- name: list_boards_earliest_change_first
SELECT STRAIGHT_JOIN
    b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
WHERE b.updated_at >= /* :after */ '1000-01-01'
  AND (b.updated_at > /* :after */ '1000-01-01' OR b.id > /* :after_id */ 0)
  AND b.updated_at < /* :until */ '9999-12-31'
ORDER BY b.updated_at ASC, b.id ASC
LIMIT /* :limit */ 20;

-- name: list_boards_by_author
SELECT b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
WHERE b.user_id = /* :user_id */ 1001
  AND b.created_at <= /* :before */ '9999-12-31'
  AND (b.created_at < /* :before */ '9999-12-31' OR b.id < /* :before_id */ 0)
  AND b.created_at >= /* :since */ '1000-01-01'
ORDER BY b.created_at DESC, b.id DESC
LIMIT /* :limit */ 20;

-- name: list_boards_by_author_oldest_first
SELECT b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
WHERE b.user_id = /* :user_id */ 1001
  AND b.created_at >= /* :after */ '1000-01-01'
  AND (b.created_at > /* :after */ '1000-01-01' OR b.id > /* :after_id */ 0)
  AND b.created_at < /* :until */ '9999-12-31'
ORDER BY b.created_at ASC, b.id ASC
LIMIT /* :limit */ 20;

-- name: list_boards_by_author_latest_change_first
SELECT b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
WHERE b.user_id = /* :user_id */ 1001
  AND b.updated_at <= /* :before */ '9999-12-31'
  AND (b.updated_at < /* :before */ '9999-12-31' OR b.id < /* :before_id */ 0)
  AND b.updated_at >= /* :since */ '1000-01-01'
ORDER BY b.updated_at DESC, b.id DESC
LIMIT /* :limit */ 20;

-- name: list_boards_by_author_earliest_change_first
SELECT b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
WHERE b.user_id = /* :user_id */ 1001
  AND b.updated_at >= /* :after */ '1000-01-01'
  AND (b.updated_at > /* :after */ '1000-01-01' OR b.id > /* :after_id */ 0)
  AND b.updated_at < /* :until */ '9999-12-31'
ORDER BY b.updated_at ASC, b.id ASC
LIMIT /* :limit */ 20;

-- name: count_boards
SELECT COUNT(*) AS boards
FROM boards AS b
WHERE b.created_at >= /* :since */ '1000-01-01'
  AND b.created_at < /* :until */ '9999-12-31';

-- name: count_boards_by_change
SELECT COUNT(*) AS boards
FROM boards AS b
WHERE b.updated_at >= /* :since */ '1000-01-01'
  AND b.updated_at < /* :until */ '9999-12-31';

-- name: count_boards_by_author
SELECT COUNT(*) AS boards
FROM boards AS b
WHERE b.user_id = /* :user_id */ 1001
  AND b.created_at >= /* :since */ '1000-01-01'
  AND b.created_at < /* :until */ '9999-12-31';

-- name: count_boards_by_author_by_change
SELECT COUNT(*) AS boards
FROM boards AS b
WHERE b.user_id = /* :user_id */ 1001
  AND b.updated_at >= /* :since */ '1000-01-01'
  AND b.updated_at < /* :until */ '9999-12-31';

-- Searches (../README.md, 'Search'). What the full-text index finds is narrowed to one author
-- (first and last the same) or to all, and sorted. The linter parses no AGAINST, and nothing after
-- it: these stand last.

-- name: list_boards_by_words
-- plan: allows filesort: of what the search finds, by row id
SELECT b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
WHERE MATCH(b.title, b.content) AGAINST (/* :words */ '+hello*' IN BOOLEAN MODE) -- noqa: PRS
  AND b.user_id BETWEEN /* :first_user_id */ 0 AND /* :last_user_id */ 9223372036854775807
  AND b.created_at <= /* :before */ '9999-12-31'
  AND (b.created_at < /* :before */ '9999-12-31' OR b.id < /* :before_id */ 0)
  AND b.created_at >= /* :since */ '1000-01-01'
ORDER BY b.created_at DESC, b.id DESC
LIMIT /* :limit */ 20;

-- name: list_boards_by_words_oldest_first
-- plan: allows filesort: of what the search finds, by row id
SELECT b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
WHERE MATCH(b.title, b.content) AGAINST (/* :words */ '+hello*' IN BOOLEAN MODE) -- noqa: PRS
  AND b.user_id BETWEEN /* :first_user_id */ 0 AND /* :last_user_id */ 9223372036854775807
  AND b.created_at >= /* :after */ '1000-01-01'
  AND (b.created_at > /* :after */ '1000-01-01' OR b.id > /* :after_id */ 0)
  AND b.created_at < /* :until */ '9999-12-31'
ORDER BY b.created_at ASC, b.id ASC
LIMIT /* :limit */ 20;

-- name: list_boards_by_words_latest_change_first
-- plan: allows filesort: of what the search finds, by row id
SELECT b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
WHERE MATCH(b.title, b.content) AGAINST (/* :words */ '+hello*' IN BOOLEAN MODE) -- noqa: PRS
  AND b.user_id BETWEEN /* :first_user_id */ 0 AND /* :last_user_id */ 9223372036854775807
  AND b.updated_at <= /* :before */ '9999-12-31'
  AND (b.updated_at < /* :before */ '9999-12-31' OR b.id < /* :before_id */ 0)
  AND b.updated_at >= /* :since */ '1000-01-01'
ORDER BY b.updated_at DESC, b.id DESC
LIMIT /* :limit */ 20;

-- name: list_boards_by_words_earliest_change_first
-- plan: allows filesort: of what the search finds, by row id
SELECT b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
WHERE MATCH(b.title, b.content) AGAINST (/* :words */ '+hello*' IN BOOLEAN MODE) -- noqa: PRS
  AND b.user_id BETWEEN /* :first_user_id */ 0 AND /* :last_user_id */ 9223372036854775807
  AND b.updated_at >= /* :after */ '1000-01-01'
  AND (b.updated_at > /* :after */ '1000-01-01' OR b.id > /* :after_id */ 0)
  AND b.updated_at < /* :until */ '9999-12-31'
ORDER BY b.updated_at ASC, b.id ASC
LIMIT /* :limit */ 20;

-- name: count_boards_by_words
SELECT COUNT(*) AS boards
FROM boards AS b
WHERE MATCH(b.title, b.content) AGAINST (/* :words */ '+hello*' IN BOOLEAN MODE) -- noqa: PRS
  AND b.user_id BETWEEN /* :first_user_id */ 0 AND /* :last_user_id */ 9223372036854775807
  AND b.created_at >= /* :created_since */ '1000-01-01'
  AND b.created_at < /* :created_until */ '9999-12-31'
  AND b.updated_at >= /* :updated_since */ '1000-01-01'
  AND b.updated_at < /* :updated_until */ '9999-12-31';
