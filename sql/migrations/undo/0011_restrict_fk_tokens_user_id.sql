-- Undoes 0011. No data is lost.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

ALTER TABLE tokens
    DROP FOREIGN KEY fk_tokens_user_id, ALGORITHM = INPLACE, LOCK = NONE;

DELETE FROM schema_migrations WHERE version = 11;
