-- Undoes 0009. The counts start again from zero.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

DROP TABLE IF EXISTS login_failures;

DELETE FROM schema_migrations WHERE version = 9;
