-- 9999: takes the table away again.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

DROP TABLE IF EXISTS probes;

DELETE FROM schema_migrations WHERE version = 9999;
