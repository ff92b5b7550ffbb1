-- One table as a CREATE TABLE statement. SHOW takes no parameter, so it is prepared from a string.

-- name: set_statement
SET @rawboard_statement = CONCAT(
    'SHOW CREATE TABLE `', REPLACE(/* :table_name */ 'boards', '`', '``'), '`'
);

-- name: prepare_statement
PREPARE rawboard_statement FROM @rawboard_statement;

-- name: show_create_table
EXECUTE rawboard_statement;
