-- Demo data: Alice and Bob, who post, and Carol, an admin. The sample values of sql/queries refer
-- to these rows. Anybody can read the passwords (alice-demo-1, bob-demo-22, carol-demo-3): never
-- load this where strangers can log in. Loading it again changes nothing.
-- Hashes are longer than a line may be.
-- noqa: disable=LT05
SET NAMES utf8mb4;

INSERT INTO users (id, username, email, password_hash, role, created_at, updated_at)
VALUES
    (1001, 'alice', 'alice@example.com', '$argon2id$v=19$m=19456,t=2,p=1$+yB7HLtkKpXA8uGwLoUZHA$YCZtezp9ZWFp5nKMR/NX6IjvbLAkSwevgJYPs43DSOo', 'member',
        '2026-01-01 08:00:00.000000', '2026-01-01 08:00:00.000000'),
    (1002, 'bob', 'bob@example.com', '$argon2id$v=19$m=19456,t=2,p=1$vaEKzjeBswgICOx5HBLF5g$ZZgCl7HV1ugnsa8z6lYW1tSdXHlZQVDq3wmvHEdbEHY', 'member',
        '2026-01-02 08:00:00.000000', '2026-01-02 08:00:00.000000'),
    (1003, 'carol', 'carol@example.com', '$argon2id$v=19$m=19456,t=2,p=1$iBGgbvjSjFU9XoQTd/5rjQ$Hjt+fmJpgI/EQD2iAdRuX8dpvgYdmz28/SuAyd6I6FE', 'admin',
        '2026-01-03 08:00:00.000000', '2026-01-03 08:00:00.000000')
ON DUPLICATE KEY UPDATE id = id;

INSERT INTO boards (id, user_id, title, content, created_at, updated_at)
VALUES
    (1001, 1001, 'Welcome', 'Say hello here.',
        '2026-01-03 09:00:00.000001', '2026-01-03 09:00:00.000001'),
    (1002, 1002, '안녕하세요', '처음 뵙겠습니다. 게시판에 글을 남겨 주세요.',
        '2026-01-03 09:00:00.000002', '2026-01-03 09:00:00.000002'),
    (1003, 1001, 'Raw SQL, 100 %', 'Every query here is a file: SELECT it, EXPLAIN it, change it.',
        '2026-01-04 10:30:00.000000', '2026-01-04 10:30:00.000000'),
    (1004, 1002, 'こんにちは', '日本語の本文です。',
        '2026-01-04 10:30:00.000000', '2026-01-04 10:30:00.000000'),
    (1005, 1001, 'Four bytes 🎉', 'An emoji takes four bytes in utf8mb4, and none in utf8.',
        '2026-01-05 23:59:59.999999', '2026-01-05 23:59:59.999999')
ON DUPLICATE KEY UPDATE id = id;

-- No secret has these hashes, so nobody can log in with these tokens; Bob's is over, too.
INSERT INTO tokens (id, user_id, name, scope, secret_hash, created_at, expires_at)
VALUES
    (1001, 1001, 'reports', 'read', REPEAT('0', 64), '2026-01-06 08:00:00.000000', NULL),
    (1002, 1002, 'an old script', 'write', REPEAT('1', 64), '2026-01-06 09:00:00.000000',
        '2026-01-07 09:00:00.000000')
ON DUPLICATE KEY UPDATE id = id;

-- One address that guessed at one account, whose name is kept as a hash, and registered two users;
-- these windows never end, so that the queries find them.
INSERT INTO login_failures (account, address, failures, window_ends_at)
VALUES
    (SHA2('alice', 256), '192.0.2.1', 3, '2099-01-06 08:15:00.000000'),
    ('registrations', '192.0.2.1', 2, '2099-01-06 09:00:00.000000')
ON DUPLICATE KEY UPDATE failures = failures;

-- Responses that are kept for requests with the same key, 123: Alice's, and a registration's.
INSERT INTO idempotency_keys (user_id, key_hash, fingerprint, status, headers, body, created_at)
VALUES
    (1001, SHA2('123', 256), SHA2('1234', 256), 201,
        '[["Location", "/api/v1/boards/1005"]]', NULL,
        '2026-01-05 23:59:59.999999'),
    (0, SHA2('123', 256), SHA2('1234', 256), 201,
        '[["Location", "/api/v1/users/1003"]]', NULL,
        '2026-01-03 08:00:00.000000')
ON DUPLICATE KEY UPDATE status = status;
