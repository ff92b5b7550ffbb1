-- The responses to requests that carried an Idempotency-Key, kept for a day so that a retried POST
-- is answered again and never done twice. c is the caller: no row without their present
-- fingerprint. Open registration has no caller; its keys have the user_id 0. The server's clock
-- alone decides when a key expires: were it those of the API's machines, one that is a day ahead
-- would delete what the others keep.
-- Hashes are longer than a line may be.
-- noqa: disable=LT05

-- name: find_response_by_key
SELECT
    k.fingerprint, k.status, k.headers, k.body,
    k.created_at < UTC_TIMESTAMP(6) - INTERVAL /* :hours */ 24 HOUR AS is_expired
FROM idempotency_keys AS k
JOIN users AS c
    ON c.id = k.user_id
    AND c.id = /* :caller_id */ 1001
    AND SHA2(CONCAT(c.username, ' ', c.role, ' ', c.password_hash), 256)
    = /* :caller_fingerprint */ 'b877ecda0bfb6dc977817efb4f5cbbb7ee4c0189922f3811351d543a44c6e82f'
WHERE k.key_hash = /* :key_hash */ 'a665a45920422f9d417e4867efdc4fb8a04a1f3fff1fa07e998e86f7f7a27ae3';

-- name: find_response_by_anonymous_key
SELECT
    k.fingerprint, k.status, k.headers, k.body,
    k.created_at < UTC_TIMESTAMP(6) - INTERVAL /* :hours */ 24 HOUR AS is_expired
FROM idempotency_keys AS k
WHERE k.user_id = 0
  AND k.key_hash = /* :key_hash */ 'a665a45920422f9d417e4867efdc4fb8a04a1f3fff1fa07e998e86f7f7a27ae3';

-- name: create_key
-- The first statement of the write's transaction. Another request with the same key waits here
-- until that transaction ends, then fails on the primary key.
INSERT INTO idempotency_keys (user_id, key_hash, fingerprint, headers, created_at)
SELECT
    c.id,
    /* :key_hash */ 'b665a45920422f9d417e4867efdc4fb8a04a1f3fff1fa07e998e86f7f7a27ae3' AS key_hash,
    /* :fingerprint */ '03ac674216f3e15c761ee1a5e255f067953623c8b388b4459e13f978d7c846f4' AS fingerprint,
    '[]' AS headers,
    UTC_TIMESTAMP(6) AS created_at
FROM users AS c
WHERE c.id = /* :caller_id */ 1001
  AND SHA2(CONCAT(c.username, ' ', c.role, ' ', c.password_hash), 256)
  = /* :caller_fingerprint */ 'b877ecda0bfb6dc977817efb4f5cbbb7ee4c0189922f3811351d543a44c6e82f';

-- name: create_anonymous_key
-- The same where there is no caller.
INSERT INTO idempotency_keys (user_id, key_hash, fingerprint, headers, created_at)
VALUES (
    0,
    /* :key_hash */ 'b665a45920422f9d417e4867efdc4fb8a04a1f3fff1fa07e998e86f7f7a27ae3',
    /* :fingerprint */ '03ac674216f3e15c761ee1a5e255f067953623c8b388b4459e13f978d7c846f4',
    '[]',
    UTC_TIMESTAMP(6)
);

-- name: update_key_with_response
-- The last statement of the same transaction: write and response are kept together or not at all.
UPDATE idempotency_keys
SET status = /* :status */ 201,
    headers = /* :headers */ '[]',
    body = /* :body */ NULL
WHERE user_id = /* :user_id */ 1001
  AND key_hash = /* :key_hash */ 'a665a45920422f9d417e4867efdc4fb8a04a1f3fff1fa07e998e86f7f7a27ae3';

-- name: delete_expired_key
-- A key that is old enough may be used anew.
DELETE FROM idempotency_keys
WHERE user_id = /* :user_id */ 1001
  AND key_hash = /* :key_hash */ 'a665a45920422f9d417e4867efdc4fb8a04a1f3fff1fa07e998e86f7f7a27ae3'
  AND created_at < UTC_TIMESTAMP(6) - INTERVAL /* :hours */ 24 HOUR;

-- name: delete_expired_keys
-- A few of the oldest, now and then, so that no cron job is needed.
DELETE FROM idempotency_keys
WHERE created_at < UTC_TIMESTAMP(6) - INTERVAL /* :hours */ 24 HOUR
ORDER BY created_at
LIMIT 1000;

-- name: delete_keys_by_user
-- With delete_user_by_id, in one transaction: no response to a user outlives them.
DELETE FROM idempotency_keys
WHERE user_id = /* :user_id */ 1003;
