-- rawboard_monitor: watches the server (sql/ops) and reads no table of the board's. It does see
-- statements as they were sent, values included: its users must be trusted with those.
-- Run as an administrator, after the migrations: mysql rawboard < sql/grants/monitor.sql
-- The first time, run a copy that has a password of your own (passwords.sql changes it later).

-- name: create_monitor_account
CREATE USER IF NOT EXISTS 'rawboard_monitor'@'%'
IDENTIFIED BY /* :password */ 'change-me-monitor-1';

-- name: revoke_monitor
REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'rawboard_monitor'@'%'; -- noqa: PRS

-- name: grant_monitor_server
-- Every session, and InnoDB's transactions.
GRANT PROCESS ON *.* TO 'rawboard_monitor'@'%';

-- name: grant_monitor_statements
GRANT SELECT ON performance_schema.events_statements_summary_by_digest TO 'rawboard_monitor'@'%';

-- name: grant_monitor_indexes
GRANT SELECT ON performance_schema.table_io_waits_summary_by_index_usage TO 'rawboard_monitor'@'%';

-- name: grant_monitor_locks
-- MySQL's; on MariaDB, PROCESS is enough.
/*!80000 GRANT SELECT ON performance_schema.data_locks TO 'rawboard_monitor'@'%' */;

-- name: grant_monitor_lock_waits
/*!80000 GRANT SELECT ON performance_schema.data_lock_waits TO 'rawboard_monitor'@'%' */;

-- name: grant_monitor_sys
-- The views of sys run with the invoker's rights, and call its functions.
GRANT SELECT, EXECUTE ON sys.* TO 'rawboard_monitor'@'%';

-- name: grant_monitor_sizes
-- A table is listed in information_schema for those with some right on it; this one reads no row.
GRANT REFERENCES ON * TO 'rawboard_monitor'@'%';
