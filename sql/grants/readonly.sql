-- rawboard_readonly: for reports. It reads everything but password hashes and e-mail addresses.
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
