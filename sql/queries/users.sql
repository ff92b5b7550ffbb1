-- Everything that is asked about users. password_hash is read by find_credentials_by_username
-- alone, so that no other query can show it.

-- name: find_credentials_by_username
-- The caller of a request: read on every one, so that a change is felt at once.
SELECT u.id, u.username, u.email, u.role, u.created_at, u.updated_at, u.version, u.password_hash
FROM users AS u
WHERE u.username = /* :username */ 'alice';

-- name: find_user_by_id
SELECT u.id, u.username, u.email, u.role, u.created_at, u.updated_at, u.version
FROM users AS u
WHERE u.id = /* :user_id */ 1001;

-- name: find_user_by_username
SELECT u.id, u.username, u.email, u.role, u.created_at, u.updated_at, u.version
FROM users AS u
WHERE u.username = /* :username */ 'alice';

-- name: list_users
-- A page of all users, newest first, strictly after the cursor (before, before_id). The index is
-- forced: with a thousand users MySQL would rather read and sort them all for each page.
SELECT u.id, u.username, u.email, u.role, u.created_at, u.updated_at, u.version
FROM users AS u FORCE INDEX (ix_users_created_at)
WHERE u.created_at <= /* :before */ '9999-12-31'
  AND (u.created_at < /* :before */ '9999-12-31' OR u.id < /* :before_id */ 0)
ORDER BY u.created_at DESC, u.id DESC
LIMIT /* :limit */ 20;

-- name: count_users
-- plan: allows full index scan: only when a client asks for the number
SELECT COUNT(*) AS users FROM users;

-- name: find_any_admin
-- One admin, if there is any: decides whether a first one is to be created.
-- plan: allows full scan: once when the server starts, and the first admin is among the first rows
SELECT u.id, u.username
FROM users AS u
WHERE u.role = 'admin'
LIMIT 1; -- noqa: AM09

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

-- name: update_user_by_id
-- Changes what is given and keeps what is NULL; only the user or an admin finds the row.
-- match: the versions one of which the row must have ('3,4'), NULL for any; unless: those that it
-- must not have. A lost race changes no row.
UPDATE users
SET username = COALESCE(/* :username */ NULL, username),
    email = COALESCE(/* :email */ 'alice@example.org', email),
    updated_at = /* :now */ '2026-01-05 09:00:00.000000',
    version = version + 1
WHERE id = /* :user_id */ 1001
  AND (id = /* :caller_id */ 1001 OR /* :caller_is_admin */ FALSE)
  AND COALESCE(FIND_IN_SET(version, /* :match */ NULL), TRUE)
  AND NOT COALESCE(FIND_IN_SET(version, /* :unless */ NULL), FALSE);

-- name: update_password_by_id
-- Replaces the hash that the current password was checked against; a lost race changes no row.
UPDATE users
SET password_hash = /* :password_hash */ '!',
    updated_at = /* :now */ '2026-01-05 09:00:00.000000',
    version = version + 1
WHERE id = /* :user_id */ 1001
  AND password_hash = /* :current_hash */ '!';

-- name: lock_user_by_id
-- Holds the row to the end of the transaction, so that no board is added while its author goes.
-- match and unless as in update_user_by_id.
SELECT u.id
FROM users AS u
WHERE u.id = /* :user_id */ 1001
  AND COALESCE(FIND_IN_SET(u.version, /* :match */ NULL), TRUE)
  AND NOT COALESCE(FIND_IN_SET(u.version, /* :unless */ NULL), FALSE)
FOR UPDATE;

-- name: delete_user_by_id
-- After delete_boards_by_author, in one transaction; fk_boards_user_id refuses it otherwise.
DELETE FROM users
WHERE id = /* :user_id */ 1003;
