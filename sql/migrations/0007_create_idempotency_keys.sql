-- 0007: answers to requests that had an Idempotency-Key, to be given again.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

CREATE TABLE IF NOT EXISTS idempotency_keys (
    -- 0 is somebody without an account, who registers; so it is no foreign key.
    user_id BIGINT UNSIGNED NOT NULL,
    -- SHA-256 in hex, of the key and of the request that it came with.
    key_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    fingerprint CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    -- HTTP's, or 0 as long as the request runs.
    status SMALLINT UNSIGNED NOT NULL DEFAULT 0,
    -- JSON.
    headers TEXT NOT NULL,
    -- As COMPRESS() makes it: UNCOMPRESS(body) shows it.
    body MEDIUMBLOB NULL,
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    PRIMARY KEY (user_id, key_hash),
    INDEX ix_idempotency_keys_created_at (created_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;

INSERT INTO schema_migrations (version, name) VALUES (7, 'create_idempotency_keys');
