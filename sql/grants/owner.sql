-- The account that owns the schema: it applies migrations and is used for nothing else.
-- Run as an administrator, with the database chosen: mysql rawboard < sql/grants/owner.sql
-- Change the passwords below first.

-- name: create_owner_account
CREATE USER IF NOT EXISTS 'rawboard_owner'@'%' IDENTIFIED BY /* :password */ 'change-me-owner-1';

-- name: set_owner_password
ALTER USER 'rawboard_owner'@'%' IDENTIFIED BY /* :password */ 'change-me-owner-1';

-- name: grant_owner
-- ON * is the database that the connection has chosen.
GRANT ALL ON * TO 'rawboard_owner'@'%';
