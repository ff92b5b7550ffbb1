-- Undoes 0003. ALL BOARDS ARE LOST: dump them first.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

DROP TABLE IF EXISTS boards;

DELETE FROM schema_migrations WHERE version = 3;
