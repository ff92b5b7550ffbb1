-- Undoes 0005. No data is lost.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

ALTER TABLE boards
    DROP INDEX ix_boards_user_id_updated_at, ALGORITHM = INPLACE, LOCK = NONE;

DELETE FROM schema_migrations WHERE version = 5;
