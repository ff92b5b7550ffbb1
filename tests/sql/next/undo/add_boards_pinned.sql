-- 9999: takes the column away again.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

ALTER TABLE boards DROP COLUMN pinned, ALGORITHM = INPLACE, LOCK = NONE;

DELETE FROM schema_migrations WHERE version = 9999;
