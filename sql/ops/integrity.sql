-- What the constraints rule out; every query here finds nothing unless they were switched off.
-- Reads rows, so it asks for the readonly account.

-- name: list_orphan_boards
-- Boards whose author is gone.
SELECT
    b.id AS board_id,
    b.user_id,
    b.created_at
FROM boards AS b
LEFT JOIN users AS u ON u.id = b.user_id
WHERE u.id IS NULL
ORDER BY board_id
LIMIT /* :limit */ 100;

-- name: list_orphan_tokens
-- Tokens whose user is gone.
SELECT
    t.id AS token_id,
    t.user_id,
    t.created_at
FROM tokens AS t
LEFT JOIN users AS u ON u.id = t.user_id
WHERE u.id IS NULL
ORDER BY token_id
LIMIT /* :limit */ 100;

-- The linter parses no AGAINST, and nothing after it: this stands last.

-- name: list_unsearchable_boards
-- Boards that say 'was', and that a search for it does not find: something rebuilt the full-text
-- index with stopwords (../README.md, 'Search'). Reads every board.
WITH found AS (
    SELECT b.id
    FROM boards AS b
    WHERE MATCH(b.title, b.content) AGAINST ('+was' IN BOOLEAN MODE) -- noqa: PRS
)

SELECT
    b.id AS board_id,
    b.created_at
FROM boards AS b
LEFT JOIN found AS f ON f.id = b.id
WHERE CONCAT_WS(' ', b.title, b.content) REGEXP '\\bwas\\b'
  AND f.id IS NULL
ORDER BY board_id
LIMIT /* :limit */ 100;
