-- Undoes 0006. No data is lost.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

ALTER TABLE boards DROP INDEX ft_boards_text, ALGORITHM = INPLACE, LOCK = NONE;

DELETE FROM schema_migrations WHERE version = 6;
