-- What the suite asks of the database besides what the API can.

-- name: delete_boards
DELETE FROM boards;

-- name: delete_users
DELETE FROM users;

-- name: delete_tokens
DELETE FROM tokens;

-- name: delete_idempotency_keys
DELETE FROM idempotency_keys;

-- name: list_idempotency_keys
SELECT k.user_id, k.key_hash, k.fingerprint, k.status, k.headers, k.body, k.created_at
FROM idempotency_keys AS k;

-- name: create_idempotency_key
-- A key that some request took and did not give back yet, or that was answered long ago.
INSERT INTO idempotency_keys (user_id, key_hash, fingerprint, headers, created_at)
VALUES (
    /* :user_id */ 1001,
    /* :key_hash */ 'c665a45920422f9d417e4867efdc4fb8a04a1f3fff1fa07e998e86f7f7a27ae3',
    '',
    '[]',
    /* :created_at */ '2026-01-05 09:00:00.000000'
);

-- name: read_idempotent_body
SELECT UNCOMPRESS(k.body) AS body FROM idempotency_keys AS k;

-- name: age_idempotency_keys
UPDATE idempotency_keys
SET created_at = created_at - INTERVAL /* :hours */ 25 HOUR;

-- name: delete_login_failures
DELETE FROM login_failures;

-- name: remove_user
DELETE FROM users WHERE username = /* :username */ 'nobody';

-- name: change_user
-- What another process, or a DBA who knows the rules, would write.
UPDATE users
SET username = /* :new_username */ 'nobody',
    password_hash = /* :password_hash */ '!',
    version = version + 1
WHERE username = /* :username */ 'nobody';

-- name: set_role
UPDATE users SET role = /* :role */ 'member'
WHERE username = /* :username */ 'nobody';

-- name: count_boards
SELECT COUNT(*) AS boards FROM boards;

-- name: count_users
SELECT COUNT(*) AS users FROM users;

-- name: drop_scratch
DROP DATABASE IF EXISTS rawboard_scratch_test;

-- name: create_scratch
CREATE DATABASE rawboard_scratch_test CHARACTER SET utf8mb4;

-- name: use_scratch
USE rawboard_scratch_test;

-- name: list_columns
-- Every column and index of the database that the connection has chosen.
SELECT
    c.table_name, c.column_name, c.column_type, c.is_nullable, c.column_default, c.collation_name,
    c.column_key
FROM information_schema.columns AS c
WHERE c.table_schema = DATABASE()
ORDER BY c.table_name, c.ordinal_position;

-- name: forget_last_migration
DELETE FROM schema_migrations WHERE version = 9;

-- name: create_board_at
-- A board of a chosen time, so that several can share one instant.
INSERT INTO boards (user_id, title, content, created_at, updated_at)
VALUES (
    /* :user_id */ 1001,
    /* :title */ 'A tie',
    '',
    /* :created_at */ '2026-01-05 09:00:00.000000',
    /* :created_at */ '2026-01-05 09:00:00.000000'
);

-- name: create_board_changed_at
-- A board with a chosen time of its last change, too.
INSERT INTO boards (user_id, title, content, created_at, updated_at)
VALUES (
    /* :user_id */ 1001,
    /* :title */ 'A change',
    '',
    /* :created_at */ '2026-01-05 09:00:00.000000',
    /* :updated_at */ '2026-01-06 09:00:00.000000'
);

-- name: find_server_version
SELECT VERSION() AS version;

-- name: find_base_directory
-- Below it, MariaDB has its own list of errors.
SELECT @@basedir AS directory;

-- name: list_error_numbers
-- MySQL's own list of errors; MariaDB has no such table.
SELECT e.error_number AS number
FROM performance_schema.events_errors_summary_global_by_error AS e
WHERE e.error_number IS NOT NULL;

-- name: create_board_with_id
-- A board of a chosen id, for tests of how ids are read.
INSERT INTO boards (id, user_id, title, content)
VALUES (/* :board_id */ 4096, /* :user_id */ 1001, 'Number', '');

-- name: set_all_users_created_at
-- Makes all users equally old, as if they had registered at the same instant.
UPDATE users
SET created_at = /* :created_at */ '2026-01-05 09:00:00.000000';

-- name: delete_user
DELETE FROM users
WHERE id = /* :user_id */ 1003;

-- name: count_lock_waits
-- How many transactions wait for another one's lock; asks for the PROCESS privilege.
SELECT COUNT(*) AS waits
FROM information_schema.innodb_trx AS t
WHERE t.trx_state = 'LOCK WAIT';

-- name: list_board_titles
SELECT b.title FROM boards AS b;

-- name: list_connections
-- The connections of the account that asks; an administrator sees everybody's.
SHOW FULL PROCESSLIST;

-- name: close_connection
KILL CONNECTION /* :connection_id */ 1;

-- name: set_wait_timeout
-- Makes the server close this connection once it has been idle for so many seconds.
SET SESSION wait_timeout = /* :seconds */ 28800;

-- name: become_read_only
SET GLOBAL /*!80000 super_read_only = 1, */ read_only = 1;

-- name: become_writable
SET GLOBAL /*!80000 super_read_only = 0, */ read_only = 0;

-- name: find_max_connections
SELECT @@GLOBAL.max_connections AS connections;

-- name: set_max_connections
SET GLOBAL max_connections = /* :connections */ 151;

-- name: take_boards_away
RENAME TABLE boards TO boards_away;

-- name: bring_boards_back
RENAME TABLE boards_away TO boards;

-- name: hold_board
-- Inside a transaction: keeps others from changing the board until the transaction ends.
SELECT b.id FROM boards AS b
WHERE b.id = /* :board_id */ 1001
FOR UPDATE;

-- name: hold_user
-- Inside a transaction: keeps others from changing the user until the transaction ends.
SELECT u.id FROM users AS u
WHERE u.id = /* :user_id */ 1001
FOR UPDATE;

-- name: find_user_unless_held
-- No row while another transaction holds the user.
SELECT u.id FROM users AS u
WHERE u.id = /* :user_id */ 1001
FOR UPDATE SKIP LOCKED;

-- name: touch_boards_of
-- Makes a transaction heavy: of two in a deadlock, the server takes the lighter one back.
UPDATE boards
SET version = version + 1
WHERE user_id = /* :user_id */ 1002;

-- name: sleep_for
-- Sleeps once for each user.
SELECT u.id, SLEEP(/* :seconds */ 0) AS slept FROM users AS u;

-- name: count_boards_without_user
SELECT COUNT(*) AS boards
FROM boards AS b
LEFT JOIN users AS u ON u.id = b.user_id
WHERE u.id IS NULL;

-- name: list_handler_reads
SHOW SESSION STATUS LIKE 'Handler_read%';

-- name: drop_page_index
ALTER TABLE boards DROP INDEX ix_boards_created_at, ALGORITHM = INPLACE, LOCK = NONE;

-- name: restore_page_index
ALTER TABLE boards
    ADD INDEX ix_boards_created_at (created_at, id), ALGORITHM = INPLACE, LOCK = NONE;

-- name: list_token_rows
SELECT t.id, t.user_id, t.name, t.scope, t.secret_hash, t.created_at, t.expires_at, t.last_used_at
FROM tokens AS t
ORDER BY t.id;

-- name: set_tokens_expires_at
UPDATE tokens
SET expires_at = /* :expires_at */ '2026-01-07 09:00:00.000000';

-- name: set_tokens_last_used_at
UPDATE tokens
SET last_used_at = /* :last_used_at */ '2026-01-07 09:00:00.000000';

-- name: list_kept_answers
SELECT k.key_hash, k.fingerprint, k.headers, CAST(UNCOMPRESS(k.body) AS CHAR) AS body
FROM idempotency_keys AS k;

-- name: list_login_failure_rows
SELECT f.account, f.address, f.failures, f.window_ends_at
FROM login_failures AS f
ORDER BY f.account, f.address;

-- name: end_login_failure_windows
UPDATE login_failures
SET window_ends_at = UTC_TIMESTAMP(6);

-- name: create_login_failure_row
INSERT INTO login_failures (account, address, failures, window_ends_at)
VALUES (
    /* :account */ '',
    /* :address */ '192.0.2.1',
    /* :failures */ 1,
    /* :window_ends_at */ '2026-01-06 08:15:00.000000'
);

-- The linter parses no ALTER USER, and nothing after it: these stand last.

-- name: lock_account
ALTER USER 'rawboard_app'@'%' ACCOUNT LOCK; -- noqa: PRS

-- name: unlock_account
ALTER USER 'rawboard_app'@'%' ACCOUNT UNLOCK; -- noqa: PRS

-- name: list_insertable_columns
-- Of every table, those that an INSERT may set.
SELECT
    c.table_name AS of_table,
    c.column_name AS name
FROM information_schema.columns AS c
JOIN information_schema.tables AS t
    ON t.table_schema = c.table_schema
    AND t.table_name = c.table_name
WHERE c.table_schema = DATABASE()
  AND t.table_type = 'BASE TABLE'
  AND c.extra NOT LIKE '%GENERATED'
ORDER BY c.table_name, c.ordinal_position;
