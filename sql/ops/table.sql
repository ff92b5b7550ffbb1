-- One table as a CREATE TABLE statement. SHOW takes no parameter, so it is prepared from a string.

-- name: set_show_create_table
SET @rawboard_statement = CONCAT(
    'SHOW CREATE TABLE `', REPLACE(/* :name */ 'boards', '`', '``'), '`'
);

-- name: prepare_statement
PREPARE rawboard_statement FROM @rawboard_statement;

-- name: execute_statement
EXECUTE rawboard_statement;
