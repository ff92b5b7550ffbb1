-- What the constraints rule out; every query here finds nothing unless they were switched off.
-- Reads rows, so it asks for the readonly account.

-- name: list_orphan_boards
-- Boards whose author is gone.
SELECT
    b.id AS board_id,
    b.user_id,
    b.created_at
FROM boards AS b
LEFT JOIN users AS u ON u.id = b.user_id
WHERE u.id IS NULL
ORDER BY board_id
LIMIT /* :limit */ 100;
