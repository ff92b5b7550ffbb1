-- What a test pipes through 'rawboard db shell'.
SELECT
    u.username,
    current_user() AS account
FROM users AS u;
