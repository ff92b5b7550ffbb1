"""Parameters of lists: every wrong one is named in a 422."""

import base64
import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from tests.support.answers import places
from tests.support.api import Caller

LISTS = ["/boards", "/users", "/users/alice/boards"]
DIGITS = ["\uff15", "\u0663", "\u00b2"]  # a full-width 5, an Arabic 3, a superscript 2
LIMITS = ["0", "101", "-1", "abc", "1.5", "", "1e1", "%2B5", "0x10", "%205", "5%20", "1_0", "%00"]
LIMITS += ["%ff", "9" * 21, "NaN", "true", "null", *map(quote, DIGITS)]
DOCUMENTS: list[object] = [None, 1, "text", [], [1, 2, 3], {}, [[], [], []], [None] * 3]
DOCUMENTS += [{"a": 1, "b": 2, "c": 3}, ["2026-01-05", 1, "x"]]


def cursor_of(caller: Caller, path: str) -> str:
    following = caller.get(f"{path}?limit=1").json()["next"]
    cursor: str = parse_qs(urlsplit(following).query)["cursor"][0]
    return cursor


def sealed(document: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")


CURSORS = ["", "x", "abc", "=", "====", "%00", "%ff", "!!!!", quote("커서"), "a" * 3000]
CURSORS += map(sealed, DOCUMENTS)


@pytest.mark.parametrize("limit", LIMITS)
def test_a_wrong_limit_is_named(alice: Caller, limit: str) -> None:
    for path in LISTS:
        assert places(alice.get(f"{path}?limit={limit}")) == ["limit"]


@pytest.mark.parametrize("path", LISTS)
def test_a_repeated_parameter_is_named(alice: Caller, path: str) -> None:
    assert places(alice.get(f"{path}?limit=5&limit=5")) == ["limit"]
    assert places(alice.get(f"{path}?limit=5&limit=6&limit=7")) == ["limit"]


@pytest.mark.parametrize("path", [*LISTS, "/me", "/boards/1", "/users/alice"])
def test_an_unknown_parameter_is_named(alice: Caller, path: str) -> None:
    assert places(alice.get(f"{path}?lim=5")) == ["lim"]
    assert places(alice.get(f"{path}?Limit=5")) == ["Limit"]
    assert places(alice.get(f"{path}?offset=5&page=2")) == ["offset", "page"]


def test_an_unknown_parameter_of_a_write_is_named_and_nothing_is_written(alice: Caller) -> None:
    board = alice.post_board()
    address, body = f"/boards/{board['id']}", {"title": "x", "content": "y"}

    assert places(alice.post("/boards?dry=1", body)) == ["dry"]
    assert places(alice.put(f"{address}?dry=1", body)) == ["dry"]
    assert places(alice.patch(f"{address}?dry=1", body)) == ["dry"]
    assert places(alice.delete(f"{address}?dry=1")) == ["dry"]

    assert alice.get("/boards").json()["data"] == [board]


def test_all_wrong_parameters_are_named_at_once(alice: Caller) -> None:
    wrong = alice.get("/boards?limit=0&page=2&cursor=1&cursor=2")

    assert places(wrong) == ["cursor", "limit", "page"]


def test_wrong_parameters_and_a_wrong_body_are_named_at_once(alice: Caller) -> None:
    answer = alice.post("/boards?dry=1", {"title": 5})

    assert places(answer) == ["#/content", "#/title", "dry"]


@pytest.mark.parametrize("cursor", CURSORS)
def test_what_was_never_a_cursor_is_named(alice: Caller, cursor: str) -> None:
    for path in LISTS:
        assert places(alice.get(f"{path}?cursor={cursor}")) == ["cursor"]


def test_a_cut_off_cursor_is_named(alice: Caller) -> None:
    for _ in range(2):
        alice.post_board()
    cursor = cursor_of(alice, "/boards")

    for length in range(len(cursor)):
        assert places(alice.get(f"/boards?cursor={cursor[:length]}")) == ["cursor"]
    assert places(alice.get(f"/boards?cursor={cursor}{cursor}")) == ["cursor"]


def test_a_damaged_cursor_is_named_or_read_but_never_breaks_anything(alice: Caller) -> None:
    for _ in range(2):
        alice.post_board()
    cursor = cursor_of(alice, "/boards")

    for place, character in enumerate(cursor):
        damaged = cursor[:place] + ("A" if character != "A" else "B") + cursor[place + 1 :]
        assert alice.get(f"/boards?cursor={damaged}").status_code in (200, 422)
    for position in (0, 1, len(cursor) - 8):  # the brackets, and the list it belongs to
        damaged = cursor[:position] + "AAAA" + cursor[position + 4 :]
        assert places(alice.get(f"/boards?cursor={damaged}")) == ["cursor"]


@pytest.mark.parametrize(
    ("created_at", "row_id"),
    [
        ("2026-01-05T09:00:00", 0),
        ("2026-01-05T09:00:00", -1),
        ("2026-01-05T09:00:00", 2**63),
        ("2026-01-05T09:00:00", 2**80),
        ("2026-01-05T09:00:00", 1.5),
        ("2026-01-05T09:00:00", "1"),
        ("2026-01-05T09:00:00", True),
        ("2026-01-05T09:00:00", None),
        ("2026-01-05T09:00:00+00:00", 1),
        ("2026-13-05T09:00:00", 1),
        ("0001-01-01T00:00:00", 1),
        ("' OR 1=1 --", 1),
        (5, 1),
    ],
)
def test_a_forged_cursor_is_named(alice: Caller, created_at: object, row_id: object) -> None:
    for _ in range(2):
        alice.post_board()
    cursor = cursor_of(alice, "/boards")
    *_, mark = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))

    answer = alice.get(f"/boards?cursor={sealed([created_at, row_id, mark])}")

    assert places(answer) == ["cursor"]
    whole = datetime(2026, 1, 5, tzinfo=UTC).replace(tzinfo=None).isoformat()
    assert alice.get(f"/boards?cursor={sealed([whole, 1, mark])}").status_code == 200


def test_a_cursor_of_another_list_is_named(alice: Caller, bob: Caller) -> None:
    for caller in (alice, alice, bob, bob):
        caller.post_board()
    lists = [*LISTS, "/users/bob/boards"]
    cursors = {path: cursor_of(alice, path) for path in lists}

    for path in lists:
        for other, cursor in cursors.items():
            answer = alice.get(f"{path}?cursor={cursor}")
            if other == path:
                assert answer.status_code == 200
            else:
                assert places(answer) == ["cursor"]


def test_a_cursor_of_a_deleted_author_is_404(alice: Caller, bob: Caller) -> None:
    for _ in range(2):
        alice.post_board()
    cursor = cursor_of(bob, "/users/alice/boards")

    alice.delete("/me")

    assert bob.get(f"/users/alice/boards?cursor={cursor}").status_code == 404
