-- Who is busy: sessions of the server, and people on the boards.

-- name: list_running_statements
-- The comment at the head of a statement names the query, its file, the route and the request.
SELECT p.id AS session, p.user, p.host, p.command, p.time AS seconds, p.state, p.info AS statement
FROM information_schema.processlist AS p
WHERE p.command <> 'Sleep'
  AND p.db = DATABASE()
ORDER BY p.time DESC;

-- name: list_sessions_by_account
SELECT p.user, p.command, COUNT(*) AS sessions, MAX(p.time) AS longest_seconds
FROM information_schema.processlist AS p
WHERE p.db = DATABASE()
GROUP BY p.user, p.command
ORDER BY sessions DESC;

-- name: list_activity_by_user
-- What each user wrote since a moment, the busiest first.
SELECT u.id, u.username, COUNT(*) AS boards, MAX(b.created_at) AS latest
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
WHERE b.created_at >= /* :since */ '2026-01-01 00:00:00'
GROUP BY u.id, u.username
ORDER BY boards DESC, u.id
LIMIT /* :limit */ 20;
