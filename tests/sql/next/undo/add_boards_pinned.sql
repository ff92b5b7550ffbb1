-- 9999: takes the column away again.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;
SET SESSION innodb_ft_enable_stopword = OFF;

ALTER TABLE boards DROP COLUMN pinned, ALGORITHM = COPY, LOCK = SHARED;

DELETE FROM schema_migrations WHERE version = 9999;
