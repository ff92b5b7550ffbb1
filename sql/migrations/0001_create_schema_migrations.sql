-- 0001: the list of migrations that this database has. Each migration's last statement adds its
-- own row, so a file applied by hand and one applied by the program leave the same state.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

CREATE TABLE IF NOT EXISTS schema_migrations (
    version INT UNSIGNED NOT NULL,
    name VARCHAR(100) NOT NULL,
    -- SHA-256 of the file, in hex. A file cannot hold its own, so the program fills it in later.
    checksum CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    applied_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    applied_by VARCHAR(288) NOT NULL DEFAULT (CURRENT_USER()),
    PRIMARY KEY (version)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;

INSERT INTO schema_migrations (version, name) VALUES (1, 'create_schema_migrations');
