-- 0010: what a login depends on, as one value that changes with it, by hand-made changes too.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;

-- Virtual: nothing is stored or rewritten. A statement names its caller by id and fingerprint, and
-- finds nothing once name, role or password are others than those that were verified.
ALTER TABLE users
    ADD COLUMN fingerprint CHAR(32) CHARACTER SET ascii COLLATE ascii_bin
    GENERATED ALWAYS AS (
        LEFT(SHA2(CONCAT(username, ' ', role, ' ', password_hash), 256), 32)
    ) VIRTUAL,
    ALGORITHM = INSTANT, LOCK = DEFAULT;

INSERT INTO schema_migrations (version, name) VALUES (10, 'add_users_fingerprint');
