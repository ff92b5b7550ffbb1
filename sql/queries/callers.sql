-- The caller by itself: every other query that has a caller names them in the same way. What a
-- login depends on is compared as one hash, so that a changed name, role or password is noticed by
-- the next statement, a change by hand too. It is no generated column: MariaDB's mysqldump writes
-- the values of these, and MySQL refuses to load them.

-- name: find_caller
-- One row while this is the caller's fingerprint: what a login depends on has not changed.
SELECT c.id
FROM users AS c
WHERE c.id = /* :caller_id */ 1002
  AND SHA2(CONCAT(c.username, ' ', c.role, ' ', c.password_hash), 256)
  = /* :caller_fingerprint */ 'aa8d52f73baa66afcd0b60ce9b133f415af2bcddeb2e74ace988f1d68e709f78';
