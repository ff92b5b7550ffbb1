"""Which usernames, e-mail addresses and passwords an account may have."""

import pytest

from tests.conftest import PASSWORD
from tests.support.answers import places, problem, status_for
from tests.support.api import Api, Caller, Json

DORA: Json = {"username": "dora", "email": "dora@example.com", "password": PASSWORD}
DOMAIN = ".".join(["d" * 63] * 3)  # with 'a@' before it, 193 characters


@pytest.mark.parametrize("username", ["a", "Z9", "a.b-c_d", "x--", "null", "me", "A" * 64])
def test_a_username_may_be(api: Api, stranger: Caller, username: str) -> None:
    answer = stranger.post("/users", {**DORA, "username": username})

    assert answer.status_code == 201
    assert answer.json()["username"] == username
    assert status_for(api, username, PASSWORD) == 200


NOT_USERNAMES = [
    "", "1", "123", "1a", "_a", ".a", "-a", " a", "a ", "a b", "a:b", ":", "a/b", "a@b", "a\n",
    "a\r\n", "a\tb", "é", "aé", "관리자", "\uff41", "a'b", 'a"b', "a%b", "a\\b", "<a>", "A" * 65,
]  # fmt: skip


def test_a_username_may_not_be_anything_else(stranger: Caller, alice: Caller) -> None:
    for username in NOT_USERNAMES:
        assert places(stranger.post("/users", {**DORA, "username": username})) == ["#/username"]
        assert places(alice.patch("/me", {"username": username})) == ["#/username"]
    assert len(alice.get("/users").json()["data"]) == 1


@pytest.mark.parametrize(
    "email",
    ["a@b", "dora+boards@mail.example.co.uk", "o'hara@example.com", "a.b.c@x-y.example", "A@B.C",
     "!#$%&*/=?^_`{|}~-@example.com", f"a@{DOMAIN}", f"{'a' * 62}@{DOMAIN}"],
)  # fmt: skip
def test_an_email_may_be(stranger: Caller, email: str) -> None:
    answer = stranger.post("/users", {**DORA, "email": email})

    assert answer.status_code == 201
    assert answer.json()["email"] == email


NOT_EMAILS = [
    "", "a", "@", "a@", "@b", "dora.example.com", "a@b@c", "a b@c.d", "a@b c", "a@-b.c", "a@b-.c",
    "a@b..c", "a@.b", "a@b.", "a@b_c", "a@b\n", "\na@b", "a@b\0", "é@example.com", "a@é.com",
    "a@[127.0.0.1]", "Dora <dora@example.com>", "a,b@c.d", f"a@{'d' * 64}.example",
    f"{'a' * 63}@{DOMAIN}",
]  # fmt: skip


def test_an_email_may_not_be_anything_else(stranger: Caller, alice: Caller) -> None:
    for email in NOT_EMAILS:
        assert places(stranger.post("/users", {**DORA, "email": email})) == ["#/email"]
        assert places(alice.patch("/me", {"email": email})) == ["#/email"]
    assert alice.get("/me").json()["email"] == "alice@example.com"


@pytest.mark.parametrize(
    "password",
    ["8 chars.", "x" * 100 + "y" * 156, "with : colons : in it", "비밀번호는 이것입니다", "🎉" * 8,
     "   spaces around   ", "no_digits_no_capitals", "\u00a0\u2003 odd spaces", "100 %s \\ ' \""],
)  # fmt: skip
def test_a_password_may_be(api: Api, stranger: Caller, password: str) -> None:
    assert stranger.post("/users", {**DORA, "password": password}).status_code == 201

    assert status_for(api, "dora", password) == 200
    assert status_for(api, "dora", password[:-1]) == 401
    assert status_for(api, "dora", password + "x") == 401


@pytest.mark.parametrize(
    "password",
    ["", "7 chars", "x" * 257, "한" * 7, "password", "PassWord1", "qwertyuiop", "12345678",
     "a tab\there", "a line\nfeed", "a nul\0here", "an escape\x1b", "a delete\x7f", "C1: \x85 ..."],
)  # fmt: skip
def test_a_password_may_not_be(api: Api, stranger: Caller, alice: Caller, password: str) -> None:
    answer = stranger.post("/users", {**DORA, "password": password})

    assert places(answer) == ["#/password"]
    assert len(alice.get("/users").json()["data"]) == 1


@pytest.mark.parametrize("password", ["zebedee-2nd", "ZEBEDEE-2ND", "Zeb@example.com"])
def test_a_password_may_not_be_the_username_or_the_email(
    stranger: Caller, alice: Caller, password: str
) -> None:
    body = {"username": "Zebedee-2nd", "email": "zeb@example.com", "password": password}

    assert places(stranger.post("/users", body)) == ["#/password"]
    assert len(alice.get("/users").json()["data"]) == 1


def test_a_password_has_eight_characters_in_either_normal_form(
    stranger: Caller, alice: Caller
) -> None:
    four_decomposed = "e\u0301a\u0301i\u0301o\u0301"  # eight code points, and four once composed

    assert places(stranger.post("/users", {**DORA, "password": four_decomposed})) == ["#/password"]
    assert len(alice.get("/users").json()["data"]) == 1


def test_a_number_is_always_an_id(alice: Caller, bob: Caller) -> None:
    assert places(alice.patch("/me", {"username": str(bob.user["id"])})) == ["#/username"]

    assert alice.get(f"/users/{bob.user['id']}").json()["username"] == "bob"
    problem(alice.get("/users/98765432101"), 404)
