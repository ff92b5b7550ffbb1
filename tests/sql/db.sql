-- What the tests of 'rawboard db' do by hand, as an administrator, on a scratch database.

-- name: drop_database
DROP DATABASE IF EXISTS rawboard_scratch_db;

-- name: create_database
CREATE DATABASE rawboard_scratch_db CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;

-- name: use_database
USE rawboard_scratch_db;

-- name: drop_other_database
DROP DATABASE IF EXISTS rawboard_scratch_other;

-- name: create_other_database
CREATE DATABASE rawboard_scratch_other CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;

-- name: list_rows
-- Everything that schema_migrations holds, a claim included.
SELECT m.version, m.name, m.checksum, m.applied_at, m.applied_by
FROM schema_migrations AS m
ORDER BY m.version;

-- name: list_users
SELECT u.id, u.username FROM users AS u ORDER BY u.id;

-- name: list_verify_databases
-- What 'verify' left behind.
SELECT s.schema_name AS name
FROM information_schema.schemata AS s
WHERE s.schema_name LIKE 'rawboard\_scratch\_%'
  AND s.schema_name NOT IN ('rawboard_scratch_db', 'rawboard_scratch_other');

-- name: list_sessions
-- Other sessions in a database.
SELECT p.id, p.user AS owner, p.state, p.info
FROM information_schema.processlist AS p
WHERE p.db = /* :database */ 'rawboard_scratch_db'
  AND p.id <> CONNECTION_ID();

-- name: read_boards
-- Inside a transaction: keeps others from altering the table until the transaction ends.
SELECT b.id FROM boards AS b LIMIT 1; -- noqa: AM09

-- name: claim_elsewhere
-- The claim of a program on another node, of which nobody here can tell whether it lives.
INSERT INTO schema_migrations (version, name) VALUES (0, 'session 7 on elsewhere:3306');

-- name: unclaim
DELETE FROM schema_migrations WHERE version = 0;

-- name: forget_everything
DROP TABLE schema_migrations;

-- name: forget_rows
DELETE FROM schema_migrations WHERE version > 1;

-- name: record_unknown
-- A migration that some other checkout has.
INSERT INTO schema_migrations (version, name) VALUES (99, 'from_another_branch');

-- name: record_boards
-- The last statement of 0003.
INSERT INTO schema_migrations (version, name) VALUES (3, 'create_boards');

-- name: forget_boards
DELETE FROM schema_migrations WHERE version = 3;

-- name: drop_index
ALTER TABLE boards DROP INDEX ix_boards_created_at;

-- name: add_index
CREATE INDEX ix_boards_title ON boards (title);

-- name: change_column
ALTER TABLE boards MODIFY version BIGINT UNSIGNED NOT NULL DEFAULT 1;

-- name: change_collation
ALTER TABLE schema_migrations MODIFY name VARCHAR(100) COLLATE utf8mb4_bin NOT NULL;

-- name: add_column
ALTER TABLE users ADD COLUMN nickname VARCHAR(20) NULL;

-- name: change_default
ALTER TABLE users ALTER COLUMN role SET DEFAULT 'admin';

-- name: change_check
ALTER TABLE boards
    DROP CONSTRAINT ck_boards_content,
    ADD CONSTRAINT ck_boards_content CHECK (CHAR_LENGTH(content) <= 9);

-- name: drop_check
ALTER TABLE users DROP CONSTRAINT ck_users_role;

-- name: switch_check_off
-- MariaDB has no such switch: there the check is dropped.
ALTER TABLE users -- noqa: CV06
    /*!80016 ALTER CHECK ck_users_username NOT ENFORCED */
    /*M! DROP CONSTRAINT ck_users_username */;

-- name: drop_foreign_key
ALTER TABLE boards DROP FOREIGN KEY fk_boards_user_id;

-- name: change_table_collation
ALTER TABLE schema_migrations DEFAULT COLLATE utf8mb4_bin;

-- name: change_boards_collation
ALTER TABLE boards DEFAULT COLLATE utf8mb4_bin;

-- name: add_table
CREATE TABLE notes (id INT NOT NULL PRIMARY KEY, body TEXT, INDEX ix_notes_body (body(9)));

-- name: add_view
CREATE VIEW board_titles AS SELECT b.title FROM boards AS b;

-- name: add_trigger
CREATE TRIGGER tr_boards_title BEFORE INSERT ON boards FOR EACH ROW SET NEW.title = 'hijacked';

-- name: add_procedure
CREATE PROCEDURE wipe() DELETE FROM boards; -- noqa: CP03, LT01

-- name: add_event
CREATE EVENT ev_wipe ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM boards;

-- name: rename_table
RENAME TABLE boards TO boards_away;

-- name: list_unkeyed_tables
-- Tables without a primary key.
SELECT t.table_name AS name
FROM information_schema.tables AS t
LEFT JOIN information_schema.statistics AS s
    ON s.table_schema = t.table_schema
    AND s.table_name = t.table_name
    AND s.index_name = 'PRIMARY'
WHERE t.table_schema = DATABASE()
  AND s.index_name IS NULL;

-- name: list_unindexed_foreign_keys
-- Foreign keys whose column is not the first of any index.
SELECT k.constraint_name AS name
FROM information_schema.key_column_usage AS k
LEFT JOIN information_schema.statistics AS s
    ON s.table_schema = k.table_schema
    AND s.table_name = k.table_name
    AND s.column_name = k.column_name
    AND s.seq_in_index = 1
WHERE k.table_schema = DATABASE()
  AND k.referenced_table_name IS NOT NULL
  AND k.ordinal_position = 1
  AND s.index_name IS NULL;

-- name: list_cascading_keys
SELECT k.constraint_name AS name
FROM information_schema.referential_constraints AS k
WHERE k.constraint_schema = DATABASE()
  AND (k.delete_rule = 'CASCADE' OR k.update_rule = 'CASCADE');

-- name: list_names
-- Every constraint and index, with the prefixes that its name may have.
SELECT
    c.table_name AS in_table,
    c.constraint_name AS name,
    CASE c.constraint_type WHEN 'UNIQUE' THEN 'uq' WHEN 'CHECK' THEN 'ck' ELSE 'fk' END AS prefix
FROM information_schema.table_constraints AS c
WHERE c.table_schema = DATABASE()
  AND c.constraint_type <> 'PRIMARY KEY'
UNION ALL
SELECT DISTINCT
    s.table_name AS in_table,
    s.index_name AS name,
    CASE WHEN s.non_unique = 0 THEN 'uq' WHEN s.index_type = 'FULLTEXT' THEN 'ft' ELSE 'ix' END
        AS prefix
FROM information_schema.statistics AS s
WHERE s.table_schema = DATABASE()
  AND s.index_name <> 'PRIMARY';

-- name: drop_narrow_account
DROP USER IF EXISTS 'rawboard_narrow'@'%';

-- name: create_narrow_account
-- An owner without the right to make the scratch database of 'verify'.
CREATE USER 'rawboard_narrow'@'%' IDENTIFIED BY /* :password */ 'a password';

-- name: grant_narrow_account
GRANT ALL ON rawboard_scratch_db.* TO 'rawboard_narrow'@'%';

-- name: make_unkeyed_table
-- A table without primary key, and with a constraint and an index that have no proper name.
CREATE TABLE loose (body VARCHAR(9) NULL UNIQUE, INDEX ix_other (body));


-- name: make_key_without_index
ALTER TABLE users
    ADD COLUMN invited_by BIGINT UNSIGNED NULL,
    ADD CONSTRAINT fk_users_invited_by FOREIGN KEY (invited_by) REFERENCES users (id);

-- The linter parses neither FORCE nor ALTER INDEX, and nothing after them: these stand last.

-- name: rebuild_table
-- What OPTIMIZE TABLE does: the schema stays as it is.
ALTER TABLE users FORCE; -- noqa: PRS

-- name: hide_index
ALTER TABLE boards -- noqa: PRS
    ALTER INDEX ix_boards_user_id_created_at /*!80000 INVISIBLE */ /*M!100600 IGNORED */;
