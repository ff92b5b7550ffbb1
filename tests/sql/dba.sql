-- What the tests of grants, operations and backups ask besides what sql/ has.

-- name: list_rights
-- Every right of one of Rawboard's accounts; an administrator sees them.
SELECT
    p.privilege_type AS privilege,
    'the server' AS of_what
FROM information_schema.user_privileges AS p
WHERE p.grantee = CONCAT('''rawboard_', /* :role */ 'app', '''@''%''')
UNION ALL
SELECT
    s.privilege_type AS privilege,
    s.table_schema AS of_what
FROM information_schema.schema_privileges AS s
WHERE s.grantee = CONCAT('''rawboard_', /* :role */ 'app', '''@''%''')
UNION ALL
SELECT
    t.privilege_type AS privilege,
    CONCAT_WS('.', t.table_schema, t.table_name) AS of_what
FROM information_schema.table_privileges AS t
WHERE t.grantee = CONCAT('''rawboard_', /* :role */ 'app', '''@''%''')
UNION ALL
SELECT
    c.privilege_type AS privilege,
    CONCAT_WS('.', c.table_schema, c.table_name, c.column_name) AS of_what
FROM information_schema.column_privileges AS c
WHERE c.grantee = CONCAT('''rawboard_', /* :role */ 'app', '''@''%''');

-- name: list_visible_databases
-- The databases of which the account may see a table.
SELECT DISTINCT t.table_schema AS name
FROM information_schema.tables AS t
WHERE t.table_schema NOT IN ('information_schema', 'performance_schema');

-- name: grant_too_much_on_columns
GRANT SELECT (password_hash), UPDATE (role) ON users TO /* :user */ 'rawboard_app'@'%';

-- name: drop_account
DROP USER IF EXISTS /* :user */ 'rawboard_readonly'@'%';

-- outside_: what none of the accounts may. A database whose name looks like the owner's where _
-- stands for any character, and the server itself.

-- name: outside_drop_database
DROP DATABASE IF EXISTS rawboard1scratch1probe;

-- name: outside_create_database
CREATE DATABASE rawboard1scratch1probe CHARACTER SET utf8mb4;

-- name: outside_create_table
CREATE TABLE rawboard1scratch1probe.probe (id INT NOT NULL, PRIMARY KEY (id));

-- name: outside_read_table
SELECT p.id FROM rawboard1scratch1probe.probe AS p;

-- name: outside_read_accounts
SELECT a.user FROM mysql.user AS a;

-- name: outside_read_rights
SELECT d.user FROM mysql.db AS d;

-- name: outside_create_account
CREATE USER 'rawboard_probe'@'%' IDENTIFIED BY 'rawboard-probe-1';

-- name: grant_something
GRANT SELECT ON users TO /* :user */ 'rawboard_app'@'%';

-- name: outside_set_global
SET GLOBAL max_connections = 151;

-- name: end_session
KILL CONNECTION /* :session */ 1;

-- name: outside_write_file
SELECT 'A line' AS line INTO OUTFILE '/tmp/rawboard-probe';

-- name: read_file
-- NULL where the account may not; no error.
SELECT LOAD_FILE('/etc/hostname') AS content;

-- schema_: what the owner alone may, in an order in which each finds what it needs.

-- name: drop_scratch_probe
DROP DATABASE IF EXISTS rawboard_scratch_probe;

-- name: create_scratch_probe
CREATE DATABASE rawboard_scratch_probe CHARACTER SET utf8mb4;

-- name: use_scratch_probe
USE rawboard_scratch_probe;

-- name: create_boards
-- As much of it as the statements below ask for.
CREATE TABLE boards (id INT NOT NULL, version INT NOT NULL, PRIMARY KEY (id));

-- name: schema_create_table
CREATE TABLE probe (id INT NOT NULL, PRIMARY KEY (id));

-- name: schema_create_temporary_table
CREATE TEMPORARY TABLE other_probe (id INT NOT NULL, PRIMARY KEY (id));

-- name: schema_alter_table
ALTER TABLE boards COMMENT = '';

-- name: schema_create_index
CREATE INDEX ix_boards_version ON boards (version);

-- name: schema_drop_index
DROP INDEX ix_boards_version ON boards;

-- name: schema_create_trigger
CREATE TRIGGER tr_probe BEFORE INSERT ON boards FOR EACH ROW SET NEW.version = 2;

-- name: remove_trigger
DROP TRIGGER tr_probe;

-- name: schema_create_view
CREATE VIEW vw_probe AS SELECT b.id FROM boards AS b;

-- name: remove_view
DROP VIEW vw_probe;

-- name: schema_truncate_table
TRUNCATE TABLE boards;

-- name: remove_table
DROP TABLE probe;

-- name: drop_boards
DROP TABLE boards;

-- fixed_: what the owner alone may change of the rows, and change_: what the API may too. The rows
-- are not there: a right is asked for before a row.

-- name: fixed_set_user_id
UPDATE users SET id = 0
WHERE id = 0;

-- name: fixed_set_user_role
UPDATE users SET role = 'admin'
WHERE id = 0;

-- name: fixed_set_user_created_at
UPDATE users SET created_at = '2026-01-01'
WHERE id = 0;

-- name: fixed_set_board_id
UPDATE boards SET id = 0
WHERE id = 0;

-- name: fixed_set_board_author
UPDATE boards SET user_id = 0
WHERE id = 0;

-- name: fixed_set_board_created_at
UPDATE boards SET created_at = '2026-01-01'
WHERE id = 0;

-- name: fixed_insert_board_with_id
INSERT INTO boards (id, user_id, title, content) VALUES (0, 0, 'Probe', '');

-- name: fixed_set_token_user
UPDATE tokens SET user_id = 0
WHERE id = 0;

-- name: fixed_set_token_scope
UPDATE tokens SET scope = 'write'
WHERE id = 0;

-- name: fixed_set_token_hash
UPDATE tokens SET secret_hash = ''
WHERE id = 0;

-- name: fixed_set_token_expiry
UPDATE tokens SET expires_at = NULL
WHERE id = 0;

-- name: fixed_insert_token_with_id
INSERT INTO tokens (id, user_id, name, scope, secret_hash) VALUES (0, 0, 'Probe', 'read', '');

-- name: fixed_insert_answered_key
INSERT INTO idempotency_keys (user_id, key_hash, fingerprint, status, headers)
VALUES (0, '', '', 201, '[]');

-- name: fixed_set_key
UPDATE idempotency_keys SET key_hash = ''
WHERE user_id = 0;

-- name: fixed_set_fingerprint
UPDATE idempotency_keys SET fingerprint = ''
WHERE user_id = 0;

-- name: fixed_insert_migration
INSERT INTO schema_migrations (version, name) VALUES (9999, 'probe');

-- name: fixed_set_migration
UPDATE schema_migrations SET name = 'probe'
WHERE version = 9999;

-- name: fixed_delete_migration
DELETE FROM schema_migrations
WHERE version = 9999;

-- name: change_set_title
UPDATE boards SET title = 'Probe'
WHERE id = 0;

-- name: change_set_hash
UPDATE users SET password_hash = '!'
WHERE id = 0;

-- name: change_set_token_used
UPDATE tokens SET last_used_at = '2026-01-01'
WHERE id = 0;

-- name: change_delete_token
DELETE FROM tokens
WHERE id = 0;

-- name: change_set_answer
UPDATE idempotency_keys SET status = 201, headers = '[]', body = NULL
WHERE user_id = 0 AND key_hash = '';

-- name: change_delete_answer
DELETE FROM idempotency_keys
WHERE user_id = 0 AND key_hash = '';

-- name: change_count_failures
UPDATE login_failures SET failures = failures + 1, window_ends_at = '2026-01-01'
WHERE account = 'nobody';

-- name: change_delete_failures
DELETE FROM login_failures
WHERE account = 'nobody';

-- name: insert_board
INSERT INTO boards (user_id, title, content) VALUES (0, 'Probe', '');

-- name: change_delete_board
DELETE FROM boards
WHERE id = 0;

-- secret_: what reports do not show; row_: what they do.

-- name: secret_read_hashes
SELECT u.password_hash FROM users AS u;

-- name: secret_read_emails
SELECT u.id FROM users AS u
WHERE u.email = 'alice@example.com';

-- name: secret_read_token_hashes
SELECT t.secret_hash FROM tokens AS t;

-- name: secret_read_answers
SELECT k.body FROM idempotency_keys AS k;

-- name: secret_read_answers_headers
SELECT k.headers FROM idempotency_keys AS k;

-- name: secret_read_fingerprints
SELECT k.fingerprint FROM idempotency_keys AS k;

-- name: row_read_user
SELECT u.id FROM users AS u;

-- name: row_read_board
SELECT b.id FROM boards AS b;

-- name: row_read_migration
SELECT m.version FROM schema_migrations AS m;

-- name: row_read_token
SELECT t.id, t.user_id, t.name, t.scope, t.created_at, t.expires_at, t.last_used_at
FROM tokens AS t;

-- name: row_read_key
SELECT k.user_id, k.key_hash, k.status, k.created_at FROM idempotency_keys AS k;

-- name: row_read_failures
SELECT f.account, f.address, f.failures, f.window_ends_at FROM login_failures AS f;

-- For the tests of sql/ops.

-- name: set_log_flush
SET GLOBAL innodb_flush_log_at_trx_commit = /* :value */ 1;

-- name: sleep
SELECT SLEEP(/* :seconds */ 0) AS slept;

-- name: hold_all_boards
-- Inside a transaction: keeps others from changing any board until the transaction ends.
SELECT b.id FROM boards AS b
FOR UPDATE;

-- name: touch_boards
UPDATE boards SET version = version + 1;

-- name: ignore_foreign_keys
SET SESSION foreign_key_checks = 0;

-- name: insert_token
INSERT INTO tokens (user_id, name, scope, secret_hash) VALUES (0, 'Probe', 'read', '');

-- name: insert_board_with_a_stopword
INSERT INTO boards (user_id, title, content) VALUES (0, 'Probe', 'It was here');

-- name: use_stopwords
-- As every session does, unless it or the server's configuration says otherwise.
SET SESSION innodb_ft_enable_stopword = ON;

-- name: use_no_stopwords
SET SESSION innodb_ft_enable_stopword = OFF;

-- name: move_time_zone
SET SESSION time_zone = '+09:00';

-- name: find_statement_statistics
-- Whether the server keeps samples of statements: MySQL does.
SELECT COUNT(*) AS samples
FROM information_schema.columns AS c
WHERE c.table_schema = 'performance_schema'
  AND c.table_name = 'events_statements_summary_by_digest'
  AND c.column_name = 'query_sample_text';

-- name: find_performance_schema
-- MySQL has it on, MariaDB off.
SELECT @@performance_schema AS is_on;

-- name: create_twin_index
CREATE INDEX ix_boards_twin ON boards (created_at);

-- name: drop_twin_index
DROP INDEX ix_boards_twin ON boards;

-- name: list_table_names
SELECT t.table_name AS name
FROM information_schema.tables AS t
WHERE t.table_schema = DATABASE()
ORDER BY name;

-- For the tests of backups.

-- name: create_copy
CREATE DATABASE rawboard_scratch_copy CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;

-- name: drop_copy
DROP DATABASE IF EXISTS rawboard_scratch_copy;

-- name: create_many_boards
-- Some hundreds of boards that are together larger than the buffers between server and dump.
INSERT INTO boards (user_id, title, content)
WITH RECURSIVE numbers AS (
    SELECT 1 AS number
    UNION ALL
    SELECT n.number + 1 AS number FROM numbers AS n
    WHERE n.number < /* :boards */ 400
)

SELECT
    /* :user_id */ 1001 AS user_id,
    CONCAT('🎉 안녕 こんにちは ', n.number) AS title,
    CONCAT('It''s 100 % "text" that was \\ of four bytes: 𝄞👩‍🚀\r\n\t', REPEAT('𠮷', 2500)) AS content
FROM numbers AS n;

-- name: list_titles
SELECT b.title FROM boards AS b
WHERE b.title LIKE CONCAT(/* :start */ 'W', '%')
ORDER BY b.id;

-- name: list_users_like
SELECT u.username FROM users AS u
WHERE u.username LIKE CONCAT(/* :start */ 'a', '%')
ORDER BY u.id;

-- name: count_rows
SELECT
    'users' AS of_what,
    COUNT(*) AS total
FROM users
UNION ALL
SELECT
    'boards' AS of_what,
    COUNT(*) AS total
FROM boards
UNION ALL
SELECT
    'schema_migrations' AS of_what,
    COUNT(*) AS total
FROM schema_migrations
UNION ALL
SELECT
    'tokens' AS of_what,
    COUNT(*) AS total
FROM tokens
UNION ALL
SELECT
    'login_failures' AS of_what,
    COUNT(*) AS total
FROM login_failures
UNION ALL
SELECT
    'idempotency_keys' AS of_what,
    COUNT(*) AS total
FROM idempotency_keys;

-- The linter parses neither FILE nor TRIGGER in a GRANT, and nothing after it: these stand last.

-- name: grant_too_much_on_server
GRANT FILE ON *.* TO /* :user */ 'rawboard_app'@'%'; -- noqa: PRS

-- name: grant_too_much_on_database
GRANT DELETE, DROP, TRIGGER ON * TO /* :user */ 'rawboard_app'@'%'; -- noqa: PRS

-- name: rebuild_boards
ALTER TABLE boards FORCE; -- noqa: PRS
