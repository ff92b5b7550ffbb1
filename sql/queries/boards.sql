-- What is asked about single boards; lists and searches are in board_lists.sql.

-- name: find_board_by_id
SELECT b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
WHERE b.id = /* :board_id */ 1001;

-- name: find_board_by_id_as
-- The same for a caller who is remembered: nothing, unless their row is as it was.
SELECT b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
JOIN users AS c ON c.id = /* :caller_id */ 1002 AND c.version = /* :caller_version */ 1
WHERE b.id = /* :board_id */ 1001;

-- name: create_board_as
-- create_board for a caller who is remembered: adds nothing, unless their row is as it was.
INSERT INTO boards (user_id, title, content, created_at, updated_at)
SELECT
    c.id,
    /* :title */ 'A board' AS title,
    /* :content */ 'Its text.' AS content,
    /* :now */ '2026-01-05 09:00:00.000000' AS created_at,
    /* :now */ '2026-01-05 09:00:00.000000' AS updated_at
FROM users AS c
WHERE c.id = /* :caller_id */ 1001
  AND c.version = /* :caller_version */ 1;

-- name: create_board
INSERT INTO boards (user_id, title, content, created_at, updated_at)
VALUES (
    /* :user_id */ 1001,
    /* :title */ 'A board',
    /* :content */ 'Its text.',
    /* :now */ '2026-01-05 09:00:00.000000',
    /* :now */ '2026-01-05 09:00:00.000000'
);

-- name: list_board_ids_by_author_and_time
-- After INSERTs of many boards, in their transaction: the ids that these got, in their order. Ids
-- have gaps (auto_increment_increment), so they cannot be counted up from the first.
SELECT b.id
FROM boards AS b
WHERE b.user_id = /* :user_id */ 1001
  AND b.created_at = /* :now */ '2026-01-03 09:00:00.000001'
ORDER BY b.id;

-- name: update_board_by_id
-- Changes what is given and keeps what is NULL; only the author or an admin finds the row.
-- match: the tags one of which the row must have ('3-alice,4-alice', or just '3'), NULL for any;
-- unless: the tags that it must not have. A lost race changes no row.
UPDATE boards
SET title = COALESCE(/* :title */ 'A new title', title),
    content = COALESCE(/* :content */ NULL, content),
    updated_at = /* :now */ '2026-01-05 09:00:00.000000',
    version = version + 1
WHERE id = /* :board_id */ 1001
  AND (user_id = /* :caller_id */ 1001 OR /* :caller_is_admin */ FALSE)
  AND COALESCE(
      FIND_IN_SET(version, /* :match */ NULL)
      + FIND_IN_SET(
          CONCAT(version, '-', (SELECT u.username FROM users AS u WHERE u.id = boards.user_id)),
          /* :match */ NULL
      ),
      TRUE
  )
  AND NOT COALESCE(
      FIND_IN_SET(version, /* :unless */ NULL)
      + FIND_IN_SET(
          CONCAT(version, '-', (SELECT u.username FROM users AS u WHERE u.id = boards.user_id)),
          /* :unless */ NULL
      ),
      FALSE
  );

-- name: delete_board_by_id
-- Only the author or an admin finds the row; match and unless as in update_board_by_id.
DELETE FROM boards
WHERE id = /* :board_id */ 1001
  AND (user_id = /* :caller_id */ 1001 OR /* :caller_is_admin */ FALSE)
  AND COALESCE(
      FIND_IN_SET(version, /* :match */ NULL)
      + FIND_IN_SET(
          CONCAT(version, '-', (SELECT u.username FROM users AS u WHERE u.id = boards.user_id)),
          /* :match */ NULL
      ),
      TRUE
  )
  AND NOT COALESCE(
      FIND_IN_SET(version, /* :unless */ NULL)
      + FIND_IN_SET(
          CONCAT(version, '-', (SELECT u.username FROM users AS u WHERE u.id = boards.user_id)),
          /* :unless */ NULL
      ),
      FALSE
  );

-- name: delete_boards_by_author
-- Before delete_user_by_id, in one transaction.
DELETE FROM boards
WHERE user_id = /* :user_id */ 1003;
