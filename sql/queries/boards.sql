-- Single boards; lists and searches are in board_lists.sql. c is the caller: no row without their
-- present fingerprint.

-- name: find_board_by_id
SELECT b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
JOIN users AS c
    ON c.id = /* :caller_id */ 1002
    AND SHA2(CONCAT(c.username, ' ', c.role, ' ', c.password_hash), 256)
    = /* :caller_fingerprint */ 'aa8d52f73baa66afcd0b60ce9b133f415af2bcddeb2e74ace988f1d68e709f78'
WHERE b.id = /* :board_id */ 1001;

-- name: lock_board_by_id
-- Holds the row to the end of the transaction: the second attempt at a write that lost a race.
SELECT b.title, b.content, b.updated_at, b.version
FROM boards AS b
WHERE b.id = /* :board_id */ 1001
FOR UPDATE;

-- name: create_board
INSERT INTO boards (user_id, title, content, created_at, updated_at)
SELECT
    c.id,
    /* :title */ 'A board' AS title,
    /* :content */ 'Its text.' AS content,
    /* :now */ '2026-01-05 09:00:00.000000' AS created_at,
    /* :now */ '2026-01-05 09:00:00.000000' AS updated_at
FROM users AS c
WHERE c.id = /* :caller_id */ 1001
  AND SHA2(CONCAT(c.username, ' ', c.role, ' ', c.password_hash), 256)
  = /* :caller_fingerprint */ 'b877ecda0bfb6dc977817efb4f5cbbb7ee4c0189922f3811351d543a44c6e82f';

-- name: create_board_of_many
-- After find_caller, in one transaction. The driver makes one INSERT of a thousand rows from it.
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
-- Compare and set: a lost race finds no row of this version.
UPDATE boards
SET title = /* :title */ 'A new title',
    content = /* :content */ 'Its text.',
    updated_at = /* :now */ '2026-01-05 09:00:00.000000',
    version = version + 1
WHERE id = /* :board_id */ 1001
  AND version = /* :version */ 1;

-- name: delete_board_by_id
-- Compare and set, as update_board_by_id.
DELETE FROM boards
WHERE id = /* :board_id */ 1001
  AND version = /* :version */ 1;

-- name: delete_boards_by_author
-- Before delete_user_by_id, in one transaction.
DELETE FROM boards
WHERE user_id = /* :user_id */ 1003;
