-- Undoes 0010. Only for a program of before: the present one names the column in each statement.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

ALTER TABLE users
    DROP COLUMN fingerprint,
    ALGORITHM = INSTANT, LOCK = DEFAULT;

DELETE FROM schema_migrations WHERE version = 10;
