-- What the harness itself asks of the database, as an administrator.

-- name: create_peer_account
CREATE USER IF NOT EXISTS 'bench_peer'@'%' IDENTIFIED BY /* :password */ 'bench';

-- name: set_peer_password
ALTER USER 'bench_peer'@'%' IDENTIFIED BY /* :password */ 'bench'; -- noqa: PRS

-- name: grant_peer
-- A peer's ORM writes columns that the API's account may not write.
GRANT ALL ON rawboard.* TO 'bench_peer'@'%';

-- name: grant_peer_million
GRANT ALL ON rawboard_million.* TO 'bench_peer'@'%';

-- name: drop_million
DROP DATABASE IF EXISTS rawboard_million;

-- name: create_million
CREATE DATABASE rawboard_million
DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;

-- name: grant_owner_million
GRANT ALL ON rawboard_million.* TO 'rawboard_owner'@'%';

-- name: find_version
SELECT VERSION() AS version;

-- name: count_boards
SELECT COUNT(*) AS boards
FROM boards;

-- name: create_caller
INSERT INTO users (username, email, password_hash, created_at, updated_at)
VALUES (
    /* :username */ 'argon1',
    /* :email */ 'argon1@example.com',
    /* :password_hash */ '!',
    '2026-01-01 00:00:00',
    '2026-01-01 00:00:00'
)
ON DUPLICATE KEY UPDATE password_hash = /* :password_hash */ '!';

-- name: list_board_ids
SELECT b.id
FROM boards AS b
ORDER BY b.id;

-- name: find_last_board_id
-- Of those that were seeded: callers of the benchmark posted what comes after.
SELECT MAX(b.id) AS id
FROM boards AS b
JOIN users AS u ON u.id = b.user_id
WHERE u.username LIKE 'volume%';

-- name: find_board
SELECT b.user_id, b.title, b.content, b.created_at, b.updated_at, b.version
FROM boards AS b
WHERE b.id = /* :board_id */ 1;

-- name: find_user_id
SELECT u.id
FROM users AS u
WHERE u.username = /* :username */ 'argon1';

-- name: delete_boards_after
DELETE FROM boards
WHERE id > /* :board_id */ 100000;

-- name: delete_login_failures
DELETE FROM login_failures;

-- name: analyze_boards
ANALYZE TABLE users, boards;

-- name: list_text_indexes
SELECT s.index_name
FROM information_schema.statistics AS s
WHERE s.table_schema = DATABASE() AND s.table_name = 'boards' AND s.index_type = 'FULLTEXT';

-- name: list_million
SELECT t.table_name
FROM information_schema.tables AS t
WHERE t.table_schema = 'rawboard_million' AND t.table_name = 'boards';

-- name: count_boards_by_title_after
SELECT b.title, COUNT(*) AS boards
FROM boards AS b
WHERE b.id > /* :board_id */ 100000
GROUP BY b.title;

-- name: delete_registered_users
DELETE FROM users
WHERE username LIKE 'hold%';

-- name: limit_app_account
ALTER USER 'rawboard_app'@'%' WITH MAX_USER_CONNECTIONS /* :connections */ 0; -- noqa: PRS

-- name: limit_server
SET GLOBAL max_connections = /* :connections */ 600;
