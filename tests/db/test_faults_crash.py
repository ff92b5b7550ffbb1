"""The database server ends or hangs while requests run."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest

from tests.support.api import Api, Caller
from tests.support.faults import at_once, outcome_unknown, recovers, timed, unavailable, until
from tests.support.outage import IMPATIENT, LONGEST, Outage

pytest_plugins = ["tests.support.fault_fixtures"]

StartApi = Callable[..., Api]
MakeMember = Callable[..., Caller]
RunSql = Callable[..., list[dict[str, Any]]]


@dataclass
class Traffic:
    """Callers who post one board after the other, and what they were told of each."""

    callers: list[Caller]
    created: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)  # nothing was changed
    unknown: set[str] = field(default_factory=set)
    longest: float = 0.0
    stopping: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self) -> Iterator[None]:
        threads = [threading.Thread(target=self._post, args=(c,)) for c in self.callers]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.stopping.set()
            for thread in threads:
                thread.join()

    def _post(self, caller: Caller) -> None:
        for count in range(1000):
            title = f"{id(caller)}-{count}"
            body = {"title": title, "content": ""}
            answer, seconds = timed(partial(caller.post, "/boards", body))
            self.longest = max(self.longest, seconds)
            if answer.status_code == 201:
                self.created.add(title)
            elif "outcome-unknown" in answer.text:
                outcome_unknown(answer)
                self.unknown.add(title)
            else:
                unavailable(answer)
                self.refused.add(title)
            if self.stopping.wait(0.02 if answer.status_code == 201 else 0.2):
                return


@pytest.mark.parametrize("end", ["kill", "shut_down"])
def test_a_server_that_ends_amid_requests_costs_no_write_twice_and_no_answer_but_503(
    end: str, outage: Outage, another_api: StartApi, member: MakeMember, run_sql: RunSql
) -> None:
    api = another_api(**outage.settings, **IMPATIENT)
    traffic = Traffic([member(api) for _ in range(6)])
    with traffic.running():
        until(lambda: len(traffic.created) > 30)
        getattr(outage, end)()
        until(lambda: len(traffic.refused) > 6)
        outage.start()
        before = len(traffic.created)
        until(lambda: len(traffic.created) > before + 30, seconds=5)

    titles = [row["title"] for row in run_sql("list_board_titles")]
    assert len(titles) == len(set(titles)), "a board was posted twice"
    assert traffic.created <= set(titles)
    assert not traffic.refused & set(titles)
    assert set(titles) <= traffic.created | traffic.unknown
    assert traffic.longest < LONGEST


def test_a_server_that_was_away_for_a_while_is_used_again_without_restarting_the_api(
    outage: Outage, another_api: StartApi, member: MakeMember
) -> None:
    api = another_api(**outage.settings, **IMPATIENT)
    alice = member(api)
    board = alice.post_board()
    outage.kill()
    for _ in range(3):
        unavailable(alice.get("/boards"))
        unavailable(alice.get("/readyz"))
        assert alice.get("/livez").status_code == 200
    outage.start()

    recovers(lambda: alice.get("/readyz"))
    assert recovers(lambda: alice.get("/boards")).json()["data"] == [board]
    recovers(lambda: alice.post("/boards", {"title": "T", "content": ""}), 201)


def test_a_hanging_server_is_503_within_the_read_time_out_and_used_again_once_it_goes_on(
    outage: Outage, another_api: StartApi, member: MakeMember
) -> None:
    api = another_api(**outage.settings, **IMPATIENT)
    alice, stranger = member(api), api.caller()
    board = alice.post_board()
    outage.freeze()

    answer, seconds = timed(partial(alice.get, "/boards"))
    unavailable(answer)
    assert seconds < LONGEST
    live, seconds = timed(partial(stranger.get, "/livez"))
    assert live.status_code == 200
    assert seconds < 0.5
    outage.thaw()

    # Another thread may still answer 503 for the rest of the circuit breaker's second.
    assert recovers(lambda: alice.get("/boards")).json()["data"] == [board]
    stranger.close()


def test_more_clients_than_threads_do_not_keep_livez_from_answering_while_the_server_hangs(
    outage: Outage, another_api: StartApi, member: MakeMember
) -> None:
    api = another_api(**outage.settings, **IMPATIENT)
    callers = [member(api) for _ in range(8)]
    stranger = api.caller()
    assert at_once([partial(status, caller, "/me") for caller in callers]) == [200] * 8
    outage.freeze()

    def ask(caller: Caller) -> tuple[int, float]:
        time.sleep(0.2 if caller is stranger else 0)
        return timed(partial(status, caller, "/livez" if caller is stranger else "/me"))

    answers = at_once([partial(ask, caller) for caller in [*callers, stranger]])
    outage.thaw()
    assert [answer for answer, _ in answers] == [503] * 8 + [200]
    assert max(seconds for _, seconds in answers) < LONGEST
    recovers(lambda: callers[0].get("/me"))
    stranger.close()


def status(caller: Caller, path: str) -> int:
    return caller.get(path).status_code
