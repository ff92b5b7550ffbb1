-- What the suite asks of the database besides what the API can.

-- name: delete_boards
DELETE FROM boards;

-- name: delete_users
DELETE FROM users;

-- name: count_boards
SELECT COUNT(*) AS boards FROM boards;

-- name: count_users
SELECT COUNT(*) AS users FROM users;
