-- A migration whose second statement fails.
SET SESSION lock_wait_timeout = 5;

DELETE FROM no_such_table;

INSERT INTO schema_migrations (version, name) VALUES (1, 'probe');
