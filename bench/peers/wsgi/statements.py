"""The statements, with no column that nobody reads."""

FIND_CALLER = "SELECT id, username, password_hash FROM users WHERE username = %s"

FIND_BOARD = """
SELECT b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards b JOIN users u ON u.id = b.user_id
WHERE b.id = %s
"""

LIST_BOARDS = """
SELECT b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version
FROM boards b JOIN users u ON u.id = b.user_id
WHERE b.created_at <= %s AND (b.created_at < %s OR b.id < %s)
ORDER BY b.created_at DESC, b.id DESC LIMIT %s
"""

CREATE_BOARD = """
INSERT INTO boards (user_id, title, content, created_at, updated_at) VALUES (%s, %s, %s, %s, %s)
"""
