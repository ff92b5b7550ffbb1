-- 9999: a parameter that no client can run.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

UPDATE users SET role = /* :role */ WHERE id = 1;

INSERT INTO schema_migrations (version, name) VALUES (9999, 'no_sample');
