-- 0006: the full-text index of the search. Boards can be read but not written meanwhile.
SET NAMES utf8mb4;
SET SESSION lock_wait_timeout = 5;
-- An index keeps the list of stopwords it was made with. It has to be none: MySQL would leave out
-- each pair of letters that has an 'a' or an 'i' in it. So whoever makes it anew sets this too.
SET SESSION innodb_ft_enable_stopword = OFF;

-- Pairs of characters, because Korean and Japanese words have no spaces around them. MariaDB has
-- no such parser, and indexes whole words.
ALTER TABLE boards
    ADD FULLTEXT INDEX ft_boards_text (title, content) /*!80000 WITH PARSER ngram */,
    ALGORITHM = INPLACE, LOCK = SHARED;

INSERT INTO schema_migrations (version, name) VALUES (6, 'index_boards_text');
