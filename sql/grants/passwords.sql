-- New passwords for the accounts. Run a copy that has yours, and only the accounts you mean:
-- mysql < the_copy.sql

-- name: set_owner_password
ALTER USER IF EXISTS 'rawboard_owner'@'%' IDENTIFIED BY /* :password */ 'change-me-owner-1'; -- noqa: PRS

-- name: set_app_password
ALTER USER IF EXISTS 'rawboard_app'@'%' IDENTIFIED BY /* :password */ 'change-me-app-1'; -- noqa: PRS

-- name: set_readonly_password
ALTER USER IF EXISTS 'rawboard_readonly'@'%' IDENTIFIED BY /* :password */ 'change-me-readonly-1'; -- noqa: PRS

-- name: set_monitor_password
ALTER USER IF EXISTS 'rawboard_monitor'@'%' IDENTIFIED BY /* :password */ 'change-me-monitor-1'; -- noqa: PRS

-- name: set_backup_password
ALTER USER IF EXISTS 'rawboard_backup'@'%' IDENTIFIED BY /* :password */ 'change-me-backup-1'; -- noqa: PRS
