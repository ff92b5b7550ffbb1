-- rawboard_backup: dumps the database (../README.md, 'Backup and restore'). It reads every table,
-- hashes and addresses too, and changes nothing.
-- Run as an administrator: mysql rawboard < sql/grants/backup.sql
-- The first time, run a copy that has a password of your own (passwords.sql changes it later).

-- name: create_backup_account
CREATE USER IF NOT EXISTS 'rawboard_backup'@'%'
IDENTIFIED BY /* :password */ 'change-me-backup-1';

-- name: revoke_backup
REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'rawboard_backup'@'%'; -- noqa: PRS

-- name: grant_backup
-- ON * is the database that the connection has chosen.
GRANT SELECT ON * TO 'rawboard_backup'@'%';
