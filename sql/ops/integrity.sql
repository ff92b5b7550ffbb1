-- What the constraints rule out; every query here finds nothing unless they were switched off.

-- name: list_orphan_boards
SELECT b.id, b.user_id, b.created_at
FROM boards AS b
LEFT JOIN users AS u ON u.id = b.user_id
WHERE u.id IS NULL
ORDER BY b.id
LIMIT /* :limit */ 100;
