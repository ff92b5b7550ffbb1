-- The database in which 'db verify' applies the migrations, to compare. It is dropped afterwards;
-- if one named rawboard_scratch_... is left over, it may go.

-- name: set_create_scratch
SET @rawboard_statement = CONCAT(
    'CREATE DATABASE IF NOT EXISTS `',
    REPLACE(/* :name */ 'rawboard_scratch_probe', '`', '``'),
    '` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci'
);

-- name: prepare_create_scratch
PREPARE rawboard_statement FROM @rawboard_statement;

-- name: execute_create_scratch
EXECUTE rawboard_statement;

-- name: set_drop_scratch
SET @rawboard_statement = CONCAT(
    'DROP DATABASE IF EXISTS `', REPLACE(/* :name */ 'rawboard_scratch_probe', '`', '``'), '`'
);

-- name: prepare_drop_scratch
PREPARE rawboard_statement FROM @rawboard_statement;

-- name: execute_drop_scratch
EXECUTE rawboard_statement;
