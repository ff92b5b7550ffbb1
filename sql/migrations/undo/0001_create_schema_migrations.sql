-- Undoes 0001: the database knows of no migration any more, and its own row goes with the table.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

DROP TABLE IF EXISTS schema_migrations;
