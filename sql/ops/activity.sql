-- Who is busy on the boards. Reads rows, so it asks for the readonly account.

-- name: list_activity_by_user
-- What each user wrote since a moment (UTC), the busiest first.
SELECT
    u.id AS user_id,
    u.username,
    COUNT(*) AS boards,
    MAX(b.created_at) AS latest
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
WHERE b.created_at >= /* :since */ '2026-01-01 00:00:00'
GROUP BY u.id, u.username
ORDER BY boards DESC, user_id ASC
LIMIT /* :limit */ 20;
