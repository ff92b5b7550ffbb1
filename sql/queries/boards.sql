-- Everything that is asked about boards.

-- name: find_board_by_id
SELECT b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
WHERE b.id = /* :board_id */ 1001;

-- name: list_boards
-- A page of all boards, newest first, strictly after the cursor (before, before_id).
SELECT b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
WHERE b.created_at <= /* :before */ '9999-12-31'
  AND (b.created_at < /* :before */ '9999-12-31' OR b.id < /* :before_id */ 0)
ORDER BY b.created_at DESC, b.id DESC
LIMIT /* :limit */ 20;

-- name: list_boards_by_author
-- A page of one author's boards, newest first, strictly after the cursor.
SELECT b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
WHERE b.user_id = /* :user_id */ 1001
  AND b.created_at <= /* :before */ '9999-12-31'
  AND (b.created_at < /* :before */ '9999-12-31' OR b.id < /* :before_id */ 0)
ORDER BY b.created_at DESC, b.id DESC
LIMIT /* :limit */ 20;

-- name: create_board
INSERT INTO boards (user_id, title, content, created_at, updated_at)
VALUES (
    /* :user_id */ 1001,
    /* :title */ 'A board',
    /* :content */ 'Its text.',
    /* :now */ '2026-01-05 09:00:00.000000',
    /* :now */ '2026-01-05 09:00:00.000000'
);

-- name: update_board_by_id
-- Changes what is given and keeps what is NULL; only the author or an admin finds the row.
UPDATE boards
SET title = COALESCE(/* :title */ 'A new title', title),
    content = COALESCE(/* :content */ NULL, content),
    updated_at = /* :now */ '2026-01-05 09:00:00.000000',
    version = version + 1
WHERE id = /* :board_id */ 1001
  AND (user_id = /* :caller_id */ 1001 OR /* :caller_is_admin */ FALSE);

-- name: delete_board_by_id
-- Only the author or an admin finds the row.
DELETE FROM boards
WHERE id = /* :board_id */ 1001
  AND (user_id = /* :caller_id */ 1001 OR /* :caller_is_admin */ FALSE);

-- name: delete_boards_by_author
-- Before delete_user_by_id, in one transaction.
DELETE FROM boards
WHERE user_id = /* :user_id */ 1003;
