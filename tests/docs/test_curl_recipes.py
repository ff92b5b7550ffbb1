"""docs/curl.md: every line of it is run, prints what it says, and does what it promises."""

import stat
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.conftest import PASSWORD
from tests.support import tours
from tests.support.api import Api, Caller
from tests.support.tours import Outcome, Step

PAGE = Path(__file__).parents[2] / "docs" / "curl.md"
START = "API=http://127.0.0.1:8000/api/v1\n"
NETRC = Step(f"{START}echo 'machine 127.0.0.1 login dana password \"{PASSWORD}\"' > ~/.netrc", "")


@pytest.fixture
def dana(person: Callable[..., Caller]) -> Caller:
    return person("dana")


def step(word: str) -> Step:
    """The page's step whose commands have this word."""
    (found,) = [each for each in tours.steps(PAGE.read_text()) if word in each.commands]
    return found


def paste(taken: list[Step], base: str, directory: Path, password: str = PASSWORD) -> Outcome:
    directory.mkdir(exist_ok=True)
    return tours.run(taken, base, directory, password)


def test_every_line_of_the_page_does_what_it_says(api: Api, dana: Caller, tmp_path: Path) -> None:
    taken = tours.steps(PAGE.read_text())
    assert len(taken) > 15

    outcome = paste(taken, api.base, tmp_path)

    tours.check(taken, outcome)
    assert list((tmp_path / "work").iterdir()) == []
    assert {each.name for each in (tmp_path / "home").iterdir()} == {".netrc", ".config"}


def test_the_token_is_kept_where_nobody_else_reads_it(
    api: Api, dana: Caller, tmp_path: Path
) -> None:
    paste([step("my laptop")], api.base, tmp_path)

    netrc = tmp_path / "home" / ".netrc"
    assert stat.S_IMODE(netrc.stat().st_mode) == 0o600
    assert len(netrc.read_text().splitlines()) == 1
    assert PASSWORD not in netrc.read_text()


def test_a_mistyped_password_is_said_and_leaves_the_netrc_alone(
    api: Api, dana: Caller, tmp_path: Path
) -> None:
    outcome = paste([step("my laptop")], api.base, tmp_path, "mistyped")

    assert outcome.status != 0
    assert "Send the username and password" in outcome.errors
    assert (tmp_path / "home" / ".netrc").read_text() == ""


def test_a_retried_post_waits_for_a_server_that_is_starting(
    variables: dict[str, str], dana: Caller, tmp_path: Path
) -> None:
    post = step("--retry-connrefused")
    late = Api(variables, tmp_path)
    with ThreadPoolExecutor() as pool, ExitStack() as stack:
        pasted = pool.submit(paste, [NETRC, post], late.base, tmp_path)
        time.sleep(0.2)  # the first try is refused
        stack.callback(late.start().stop)
        outcome = pasted.result()

    tours.check([NETRC, post], outcome)
    assert "connect to server" in outcome.errors
    assert len(dana.get("/boards").json()["data"]) == 1


def test_two_who_change_a_board_at_once_lose_nothing(
    api: Api, dana: Caller, tmp_path: Path
) -> None:
    board = dana.post_board("+")
    times = 5
    change = Step(f"for n in $(seq {times}); do\n{step('add_a_plus').commands}\ndone", "")
    taken = [NETRC, Step(f"BOARD=$API/boards/{board['id']}\n", ""), change]

    with ThreadPoolExecutor() as pool:
        at_once = [
            pool.submit(paste, taken, api.base, tmp_path / person) for person in ("one", "other")
        ]
        outcomes = [each.result() for each in at_once]

    assert [outcome.status for outcome in outcomes] == [0, 0]
    assert dana.get(f"/boards/{board['id']}").json()["title"] == "+" * (1 + 2 * times)


def test_a_stream_that_breaks_off_leaves_no_status_of_success(
    another_api: Callable[..., Api], dana: Caller, tmp_path: Path
) -> None:
    rows = [{"title": "Long", "content": "x" * 20_000}] * 400
    for _ in range(2):
        assert dana.post("/boards", rows).status_code == 201
    doomed = another_api()
    csv = step("boards.csv").commands.replace("curl ", "curl --limit-rate 4M ")
    saved = tmp_path / "work" / "boards.csv"
    with ThreadPoolExecutor() as pool:
        pasted = pool.submit(paste, [NETRC, Step(csv, "")], doomed.base, tmp_path)
        while not (saved.exists() or pasted.done()):
            time.sleep(0.01)
        doomed.kill()
        outcome = pasted.result()

    assert outcome.status != 0
    assert 0 < saved.stat().st_size < 16_000_000
