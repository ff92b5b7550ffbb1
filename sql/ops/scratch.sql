-- The database in which 'db verify' applies the migrations, to compare; it is gone afterwards.

-- name: create_scratch
CREATE DATABASE IF NOT EXISTS rawboard_scratch_verify
CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;

-- name: drop_scratch
DROP DATABASE IF EXISTS rawboard_scratch_verify;
