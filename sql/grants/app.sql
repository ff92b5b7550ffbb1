-- rawboard_app: what the API runs as. It has the rights its queries need, column by column, and
-- no other: it cannot create, alter or drop anything, change a role, or write a file.
-- Run as an administrator, after the migrations: mysql rawboard < sql/grants/app.sql
-- The first time, run a copy that has a password of your own (passwords.sql changes it later).
-- After a migration run this file again: it takes back what is too much. For an instant the API
-- then has no rights; what is asked of it just then is answered 503, and nothing is lost.

-- name: create_app_account
CREATE USER IF NOT EXISTS 'rawboard_app'@'%' IDENTIFIED BY /* :password */ 'change-me-app-1';

-- name: revoke_app
REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'rawboard_app'@'%'; -- noqa: PRS

-- name: grant_app_schema_migrations
GRANT SELECT ON schema_migrations TO 'rawboard_app'@'%';

-- name: grant_app_users
-- A role is set when the first admin is created, and never changed.
GRANT SELECT, DELETE,
    INSERT (username, email, password_hash, role, created_at, updated_at),
    UPDATE (username, email, password_hash, updated_at, version)
ON users TO 'rawboard_app'@'%';

-- name: grant_app_boards
GRANT SELECT, DELETE,
    INSERT (user_id, title, content, created_at, updated_at),
    UPDATE (title, content, updated_at, version)
ON boards TO 'rawboard_app'@'%';

-- name: grant_app_idempotency_keys
GRANT SELECT, DELETE,
    INSERT (user_id, key_hash, fingerprint, headers, created_at),
    UPDATE (status, headers, body)
ON idempotency_keys TO 'rawboard_app'@'%';

-- name: grant_app_tokens
GRANT SELECT, DELETE,
    INSERT (user_id, name, scope, secret_hash, created_at, expires_at),
    UPDATE (last_used_at)
ON tokens TO 'rawboard_app'@'%';

-- name: grant_app_login_failures
-- For an INSERT with ON DUPLICATE KEY UPDATE, MariaDB asks for UPDATE on every column inserted.
GRANT SELECT, DELETE,
    INSERT (account, address, failures, window_ends_at),
    UPDATE (account, address, failures, window_ends_at)
ON login_failures TO 'rawboard_app'@'%';
