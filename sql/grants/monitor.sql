-- rawboard_monitor: watches the server (sql/ops) and reads no row of the board's.
-- Run as an administrator, after the migrations: mysql rawboard < sql/grants/monitor.sql
-- Change the passwords below first.

-- name: create_monitor_account
CREATE USER IF NOT EXISTS 'rawboard_monitor'@'%' IDENTIFIED BY /* :password */ 'change-me-monitor-1';

-- name: set_monitor_password
ALTER USER 'rawboard_monitor'@'%' IDENTIFIED BY /* :password */ 'change-me-monitor-1';

-- name: revoke_monitor
REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'rawboard_monitor'@'%';

-- name: grant_monitor_server
-- PROCESS shows every session and InnoDB's locks; SLAVE MONITOR is MariaDB's, the rest MySQL's.
GRANT PROCESS /*!80000 , REPLICATION CLIENT */ /*M!100502 , SLAVE MONITOR, BINLOG MONITOR */
ON *.* TO 'rawboard_monitor'@'%';

-- name: grant_monitor_performance_schema
GRANT SELECT ON performance_schema.* TO 'rawboard_monitor'@'%';

-- name: grant_monitor_sys
-- The views of sys run as whoever asks, and call its functions.
GRANT SELECT, EXECUTE ON sys.* TO 'rawboard_monitor'@'%';

-- name: grant_monitor_sizes
-- A table is listed in information_schema for those with some right on it; this one reads no row.
GRANT REFERENCES ON * TO 'rawboard_monitor'@'%';
