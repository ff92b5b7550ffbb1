-- 9999: two statements where one belongs: killed between them, it would be half applied.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

CREATE TABLE IF NOT EXISTS probes (id INT NOT NULL, PRIMARY KEY (id));
ALTER TABLE users ADD COLUMN pinned TINYINT NOT NULL DEFAULT 0, ALGORITHM = INPLACE, LOCK = NONE;

INSERT INTO schema_migrations (version, name) VALUES (9999, 'two_changes');
