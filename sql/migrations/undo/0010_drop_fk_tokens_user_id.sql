-- Undoes 0010. Lost are the tokens of users who were deleted since.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

DELETE FROM tokens
WHERE user_id NOT IN (SELECT u.id FROM users AS u);

ALTER TABLE tokens
    ADD CONSTRAINT fk_tokens_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    ALGORITHM = COPY, LOCK = SHARED;

DELETE FROM schema_migrations WHERE version = 10;
