-- Users. password_hash is read by the two find_credentials queries alone, so that no other query
-- can show it. c is the caller: no row without their present fingerprint.

-- name: find_credentials_by_username
-- The account of a login. The fingerprint is what later statements name the caller by. An account
-- whose hash begins with ! is locked, and answered like one that there is not.
SELECT u.id, u.username, u.email, u.role, u.created_at, u.updated_at, u.version,
    SHA2(CONCAT(u.username, ' ', u.role, ' ', u.password_hash), 256) AS fingerprint,
    u.password_hash
FROM users AS u
WHERE u.username = /* :username */ 'alice'
  AND u.password_hash NOT LIKE '!%';

-- name: find_credentials_of_caller
-- For a change of the password, which demands the current one.
SELECT c.id, c.username, c.email, c.role, c.created_at, c.updated_at, c.version, c.password_hash
FROM users AS c
WHERE c.id = /* :caller_id */ 1002
  AND SHA2(CONCAT(c.username, ' ', c.role, ' ', c.password_hash), 256)
  = /* :caller_fingerprint */ 'aa8d52f73baa66afcd0b60ce9b133f415af2bcddeb2e74ace988f1d68e709f78';

-- name: find_user_by_id
SELECT u.id, u.username, u.email, u.role, u.created_at, u.updated_at, u.version
FROM users AS u
JOIN users AS c
    ON c.id = /* :caller_id */ 1002
    AND SHA2(CONCAT(c.username, ' ', c.role, ' ', c.password_hash), 256)
    = /* :caller_fingerprint */ 'aa8d52f73baa66afcd0b60ce9b133f415af2bcddeb2e74ace988f1d68e709f78'
WHERE u.id = /* :user_id */ 1001;

-- name: find_user_by_username
SELECT u.id, u.username, u.email, u.role, u.created_at, u.updated_at, u.version
FROM users AS u
JOIN users AS c
    ON c.id = /* :caller_id */ 1002
    AND SHA2(CONCAT(c.username, ' ', c.role, ' ', c.password_hash), 256)
    = /* :caller_fingerprint */ 'aa8d52f73baa66afcd0b60ce9b133f415af2bcddeb2e74ace988f1d68e709f78'
WHERE u.username = /* :username */ 'alice';

-- name: list_users
-- A page of all users, newest first, strictly after the cursor (before, before_id). The hint: with
-- a thousand users MySQL would rather read and sort them all for each page.
SELECT /*+ INDEX(u ix_users_created_at) */ STRAIGHT_JOIN
    u.id, u.username, u.email, u.role, u.created_at, u.updated_at, u.version
FROM users AS u
JOIN users AS c
    ON c.id = /* :caller_id */ 1002
    AND SHA2(CONCAT(c.username, ' ', c.role, ' ', c.password_hash), 256)
    = /* :caller_fingerprint */ 'aa8d52f73baa66afcd0b60ce9b133f415af2bcddeb2e74ace988f1d68e709f78'
WHERE u.created_at <= /* :before */ '9999-12-31'
  AND (u.created_at < /* :before */ '9999-12-31' OR u.id < /* :before_id */ 0)
ORDER BY u.created_at DESC, u.id DESC
LIMIT /* :limit */ 20;

-- name: count_users
-- plan: allows full index scan: only when a client asks for the number
SELECT (SELECT COUNT(*) FROM users) AS users
FROM users AS c
WHERE c.id = /* :caller_id */ 1002
  AND SHA2(CONCAT(c.username, ' ', c.role, ' ', c.password_hash), 256)
  = /* :caller_fingerprint */ 'aa8d52f73baa66afcd0b60ce9b133f415af2bcddeb2e74ace988f1d68e709f78';

-- name: find_any_admin
-- One admin, if there is any: decides whether a first one is to be created.
-- plan: allows full scan: once when the server starts, and the first admin is among the first rows
SELECT u.id, u.username
FROM users AS u
WHERE u.role = 'admin'
LIMIT 1; -- noqa: AM09

-- name: find_taken
-- One row: which of the two some user has already. Asked before a new password is hashed; of two
-- requests at the same moment, the unique indexes let one have it.
SELECT
    EXISTS(SELECT 1 FROM users AS u WHERE u.username = /* :username */ 'alice') AS username,
    EXISTS(SELECT 1 FROM users AS u WHERE u.email = /* :email */ 'alice@example.com') AS email;

-- name: create_user
INSERT INTO users (username, email, password_hash, role, created_at, updated_at)
VALUES (
    /* :username */ 'dora',
    /* :email */ 'dora@example.com',
    /* :password_hash */ '!',
    /* :role */ 'member',
    /* :now */ '2026-01-05 09:00:00.000000',
    /* :now */ '2026-01-05 09:00:00.000000'
);

-- name: lock_user_by_id
-- Holds the row to the end of the transaction: no board is added while its author is deleted, and
-- the second attempt at a write that lost a race cannot lose another.
SELECT u.id, u.username, u.email, u.role, u.created_at, u.updated_at, u.version
FROM users AS u
WHERE u.id = /* :user_id */ 1001
FOR UPDATE;

-- name: update_user_by_id
-- Compare and set: a lost race finds no row of this version.
UPDATE users
SET username = /* :username */ 'alice',
    email = /* :email */ 'alice@example.org',
    updated_at = /* :now */ '2026-01-05 09:00:00.000000',
    version = version + 1
WHERE id = /* :user_id */ 1001
  AND version = /* :version */ 1;

-- name: update_password_by_id
-- Replaces the hash that the current password was verified against; a lost race changes no row.
UPDATE users
SET password_hash = /* :password_hash */ '!',
    updated_at = /* :now */ '2026-01-05 09:00:00.000000',
    version = version + 1
WHERE id = /* :user_id */ 1001
  AND password_hash = /* :current_hash */ '!';

-- name: delete_user_by_id
-- After delete_boards_by_author and delete_tokens_by_user, in one transaction; fk_boards_user_id
-- and fk_tokens_user_id refuse it otherwise.
DELETE FROM users
WHERE id = /* :user_id */ 1003;
