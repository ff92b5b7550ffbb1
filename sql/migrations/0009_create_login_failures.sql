-- 0009: how often logging in failed lately, per account and address.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

CREATE TABLE IF NOT EXISTS login_failures (
    -- SHA-256 in hex of the username in lower case; '' counts all accounts.
    account CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    -- An IPv4 or IPv6 address; '' counts all addresses.
    address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    failures INT UNSIGNED NOT NULL,
    -- From then on the row counts for nothing.
    window_ends_at DATETIME(6) NOT NULL,
    PRIMARY KEY (account, address),
    INDEX ix_login_failures_window_ends_at (window_ends_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;

INSERT INTO schema_migrations (version, name) VALUES (9, 'create_login_failures');
