-- Where in a list a page starts: the row after which so many come, the newest first.
-- name: find_created
SELECT b.created_at AS time, b.id
FROM boards AS b
WHERE b.created_at >= /* :since */ '1000-01-01' AND b.created_at < /* :until */ '9999-12-31'
ORDER BY b.created_at DESC, b.id DESC
LIMIT 1 OFFSET /* :offset */ 95000;

-- name: find_updated
SELECT b.updated_at AS time, b.id
FROM boards AS b
WHERE b.updated_at >= /* :since */ '1000-01-01' AND b.updated_at < /* :until */ '9999-12-31'
ORDER BY b.updated_at DESC, b.id DESC
LIMIT 1 OFFSET /* :offset */ 95000;

-- name: find_created_by_author
SELECT b.created_at AS time, b.id
FROM boards AS b
WHERE b.user_id = /* :user_id */ 500
  AND b.created_at >= /* :since */ '1000-01-01' AND b.created_at < /* :until */ '9999-12-31'
ORDER BY b.created_at DESC, b.id DESC
LIMIT 1 OFFSET /* :offset */ 95;

-- name: find_updated_by_author
SELECT b.updated_at AS time, b.id
FROM boards AS b
WHERE b.user_id = /* :user_id */ 500
  AND b.updated_at >= /* :since */ '1000-01-01' AND b.updated_at < /* :until */ '9999-12-31'
ORDER BY b.updated_at DESC, b.id DESC
LIMIT 1 OFFSET /* :offset */ 95;

-- name: find_user
SELECT u.created_at AS time, u.id
FROM users AS u
ORDER BY u.created_at DESC, u.id DESC
LIMIT 1 OFFSET /* :offset */ 950;

-- name: count_created
SELECT COUNT(*) AS size
FROM boards AS b
WHERE b.created_at >= /* :since */ '1000-01-01' AND b.created_at < /* :until */ '9999-12-31';

-- name: count_created_by_author
SELECT COUNT(*) AS size
FROM boards AS b
WHERE b.user_id = /* :user_id */ 500
  AND b.created_at >= /* :since */ '1000-01-01' AND b.created_at < /* :until */ '9999-12-31';

-- name: count_users
SELECT COUNT(*) AS size
FROM users;
