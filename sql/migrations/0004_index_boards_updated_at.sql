-- 0004: lists of all boards by the time of the last change.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

ALTER TABLE boards
    ADD INDEX ix_boards_updated_at (updated_at, id), ALGORITHM = INPLACE, LOCK = NONE;

INSERT INTO schema_migrations (version, name) VALUES (4, 'index_boards_updated_at');
