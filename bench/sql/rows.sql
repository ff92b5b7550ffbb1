-- What the bare client loop reads and writes, to compare streaming and bulk inserts with.

-- name: list_boards
SELECT b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
ORDER BY b.created_at DESC, b.id DESC;

-- name: create_board
INSERT INTO boards (user_id, title, content)
VALUES (/* :user_id */ 1, /* :title */ 'Bulk 0', /* :content */ 'Some words.');
