-- Undoes 0010. No data is lost.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

ALTER TABLE tokens
    ADD CONSTRAINT fk_tokens_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    ALGORITHM = COPY, LOCK = SHARED;

DELETE FROM schema_migrations WHERE version = 10;
