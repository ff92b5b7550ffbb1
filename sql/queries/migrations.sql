-- What the program asks and says about migrations.

-- name: find_migrations_table
-- One row where schema_migrations exists, none in an empty database.
-- plan: allows full scan: information_schema has no indexes on MariaDB, and few rows
SELECT t.table_name
FROM information_schema.tables AS t
WHERE t.table_schema = DATABASE()
  AND t.table_name = 'schema_migrations';

-- name: list_migrations
-- Version 0 is no migration but the claim of a program that is migrating (create_migration_claim).
SELECT m.version, m.name, m.checksum, m.applied_at, m.applied_by
FROM schema_migrations AS m
WHERE m.version > 0
ORDER BY m.version;

-- name: create_migration
-- Says that a migration was applied, without running it: 'baseline' and 'repair'.
INSERT INTO schema_migrations (version, name, checksum)
VALUES (/* :version */ 99, /* :name */ 'a_name', /* :checksum */ NULL);

-- name: update_migration_checksum
-- Fills in what a file cannot hold of itself, or accepts an edit ('repair').
UPDATE schema_migrations
SET checksum = /* :checksum */ NULL
WHERE version = /* :version */ 1;

-- name: delete_migration
-- Says that a migration was undone, without running its undo file: 'repair'.
DELETE FROM schema_migrations
WHERE version = /* :version */ 99;

-- name: create_migration_claim
-- Two programs that start at once migrate once: the second one's row 0 is a duplicate, and it
-- waits. A row, because GET_LOCK does not reach the other nodes of a cluster.
INSERT INTO schema_migrations (version, name)
VALUES (0, CONCAT('session ', CONNECTION_ID(), ' on ', LEFT(@@hostname, 60), ':', @@port));

-- name: find_migration_claim
-- is_dead: it was made by this account on this server, in a session that is no more.
-- plan: allows full scan: the process list has no indexes, and few rows
SELECT
    m.name,
    m.applied_at,
    m.applied_by,
    m.applied_by = CURRENT_USER()
    AND m.name LIKE CONCAT('% on ', LEFT(@@hostname, 60), ':', @@port)
    AND NOT EXISTS (
        SELECT 1
        FROM information_schema.processlist AS p
        WHERE m.name LIKE CONCAT('session ', p.id, ' on %')
    ) AS is_dead
FROM schema_migrations AS m
WHERE m.version = 0;

-- name: delete_migration_claim
-- Only the claim that was seen: another program may have taken its place.
DELETE FROM schema_migrations
WHERE version = 0
  AND name = /* :name */ 'session 1 on db:3306';
