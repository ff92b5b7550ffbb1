-- Queries with optional parts and lists of values, as sql/queries may have them.

-- name: list_chosen_boards
-- Boards, newest first: of an author by id or by name, and among some ids.
SELECT b.id
FROM boards AS b
/* if :username */
JOIN users AS u ON u.id = b.user_id AND u.username = /* :username */ 'alice'
/* end */
WHERE b.created_at < /* :before */ '9999-12-31'
  /* if :author_id */ AND b.user_id = /* :author_id */ 1001 /* end */
  /* if :ids */ AND b.id IN (/* :ids... */ 1001, 1002, 1003) /* end */
ORDER BY b.created_at DESC, b.id DESC
LIMIT /* :limit */ 20;

-- name: count_boards_of_version
-- Without an author it has no index to go by: the plan gate must say so.
SELECT COUNT(*) AS boards
FROM boards AS b
WHERE b.version >= /* :version */ 1
  /* if :author_id */ AND b.user_id = /* :author_id */ 1001 /* end */
  AND b.title <> '100 %';

-- name: find_escaped_text
-- A sample with every escape that MySQL knows.
SELECT
    /* :text */ 'a''b\'c\"d\\e\0f\bg\nh\ri\tj\Zk\%l\_m\qn%' AS bound,
    'a''b\'c\"d\\e\0f\bg\nh\ri\tj\Zk\%l\_m\qn%' AS written;
