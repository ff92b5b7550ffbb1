-- Statements for the rules of tests/migration_rules.py: good_... keep them, the others break one.

-- name: record
-- How a migration ends.
INSERT INTO schema_migrations (version, name) VALUES (/* :version */ 2, /* :name */ 'create_users');

-- name: take_back
-- How an undo file ends.
DELETE FROM schema_migrations WHERE version = /* :version */ 2;

-- name: take_back_all
-- How the undo file of 0001 ends: its row goes with the table.
DROP TABLE IF EXISTS schema_migrations;

-- name: without_stopwords
-- What stands before a full-text index is made.
SET SESSION innodb_ft_enable_stopword = OFF;

-- name: good_table
CREATE TABLE IF NOT EXISTS notes (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    user_id BIGINT UNSIGNED NOT NULL,
    body VARCHAR(100) NOT NULL DEFAULT 'UNIQUE (trigger)',
    PRIMARY KEY (id),
    CONSTRAINT uq_notes_body UNIQUE (body),
    CONSTRAINT fk_notes_user_id FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT ck_notes_body CHECK (CHAR_LENGTH(body) >= 1),
    INDEX ix_notes_user_id (user_id)
    /*!80000 , FULLTEXT INDEX ft_notes_body (body) WITH PARSER ngram */
) ENGINE = InnoDB;

-- name: good_alter
ALTER TABLE notes
    ADD COLUMN lock_count INT NOT NULL DEFAULT 0,
    ADD CONSTRAINT ck_notes_lock_count CHECK (lock_count >= 0),
    ADD UNIQUE KEY uq_notes_lock_count (lock_count),
    ALGORITHM = COPY, LOCK = SHARED;

-- name: good_index
CREATE INDEX ix_notes_lock_count ON notes (lock_count) ALGORITHM = INPLACE LOCK = NONE;

-- name: good_drop
ALTER TABLE notes DROP INDEX ix_notes_lock_count, ALGORITHM=INPLACE, LOCK=NONE; -- noqa: LT01

-- name: copies_boards
ALTER TABLE boards ADD COLUMN pinned TINYINT NOT NULL DEFAULT 0, ALGORITHM = COPY, LOCK = SHARED;

-- name: no_algorithm
ALTER TABLE notes ADD COLUMN lock_count INT NOT NULL DEFAULT 0, LOCK = NONE;

-- name: no_lock
ALTER TABLE notes ADD COLUMN lock_count INT NOT NULL DEFAULT 0, ALGORITHM = INPLACE;

-- name: index_without_both
CREATE INDEX ix_notes_body ON notes (body);

-- name: no_primary_key
CREATE TABLE IF NOT EXISTS notes (id INT NOT NULL);

-- name: not_again
CREATE TABLE notes (id INT NOT NULL, PRIMARY KEY (id));

-- name: drop_not_again
DROP TABLE notes;

-- name: nameless_unique
CREATE TABLE IF NOT EXISTS notes (id INT NOT NULL, PRIMARY KEY (id), UNIQUE (id));

-- name: nameless_check
CREATE TABLE IF NOT EXISTS notes (id INT NOT NULL CHECK (id > 0), PRIMARY KEY (id));

-- name: nameless_index
CREATE TABLE IF NOT EXISTS notes (id INT NOT NULL, PRIMARY KEY (id), KEY (id));

-- name: nameless_foreign_key
CREATE TABLE IF NOT EXISTS notes (
    id INT NOT NULL, PRIMARY KEY (id), FOREIGN KEY ix (id) REFERENCES users (id)
);

-- name: inline_unique
CREATE TABLE IF NOT EXISTS notes (id INT NOT NULL, body CHAR(9) UNIQUE, PRIMARY KEY (id));

-- name: inline_references
CREATE TABLE IF NOT EXISTS notes (id INT NOT NULL REFERENCES users (id), PRIMARY KEY (id));

-- name: name_of_another_table
CREATE TABLE IF NOT EXISTS notes (
    id INT NOT NULL, PRIMARY KEY (id), CONSTRAINT uq_boards_id UNIQUE (id)
);

-- name: name_of_another_kind
ALTER TABLE notes ADD CONSTRAINT uq_notes_id CHECK (id > 0), ALGORITHM = COPY, LOCK = SHARED;

-- name: a_trigger
CREATE TRIGGER notes_ai AFTER INSERT ON notes FOR EACH ROW SET @n = 1;

-- name: a_procedure
CREATE PROCEDURE wipe() DELETE FROM notes; -- noqa: CP03, LT01

-- name: a_function
CREATE FUNCTION one() RETURNS INT DETERMINISTIC RETURN 1; -- noqa: CP03

-- name: an_event
CREATE EVENT wipe ON SCHEDULE EVERY 1 DAY DO DELETE FROM notes;

-- name: a_named_lock
SELECT GET_LOCK('migrations', 10);

-- name: a_table_lock
LOCK TABLES notes WRITE; -- noqa: PRS
