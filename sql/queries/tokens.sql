-- Access tokens. secret_hash is never read, only looked up. c is the caller, who owns them: no row
-- without their present fingerprint. When they expire is decided by the server's clock alone.
-- Hashes are longer than a line may be.
-- noqa: disable=LT05

-- name: find_account_by_token
-- The caller of a request with a token: read each time, so that a token that was revoked or has
-- expired, or whose owner is locked, is refused at once.
SELECT
    u.id, u.username, u.email, u.role, u.created_at, u.updated_at, u.version,
    SHA2(CONCAT(u.username, ' ', u.role, ' ', u.password_hash), 256) AS fingerprint,
    t.id AS token_id, t.scope,
    t.last_used_at IS NULL OR t.last_used_at <= UTC_TIMESTAMP(6) - INTERVAL 1 MINUTE AS is_use_due
FROM tokens AS t
JOIN users AS u ON u.id = t.user_id
WHERE t.secret_hash = /* :secret_hash */ '0000000000000000000000000000000000000000000000000000000000000000'
  AND u.username = /* :username */ 'alice'
  AND u.password_hash NOT LIKE '!%'
  AND (t.expires_at IS NULL OR t.expires_at > UTC_TIMESTAMP(6));

-- name: list_tokens
-- A page of the caller's tokens, newest first, strictly after the cursor.
SELECT t.id, t.name, t.scope, t.created_at, t.expires_at, t.last_used_at
FROM tokens AS t
JOIN users AS c
    ON c.id = t.user_id
    AND c.id = /* :caller_id */ 1001
    AND SHA2(CONCAT(c.username, ' ', c.role, ' ', c.password_hash), 256)
    = /* :caller_fingerprint */ 'b877ecda0bfb6dc977817efb4f5cbbb7ee4c0189922f3811351d543a44c6e82f'
WHERE t.created_at <= /* :before */ '9999-12-31'
  AND (t.created_at < /* :before */ '9999-12-31' OR t.id < /* :before_id */ 0)
ORDER BY t.created_at DESC, t.id DESC
LIMIT /* :limit */ 20;

-- name: count_tokens
SELECT (SELECT COUNT(*) FROM tokens AS t WHERE t.user_id = c.id) AS tokens
FROM users AS c
WHERE c.id = /* :caller_id */ 1001
  AND SHA2(CONCAT(c.username, ' ', c.role, ' ', c.password_hash), 256)
  = /* :caller_fingerprint */ 'b877ecda0bfb6dc977817efb4f5cbbb7ee4c0189922f3811351d543a44c6e82f';

-- name: find_token_by_id
SELECT t.id, t.name, t.scope, t.created_at, t.expires_at, t.last_used_at
FROM tokens AS t
JOIN users AS c
    ON c.id = t.user_id
    AND c.id = /* :caller_id */ 1001
    AND SHA2(CONCAT(c.username, ' ', c.role, ' ', c.password_hash), 256)
    = /* :caller_fingerprint */ 'b877ecda0bfb6dc977817efb4f5cbbb7ee4c0189922f3811351d543a44c6e82f'
WHERE t.id = /* :token_id */ 1001;

-- name: create_token
-- Nothing for a caller who has changed, nor for a time that has passed. The lock: while another
-- request changes the password and revokes all tokens, this one waits, and then finds no such caller.
INSERT INTO tokens (user_id, name, scope, secret_hash, created_at, expires_at)
SELECT
    c.id,
    /* :name */ 'a script' AS name,
    /* :scope */ 'write' AS scope,
    /* :secret_hash */ '2222222222222222222222222222222222222222222222222222222222222222' AS secret_hash,
    UTC_TIMESTAMP(6) AS created_at,
    /* :expires_at */ NULL AS expires_at
FROM users AS c
WHERE c.id = /* :caller_id */ 1001
  AND SHA2(CONCAT(c.username, ' ', c.role, ' ', c.password_hash), 256)
  = /* :caller_fingerprint */ 'b877ecda0bfb6dc977817efb4f5cbbb7ee4c0189922f3811351d543a44c6e82f'
  AND CAST(COALESCE(/* :expires_at */ NULL, '9999-12-31') AS DATETIME(6)) > UTC_TIMESTAMP(6)
LOCK IN SHARE MODE;

-- name: update_token_last_used_at
-- At most once a minute for each token: of two requests at the same moment, one finds the row.
UPDATE tokens
SET last_used_at = UTC_TIMESTAMP(6)
WHERE id = /* :token_id */ 1001
  AND (last_used_at IS NULL OR last_used_at <= UTC_TIMESTAMP(6) - INTERVAL 1 MINUTE);

-- name: delete_token_by_id
-- After find_token_by_id; only its owner finds the row.
DELETE FROM tokens
WHERE id = /* :token_id */ 1001
  AND user_id = /* :user_id */ 1001;

-- name: delete_tokens_by_user
-- With update_password_by_id, or before delete_user_by_id, in one transaction.
DELETE FROM tokens
WHERE user_id = /* :user_id */ 1003;
