-- 0011: a user who has tokens goes only by deleting the tokens first, as with boards. Rows that a
-- cascade deletes are in no statement of ours, and Group Replication may miss their conflicts.
-- Tokens can be read but not written meanwhile. Restart the API first: an older one deletes no
-- tokens with their user, and gets 409. Where a user was deleted between the two statements, run it
-- again.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

-- Of users who were deleted since 0010.
DELETE FROM tokens
WHERE user_id NOT IN (SELECT u.id FROM users AS u);

-- COPY, because INPLACE would not check the rows that are there.
ALTER TABLE tokens
    ADD CONSTRAINT fk_tokens_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT,
    ALGORITHM = COPY, LOCK = SHARED;

INSERT INTO schema_migrations (version, name) VALUES (11, 'restrict_fk_tokens_user_id');
