"""The waits of those who fail to log in, and what networks they come from."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Barrier

import pytest

from rawboard.auth.passwords import NICENESS
from rawboard.auth.tarpit import AT_ONCE, Tarpit
from rawboard.auth.throttle import network
from tests.support.api import Api, Caller

PAUSE = 0.2  # seconds


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("192.0.2.1:4711", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::", "2001:db8:1:2::"),
        ("[2001:DB8:1:2:ffff::1]:4711", "2001:db8:1:2::"),
        ("[2001:db8:1:2::1]", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("::1", "::"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("unknown", "unknown"),
        ("_hidden", "unknown"),
        ("192.0.2.256", "unknown"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_a_network_is_what_a_client_cannot_change_at_will(
    address: str | None, counted: str
) -> None:
    assert network(address) == counted
    assert len(counted) <= 45


def seconds_of(tarpit: Tarpit, at_once: int) -> list[float]:
    """How long so many threads pause that begin at the same moment."""
    start = Barrier(at_once)

    def pause() -> float:
        start.wait()
        began = time.monotonic()
        tarpit.pause()
        return time.monotonic() - began

    with ThreadPoolExecutor(at_once) as pool:
        return sorted(future.result() for future in [pool.submit(pause) for _ in range(at_once)])


def test_clients_beyond_a_few_are_refused_without_a_pause_so_that_threads_are_left() -> None:
    tarpit = Tarpit(PAUSE)

    for _ in range(2):
        at_once, *waited = seconds_of(tarpit, AT_ONCE + 1)
        assert at_once < PAUSE / 2
        assert min(waited) >= PAUSE


def test_an_address_tries_one_login_at_a_time_and_others_at_the_same_time() -> None:
    tarpit = Tarpit(PAUSE)

    with tarpit.alone("a") as first, tarpit.alone("a") as second, tarpit.alone("b") as other:
        assert (first, second, other) == (True, False, True)
    with tarpit.alone("a") as later:
        assert later


def test_a_login_is_refused_where_no_thread_can_be_spared_for_its_check() -> None:
    tarpit = Tarpit(PAUSE)

    with ExitStack() as stack:
        found = [stack.enter_context(tarpit.alone(name)) for name in "abcde"]
        assert found == [True] * AT_ONCE + [False]
    with tarpit.alone("e") as later:
        assert later


def test_threads_that_hash_leave_the_processor_to_the_others(api: Api, alice: Caller) -> None:
    Caller(api.base, ("alice", "wrong, so it is hashed")).get("/me")

    found = {
        niceness(task) for pid in api.workers() for task in Path(f"/proc/{pid}/task").iterdir()
    }

    assert found == {0, NICENESS}
    assert NICENESS > 0


def niceness(task: Path) -> int:
    """A thread's (proc(5), stat, field 19)."""
    return int((task / "stat").read_text().rpartition(")")[2].split()[16])
