-- 0008: secrets that stand in for a password, with fewer rights.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

CREATE TABLE IF NOT EXISTS tokens (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    user_id BIGINT UNSIGNED NOT NULL,
    name VARCHAR(100) NOT NULL,
    scope VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    -- SHA-256 in hex. The secret is long and random, so it needs no slow hash.
    secret_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    expires_at DATETIME(6) NULL,
    last_used_at DATETIME(6) NULL,
    PRIMARY KEY (id),
    CONSTRAINT uq_tokens_secret_hash UNIQUE (secret_hash),
    CONSTRAINT fk_tokens_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT ck_tokens_scope CHECK (scope IN ('read', 'write')),
    CONSTRAINT ck_tokens_name CHECK (CHAR_LENGTH(name) >= 1),
    INDEX ix_tokens_user_id_created_at (user_id, created_at, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;

INSERT INTO schema_migrations (version, name) VALUES (8, 'create_tokens');
