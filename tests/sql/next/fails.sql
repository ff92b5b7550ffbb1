-- 9999: fails in its second statement.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

UPDATE no_such_table SET role = 'member';

INSERT INTO schema_migrations (version, name) VALUES (9999, 'fails');
