-- Undoes 0008. ALL TOKENS ARE LOST: who uses one needs a new one.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

DROP TABLE IF EXISTS tokens;

DELETE FROM schema_migrations WHERE version = 8;
