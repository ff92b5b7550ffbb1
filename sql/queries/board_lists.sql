-- Pages of boards, all or one author's, and searches; by the time of creation or the last change,
-- newest or oldest first. Each order is a separate query, because it has a separate plan.
-- A page starts strictly after its cursor, which is the (time, id) of the last row seen. The other
-- end is a bound on the same time: 'since' is inclusive, 'until' is exclusive; '1000-01-01' and
-- '9999-12-31' are no bound. c is the caller: no row without their present fingerprint.
-- STRAIGHT_JOIN: where there are few users, MariaDB would begin with them, and sort every board
-- for each page.

-- name: list_boards
SELECT STRAIGHT_JOIN
    b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
JOIN users AS c
    ON c.id = /* :caller_id */ 1002
    AND SHA2(CONCAT(c.username, ' ', c.role, ' ', c.password_hash), 256)
    = /* :caller_fingerprint */ 'aa8d52f73baa66afcd0b60ce9b133f415af2bcddeb2e74ace988f1d68e709f78'
WHERE b.created_at <= /* :before */ '9999-12-31'
  AND (b.created_at < /* :before */ '9999-12-31' OR b.id < /* :before_id */ 0)
  AND b.created_at >= /* :since */ '1000-01-01'
  /* if :author_id */ AND b.user_id = /* :author_id */ 1001 /* end */
  /* if :author_name */
  AND b.user_id = (SELECT a.id FROM users AS a WHERE a.username = /* :author_name */ 'alice')
  /* end */
ORDER BY b.created_at DESC, b.id DESC
LIMIT /* :limit */ 20;

-- name: list_boards_oldest_first
SELECT STRAIGHT_JOIN
    b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
JOIN users AS c
    ON c.id = /* :caller_id */ 1002
    AND SHA2(CONCAT(c.username, ' ', c.role, ' ', c.password_hash), 256)
    = /* :caller_fingerprint */ 'aa8d52f73baa66afcd0b60ce9b133f415af2bcddeb2e74ace988f1d68e709f78'
WHERE b.created_at >= /* :after */ '1000-01-01'
  AND (b.created_at > /* :after */ '1000-01-01' OR b.id > /* :after_id */ 0)
  AND b.created_at < /* :until */ '9999-12-31'
  /* if :author_id */ AND b.user_id = /* :author_id */ 1001 /* end */
  /* if :author_name */
  AND b.user_id = (SELECT a.id FROM users AS a WHERE a.username = /* :author_name */ 'alice')
  /* end */
ORDER BY b.created_at ASC, b.id ASC
LIMIT /* :limit */ 20;

-- name: list_boards_latest_change_first
SELECT STRAIGHT_JOIN
    b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
JOIN users AS c
    ON c.id = /* :caller_id */ 1002
    AND SHA2(CONCAT(c.username, ' ', c.role, ' ', c.password_hash), 256)
    = /* :caller_fingerprint */ 'aa8d52f73baa66afcd0b60ce9b133f415af2bcddeb2e74ace988f1d68e709f78'
WHERE b.updated_at <= /* :before */ '9999-12-31'
  AND (b.updated_at < /* :before */ '9999-12-31' OR b.id < /* :before_id */ 0)
  AND b.updated_at >= /* :since */ '1000-01-01'
  /* if :author_id */ AND b.user_id = /* :author_id */ 1001 /* end */
  /* if :author_name */
  AND b.user_id = (SELECT a.id FROM users AS a WHERE a.username = /* :author_name */ 'alice')
  /* end */
ORDER BY b.updated_at DESC, b.id DESC
LIMIT /* :limit */ 20;

-- name: list_boards_earliest_change_first
SELECT STRAIGHT_JOIN
    b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
JOIN users AS c
    ON c.id = /* :caller_id */ 1002
    AND SHA2(CONCAT(c.username, ' ', c.role, ' ', c.password_hash), 256)
    = /* :caller_fingerprint */ 'aa8d52f73baa66afcd0b60ce9b133f415af2bcddeb2e74ace988f1d68e709f78'
WHERE b.updated_at >= /* :after */ '1000-01-01'
  AND (b.updated_at > /* :after */ '1000-01-01' OR b.id > /* :after_id */ 0)
  AND b.updated_at < /* :until */ '9999-12-31'
  /* if :author_id */ AND b.user_id = /* :author_id */ 1001 /* end */
  /* if :author_name */
  AND b.user_id = (SELECT a.id FROM users AS a WHERE a.username = /* :author_name */ 'alice')
  /* end */
ORDER BY b.updated_at ASC, b.id ASC
LIMIT /* :limit */ 20;

-- name: count_boards
-- All of a list's pages. One of the two times bounds it.
-- plan: allows full scan: only when a client asks for the number
-- plan: allows full index scan: likewise
SELECT (
    SELECT COUNT(*)
    FROM boards AS b
    WHERE TRUE
      /* if :created_since */
      AND b.created_at >= /* :created_since */ '1000-01-01'
      AND b.created_at < /* :created_until */ '9999-12-31'
      /* end */
      /* if :updated_since */
      AND b.updated_at >= /* :updated_since */ '1000-01-01'
      AND b.updated_at < /* :updated_until */ '9999-12-31'
      /* end */
      /* if :author_id */ AND b.user_id = /* :author_id */ 1001 /* end */
      /* if :author_name */
      AND b.user_id = (SELECT a.id FROM users AS a WHERE a.username = /* :author_name */ 'alice')
      /* end */
) AS boards
FROM users AS c
WHERE c.id = /* :caller_id */ 1002
  AND SHA2(CONCAT(c.username, ' ', c.role, ' ', c.password_hash), 256)
  = /* :caller_fingerprint */ 'aa8d52f73baa66afcd0b60ce9b133f415af2bcddeb2e74ace988f1d68e709f78';

-- Searches (../README.md, 'Search'). What the full-text index finds is narrowed and sorted. The
-- linter parses no AGAINST, and nothing after it: these stand last.

-- name: list_boards_by_words
-- plan: allows filesort: of what the search finds, by row id
SELECT b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
JOIN users AS c
    ON c.id = /* :caller_id */ 1002
    AND SHA2(CONCAT(c.username, ' ', c.role, ' ', c.password_hash), 256)
    = /* :caller_fingerprint */ 'aa8d52f73baa66afcd0b60ce9b133f415af2bcddeb2e74ace988f1d68e709f78'
WHERE MATCH(b.title, b.content) AGAINST (/* :words */ '+hello*' IN BOOLEAN MODE) -- noqa: PRS
  AND b.created_at <= /* :before */ '9999-12-31'
  AND (b.created_at < /* :before */ '9999-12-31' OR b.id < /* :before_id */ 0)
  AND b.created_at >= /* :since */ '1000-01-01'
  /* if :author_id */ AND b.user_id = /* :author_id */ 1001 /* end */
  /* if :author_name */
  AND b.user_id = (SELECT a.id FROM users AS a WHERE a.username = /* :author_name */ 'alice')
  /* end */
ORDER BY b.created_at DESC, b.id DESC
LIMIT /* :limit */ 20;

-- name: list_boards_by_words_oldest_first
-- plan: allows filesort: of what the search finds, by row id
SELECT b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
JOIN users AS c
    ON c.id = /* :caller_id */ 1002
    AND SHA2(CONCAT(c.username, ' ', c.role, ' ', c.password_hash), 256)
    = /* :caller_fingerprint */ 'aa8d52f73baa66afcd0b60ce9b133f415af2bcddeb2e74ace988f1d68e709f78'
WHERE MATCH(b.title, b.content) AGAINST (/* :words */ '+hello*' IN BOOLEAN MODE) -- noqa: PRS
  AND b.created_at >= /* :after */ '1000-01-01'
  AND (b.created_at > /* :after */ '1000-01-01' OR b.id > /* :after_id */ 0)
  AND b.created_at < /* :until */ '9999-12-31'
  /* if :author_id */ AND b.user_id = /* :author_id */ 1001 /* end */
  /* if :author_name */
  AND b.user_id = (SELECT a.id FROM users AS a WHERE a.username = /* :author_name */ 'alice')
  /* end */
ORDER BY b.created_at ASC, b.id ASC
LIMIT /* :limit */ 20;

-- name: list_boards_by_words_latest_change_first
-- plan: allows filesort: of what the search finds, by row id
SELECT b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
JOIN users AS c
    ON c.id = /* :caller_id */ 1002
    AND SHA2(CONCAT(c.username, ' ', c.role, ' ', c.password_hash), 256)
    = /* :caller_fingerprint */ 'aa8d52f73baa66afcd0b60ce9b133f415af2bcddeb2e74ace988f1d68e709f78'
WHERE MATCH(b.title, b.content) AGAINST (/* :words */ '+hello*' IN BOOLEAN MODE) -- noqa: PRS
  AND b.updated_at <= /* :before */ '9999-12-31'
  AND (b.updated_at < /* :before */ '9999-12-31' OR b.id < /* :before_id */ 0)
  AND b.updated_at >= /* :since */ '1000-01-01'
  /* if :author_id */ AND b.user_id = /* :author_id */ 1001 /* end */
  /* if :author_name */
  AND b.user_id = (SELECT a.id FROM users AS a WHERE a.username = /* :author_name */ 'alice')
  /* end */
ORDER BY b.updated_at DESC, b.id DESC
LIMIT /* :limit */ 20;

-- name: list_boards_by_words_earliest_change_first
-- plan: allows filesort: of what the search finds, by row id
SELECT b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
JOIN users AS c
    ON c.id = /* :caller_id */ 1002
    AND SHA2(CONCAT(c.username, ' ', c.role, ' ', c.password_hash), 256)
    = /* :caller_fingerprint */ 'aa8d52f73baa66afcd0b60ce9b133f415af2bcddeb2e74ace988f1d68e709f78'
WHERE MATCH(b.title, b.content) AGAINST (/* :words */ '+hello*' IN BOOLEAN MODE) -- noqa: PRS
  AND b.updated_at >= /* :after */ '1000-01-01'
  AND (b.updated_at > /* :after */ '1000-01-01' OR b.id > /* :after_id */ 0)
  AND b.updated_at < /* :until */ '9999-12-31'
  /* if :author_id */ AND b.user_id = /* :author_id */ 1001 /* end */
  /* if :author_name */
  AND b.user_id = (SELECT a.id FROM users AS a WHERE a.username = /* :author_name */ 'alice')
  /* end */
ORDER BY b.updated_at ASC, b.id ASC
LIMIT /* :limit */ 20;

-- name: count_boards_by_words
SELECT (
    SELECT COUNT(*)
    FROM boards AS b
    WHERE MATCH(b.title, b.content) AGAINST (/* :words */ '+hello*' IN BOOLEAN MODE) -- noqa: PRS
      /* if :created_since */
      AND b.created_at >= /* :created_since */ '1000-01-01'
      AND b.created_at < /* :created_until */ '9999-12-31'
      /* end */
      /* if :updated_since */
      AND b.updated_at >= /* :updated_since */ '1000-01-01'
      AND b.updated_at < /* :updated_until */ '9999-12-31'
      /* end */
      /* if :author_id */ AND b.user_id = /* :author_id */ 1001 /* end */
      /* if :author_name */
      AND b.user_id = (SELECT a.id FROM users AS a WHERE a.username = /* :author_name */ 'alice')
      /* end */
) AS boards
FROM users AS c
WHERE c.id = /* :caller_id */ 1002
  AND SHA2(CONCAT(c.username, ' ', c.role, ' ', c.password_hash), 256)
  = /* :caller_fingerprint */ 'aa8d52f73baa66afcd0b60ce9b133f415af2bcddeb2e74ace988f1d68e709f78';
