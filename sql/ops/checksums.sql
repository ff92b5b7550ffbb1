-- Tells whether two copies hold the same rows: a backup and its restored copy, a replica and its
-- source. While nothing writes; it reads every row. Asks for the backup account or the owner.

-- name: list_table_checksums
CHECKSUM TABLE -- noqa: PRS
    boards, idempotency_keys, login_failures, schema_migrations, tokens, users;
