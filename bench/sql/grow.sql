-- From the 100,000 boards of sql/seeds/volume.sql to a million: nine more for each, in the minutes
-- between it and the next instant; and from 1,000 users to 10,000, who post nothing. One statement
-- a copy, so that no transaction gets too large.

-- name: create_users
INSERT INTO users (username, email, password_hash, created_at, updated_at)
SELECT
    CONCAT(u.username, '-', /* :copy */ 1) AS username,
    CONCAT(/* :copy */ 1, '-', u.email) AS email,
    '!' AS password_hash,
    u.created_at + INTERVAL (/* :copy */ 1 * 6) SECOND AS created_at,
    u.updated_at + INTERVAL (/* :copy */ 1 * 6) SECOND AS updated_at
FROM users AS u
WHERE u.username REGEXP '^volume[0-9]+$';

-- name: create_boards
INSERT INTO boards (user_id, title, content, created_at, updated_at)
SELECT
    b.user_id,
    b.title,
    b.content,
    b.created_at + INTERVAL (/* :copy */ 1 * 2) MINUTE AS created_at,
    b.updated_at + INTERVAL (/* :copy */ 1 * 2) MINUTE AS updated_at
FROM boards AS b
WHERE b.id <= /* :last_id */ 100000;
