-- 9999: a column more. The tests put the next free number in place of 9999.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 2;
SET SESSION innodb_ft_enable_stopword = OFF;

ALTER TABLE boards ADD COLUMN pinned TINYINT NOT NULL DEFAULT 0, ALGORITHM = COPY, LOCK = SHARED;

INSERT INTO schema_migrations (version, name) VALUES (9999, 'add_boards_pinned');
