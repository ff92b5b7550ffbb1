-- Who is connected, and what runs now. Asks for PROCESS (grants/monitor.sql).

-- name: list_running_statements
-- The longest first. The comment in a statement names the query, its file, route and request.
SELECT
    p.id AS session,
    p.time AS seconds,
    p.user AS account,
    p.host AS client,
    p.state,
    p.info AS statement
FROM information_schema.processlist AS p
WHERE p.db = DATABASE()
  AND p.command <> 'Sleep'
  AND p.id <> CONNECTION_ID()
ORDER BY p.time DESC, p.id ASC;

-- name: list_sessions_by_account
-- Sleep: connected and idle, as most of the program's sessions are.
SELECT
    p.user AS account,
    p.command,
    COUNT(*) AS sessions,
    MAX(p.time) AS longest_seconds
FROM information_schema.processlist AS p
WHERE p.db = DATABASE()
GROUP BY p.user, p.command
ORDER BY sessions DESC, account ASC, p.command ASC;
