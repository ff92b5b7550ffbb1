-- 0005: lists of one author's boards by the time of the last change.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

ALTER TABLE boards
    ADD INDEX ix_boards_user_id_updated_at (user_id, updated_at, id),
    ALGORITHM = INPLACE, LOCK = NONE;

INSERT INTO schema_migrations (version, name) VALUES (5, 'index_boards_user_id_updated_at');
