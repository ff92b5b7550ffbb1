-- 0010: tokens no longer go by themselves with their user; 0011 makes the key anew. Neither server
-- drops and adds a key of one name in one statement.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

ALTER TABLE tokens
    DROP FOREIGN KEY fk_tokens_user_id, ALGORITHM = INPLACE, LOCK = NONE;

INSERT INTO schema_migrations (version, name) VALUES (10, 'drop_fk_tokens_user_id');
