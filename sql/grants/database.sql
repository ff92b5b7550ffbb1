-- The database itself. Run as an administrator: mysql < sql/grants/database.sql

-- name: create_database
CREATE DATABASE IF NOT EXISTS rawboard CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;
