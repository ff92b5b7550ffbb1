-- Undoes 0007. The answers are lost, and a retried request may be done twice.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

DROP TABLE IF EXISTS idempotency_keys;

DELETE FROM schema_migrations WHERE version = 7;
