-- Undoes 0002. ALL USERS ARE LOST: dump them first.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

DROP TABLE IF EXISTS users;

DELETE FROM schema_migrations WHERE version = 2;
