-- 0002: the people who may log in.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

CREATE TABLE IF NOT EXISTS users (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    -- ASCII, compared without case: Alice and alice are one account.
    username VARCHAR(64) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
    email VARCHAR(254) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
    -- An Argon2id hash in its encoded form ($argon2id$v=19$...), never a password.
    password_hash VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    role VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'member',
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    updated_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    -- Grows by one with each change, so that two writers notice each other.
    version INT UNSIGNED NOT NULL DEFAULT 1,
    PRIMARY KEY (id),
    CONSTRAINT uq_users_username UNIQUE (username),
    CONSTRAINT uq_users_email UNIQUE (email),
    -- It starts with a letter, so a number in a URL is always an id.
    CONSTRAINT ck_users_username CHECK (username REGEXP '^[A-Za-z][A-Za-z0-9_.-]*$'),
    CONSTRAINT ck_users_role CHECK (role IN ('admin', 'member')),
    INDEX ix_users_created_at (created_at, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;

INSERT INTO schema_migrations (version, name) VALUES (2, 'create_users');
