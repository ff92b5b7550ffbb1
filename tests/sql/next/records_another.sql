-- 9999: copied from 0003, its number left as it was.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

CREATE TABLE IF NOT EXISTS probes (id INT NOT NULL, PRIMARY KEY (id));

INSERT INTO schema_migrations (version, name) VALUES (3, 'create_boards');
