-- rawboard_owner: applies migrations, and verifies them in scratch databases of its own.
-- Run as an administrator, before the migrations: mysql rawboard < sql/grants/owner.sql
-- The first time, run a copy that has a password of your own (passwords.sql changes it later).

-- name: create_owner_account
CREATE USER IF NOT EXISTS 'rawboard_owner'@'%' IDENTIFIED BY /* :password */ 'change-me-owner-1';

-- name: grant_owner
-- ON * is the database that the connection has chosen. ALL, because an account without the right to
-- a trigger, a view, a routine or an event is not shown it, and 'verify' would miss a foreign one.
GRANT ALL ON * TO 'rawboard_owner'@'%';

-- name: grant_owner_scratch
-- 'verify' applies the migrations to a scratch database, compares, and drops it again.
GRANT ALL ON `rawboard\_scratch\_%`.* TO 'rawboard_owner'@'%';
