-- The account that the API runs as: it reads and writes rows and can change no table.
-- Run as an administrator, with the database chosen: mysql rawboard < sql/grants/app.sql
-- Change the passwords below first.

-- name: create_app_account
CREATE USER IF NOT EXISTS 'rawboard_app'@'%' IDENTIFIED BY /* :password */ 'change-me-app-1';

-- name: set_app_password
ALTER USER 'rawboard_app'@'%' IDENTIFIED BY /* :password */ 'change-me-app-1';

-- name: grant_app
-- ON * is the database that the connection has chosen.
GRANT SELECT, INSERT, UPDATE, DELETE ON * TO 'rawboard_app'@'%';
