-- Queries of a table that is not there, and what an account needs to run each.

-- name: list_notes
-- notes: SELECT
-- users: SELECT
SELECT n.id
FROM notes AS n
JOIN users AS c ON c.id = n.user_id;

-- name: create_note
-- notes: SELECT, INSERT (user_id, body)
-- users: SELECT
INSERT INTO notes (user_id, body)
SELECT
    c.id,
    /* :body */ 'A note' AS body
FROM users AS c
WHERE c.id = /* :caller_id */ 1001;

-- name: create_or_count_note
-- notes: SELECT, INSERT (body, times), UPDATE (body, times, updated_at)
INSERT INTO notes (
    body, times
)
VALUES (/* :body */ 'A note', 1)
ON DUPLICATE KEY UPDATE
    times = IF(times > 1, times + 1, COALESCE(times, 1)),
    updated_at = NOW();

-- name: update_note_by_id
-- notes: SELECT, UPDATE (body, version)
UPDATE notes
SET body = IF(version = 1, /* :body */ 'A note', body),
    version = version + 1
WHERE id = /* :note_id */ 1001
  AND version = /* :version */ 1;

-- name: delete_note_by_id
-- notes: SELECT, DELETE
DELETE FROM notes
WHERE id = /* :note_id */ 1001;
