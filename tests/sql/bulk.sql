-- What the tests of bulk creation ask of the database.

-- name: count_inserts
-- How many INSERT statements the server has run since it started.
SHOW GLOBAL STATUS LIKE 'Com_insert';

-- name: set_id_step
-- Gives each id of this connection's INSERTs a gap after it, as Group Replication does.
SET SESSION auto_increment_increment = /* :step */ 1;

-- name: list_boards_in_order
SELECT b.id, b.title, b.content, b.user_id, b.created_at
FROM boards AS b
ORDER BY b.created_at, b.id;
