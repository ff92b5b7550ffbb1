-- 0003: what people post.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

CREATE TABLE IF NOT EXISTS boards (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    user_id BIGINT UNSIGNED NOT NULL,
    title VARCHAR(100) NOT NULL,
    -- 20,000 characters of 4 bytes each do not fit in TEXT's 65,535 bytes.
    content MEDIUMTEXT NOT NULL,
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    updated_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    -- Grows by one with each change, so that two writers notice each other.
    version INT UNSIGNED NOT NULL DEFAULT 1,
    PRIMARY KEY (id),
    -- RESTRICT: a user who has boards cannot be deleted by a stray DELETE FROM users.
    CONSTRAINT fk_boards_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT ck_boards_title CHECK (CHAR_LENGTH(title) >= 1),
    CONSTRAINT ck_boards_content CHECK (CHAR_LENGTH(content) <= 20000),
    INDEX ix_boards_created_at (created_at, id),
    INDEX ix_boards_user_id_created_at (user_id, created_at, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;

INSERT INTO schema_migrations (version, name) VALUES (3, 'create_boards');
