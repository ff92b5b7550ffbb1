-- Failed logins, counted over a window: of an account from an address, of an address with any
-- account (account ''), and of an account from any address (address ''). An account is the SHA-256
-- of its lower-cased name, whether there is such a user or not. To let a user try again at once:
--     DELETE FROM login_failures WHERE account = SHA2('alice', 256);
-- Hashes are longer than a line may be.
-- noqa: disable=LT05

-- name: list_login_failures
-- The three counters that speak against a login, where their windows have not ended.
SELECT
    f.account, f.address, f.failures,
    TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(6), f.window_ends_at) AS microseconds_left
FROM login_failures AS f
WHERE f.account IN ('', /* :account */ '2bd806c97f0e00af1a1fc3328fa763a9269723c8db8fac4f93af71db186d6e90')
  AND f.address IN ('', /* :address */ '192.0.2.1')
  AND f.window_ends_at > UTC_TIMESTAMP(6);

-- name: create_login_failure
-- Adds one to all three counters, in the order of the primary key, so that two such statements
-- never wait for each other in a circle. A counter whose window has ended starts anew.
INSERT INTO login_failures (account, address, failures, window_ends_at)
VALUES
    ('', /* :address */ '192.0.2.1', 1, UTC_TIMESTAMP(6) + INTERVAL /* :seconds */ 900 SECOND),
    (
        /* :account */ '2bd806c97f0e00af1a1fc3328fa763a9269723c8db8fac4f93af71db186d6e90',
        '', 1, UTC_TIMESTAMP(6) + INTERVAL /* :seconds */ 900 SECOND
    ),
    (
        /* :account */ '2bd806c97f0e00af1a1fc3328fa763a9269723c8db8fac4f93af71db186d6e90',
        /* :address */ '192.0.2.1', 1, UTC_TIMESTAMP(6) + INTERVAL /* :seconds */ 900 SECOND
    )
ON DUPLICATE KEY UPDATE
    failures = IF(window_ends_at > UTC_TIMESTAMP(6), failures + 1, 1),
    window_ends_at = IF(
        window_ends_at > UTC_TIMESTAMP(6),
        window_ends_at, UTC_TIMESTAMP(6) + INTERVAL /* :seconds */ 900 SECOND
    );

-- name: delete_login_failure
-- The right password came from there; the address and the account keep what others did.
DELETE FROM login_failures
WHERE account = /* :account */ '2bd806c97f0e00af1a1fc3328fa763a9269723c8db8fac4f93af71db186d6e90'
  AND address = /* :address */ '192.0.2.1';

-- name: delete_ended_login_failures
-- A few of those whose windows ended first, with each failure, so that no cron job is needed.
DELETE FROM login_failures
WHERE window_ends_at <= UTC_TIMESTAMP(6)
ORDER BY window_ends_at
LIMIT 100;

-- Registrations count beside them, by address, under an account that is no hash. To let an address
-- register users again at once:
--     DELETE FROM login_failures WHERE account = 'registrations' AND address = '192.0.2.1';

-- name: find_registrations
-- What an address has registered, with what is left of the window; 0 or less where it has ended.
SELECT
    f.failures AS registrations,
    TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(6), f.window_ends_at) AS microseconds_left
FROM login_failures AS f
WHERE f.account = 'registrations'
  AND f.address = /* :address */ '192.0.2.1';

-- name: create_registration
-- A counter whose window has ended starts anew.
INSERT INTO login_failures (account, address, failures, window_ends_at)
VALUES (
    'registrations',
    /* :address */ '192.0.2.1',
    1,
    UTC_TIMESTAMP(6) + INTERVAL /* :seconds */ 3600 SECOND
)
ON DUPLICATE KEY UPDATE
    failures = IF(window_ends_at > UTC_TIMESTAMP(6), failures + 1, 1),
    window_ends_at = IF(
        window_ends_at > UTC_TIMESTAMP(6),
        window_ends_at, UTC_TIMESTAMP(6) + INTERVAL /* :seconds */ 3600 SECOND
    );
