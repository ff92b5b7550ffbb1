-- What the program asks and says about migrations.

-- name: find_migrations_table
-- One row where schema_migrations exists, none in an empty database.
SELECT t.table_name
FROM information_schema.tables AS t
WHERE t.table_schema = DATABASE()
  AND t.table_name = 'schema_migrations';

-- name: list_migrations
SELECT m.version, m.name, m.checksum
FROM schema_migrations AS m
ORDER BY m.version;

-- name: update_migration_checksum
-- Fills in what a file cannot hold of itself; a checksum that is there already stays.
UPDATE schema_migrations
SET checksum = /* :checksum */ NULL
WHERE version = /* :version */ 1
  AND checksum IS NULL;
