"""Accept (RFC 9110, 12.5.1): which format a list comes in."""

import pytest

from rawboard.http.formats import TYPES
from rawboard.http.negotiation import choose
from rawboard.http.problems import Problem
from tests.support.answers import problem
from tests.support.api import Caller

JSON, NDJSON, CSV = TYPES
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
JAVA = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("text/*", CSV),
        ("TEXT/CSV", CSV),
        ("text/csv; charset=utf-8; header=present", CSV),
        ('text/csv; a="b,c"', CSV),
        ("application/json; charset=utf-8", JSON),
        ("application/x-ndjson", NDJSON),
        (f"{CSV}, {JSON}", JSON),
        (f"{CSV};q=0.9, {JSON};q=0.8", CSV),
        (f"{CSV};q=0.5, {NDJSON};q=0.51", NDJSON),
        (f"{NDJSON}, */*", NDJSON),
        (f"*/*, {NDJSON};q=0.1", JSON),
        (f"text/*;q=0.9, {JSON};q=0.8", CSV),
        (f"{CSV};q=0, text/*", None),
        (f"{JSON};q=0, */*", NDJSON),
        (f"{JSON};q=0, application/*, text/*;q=0.1", NDJSON),
        (f"{JSON};q=0, {NDJSON};q=0.0, */*", CSV),
        (f"{JSON};profile=x;q=0, {JSON}", JSON),
        ("*/*;q=0", None),
        ("image/png", None),
        ("application/problem+json", None),
        ("application/problem+json, application/json", JSON),
        ("application/*+json", None),
        (BROWSER, JSON),
        (JAVA, JSON),
        ("*", JSON),
        (f"nonsense, {CSV}", CSV),
        (f";q=1,, ,{CSV}", CSV),
        ("json", None),
        (f"{CSV};q=2", None),
        (f"{CSV};q=high, {JSON};q=0.1", JSON),
        (f"{CSV};q=-1", None),
    ],
)
def test_the_format_is_the_one_that_is_liked_best(accept: str, wanted: str | None) -> None:
    if wanted:
        assert choose(accept, TYPES) == wanted
    else:
        with pytest.raises(Problem, match="Accept allows none of them"):
            choose(accept, TYPES)


def test_the_answer_is_in_the_format_that_is_chosen(alice: Caller) -> None:
    for accept, wanted in [("text/*", CSV), (NDJSON, NDJSON), (BROWSER, JSON), ("", JSON)]:
        for path in ("/boards", "/users", "/users/alice/boards", "/me/tokens"):
            answer = alice.get(path, headers={"Accept": accept})

            assert answer.status_code == 200
            assert answer.headers["Content-Type"].partition(";")[0] == wanted
            assert "Accept" in answer.headers["Vary"].split(", ")


def test_a_format_that_is_not_there_is_refused_with_those_that_are(alice: Caller) -> None:
    for path in ("/boards", "/users", "/users/alice/boards", "/me/tokens"):
        document = problem(alice.get(path, headers={"Accept": "image/png"}), 406)

        for kind in TYPES:
            assert kind in document["detail"]


def test_a_resource_comes_in_json_alone(alice: Caller) -> None:
    board = alice.post_board()

    for path in (f"/boards/{board['id']}", "/me"):
        assert CSV not in problem(alice.get(path, headers={"Accept": CSV}), 406)["detail"]
        assert alice.get(path, headers={"Accept": f"{CSV}, */*;q=0.1"}).status_code == 200
