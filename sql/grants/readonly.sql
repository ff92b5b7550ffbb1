-- rawboard_readonly: for reports. It reads everything but hashes of passwords and of tokens, e-mail
-- addresses, and the answers that are kept for retried requests.
-- Run as an administrator, after the migrations: mysql rawboard < sql/grants/readonly.sql
-- The first time, run a copy that has a password of your own (passwords.sql changes it later).

-- name: create_readonly_account
CREATE USER IF NOT EXISTS 'rawboard_readonly'@'%'
IDENTIFIED BY /* :password */ 'change-me-readonly-1';

-- name: revoke_readonly
REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'rawboard_readonly'@'%'; -- noqa: PRS

-- name: grant_readonly_users
GRANT SELECT (id, username, role, created_at, updated_at, version)
ON users TO 'rawboard_readonly'@'%';

-- name: grant_readonly_boards
GRANT SELECT ON boards TO 'rawboard_readonly'@'%';

-- name: grant_readonly_schema_migrations
GRANT SELECT ON schema_migrations TO 'rawboard_readonly'@'%';

-- name: grant_readonly_idempotency_keys
GRANT SELECT (user_id, key_hash, status, created_at)
ON idempotency_keys TO 'rawboard_readonly'@'%';

-- name: grant_readonly_tokens
GRANT SELECT (id, user_id, name, scope, created_at, expires_at, last_used_at)
ON tokens TO 'rawboard_readonly'@'%';

-- name: grant_readonly_login_failures
GRANT SELECT ON login_failures TO 'rawboard_readonly'@'%';
