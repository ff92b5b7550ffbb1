-- The caller by itself: every other query that has a caller names them in the same way.

-- name: find_caller
-- One row while this is the caller's fingerprint: what a login depends on has not changed.
SELECT c.id
FROM users AS c
WHERE c.id = /* :caller_id */ 1002
  AND c.fingerprint = /* :caller_fingerprint */ 'aa8d52f73baa66afcd0b60ce9b133f41';
