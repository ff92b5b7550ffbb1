"""The admission queue: who gets a place, in which order, and who is turned away, and when."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from rawboard.admission import AdmissionQueue
from rawboard.errors import Overloaded
from tests.support.faults import timed, until

PATIENCE = 0.3
LONG = 10.0

Wait = Callable[[AdmissionQueue, object], Future[None]]


@pytest.fixture
def order() -> list[object]:
    """Who got a place, one after the other."""
    return []


@pytest.fixture
def wait(order: list[object]) -> Iterator[Wait]:
    """Lets a thread wait for a place, which it gives back at once; returns when it waits."""
    with ThreadPoolExecutor(32) as pool:

        def enter(queue: AdmissionQueue, name: object) -> None:
            with queue.place():
                order.append(name)

        def start(queue: AdmissionQueue, name: object) -> Future[None]:
            before = len(queue._waiting)
            found = pool.submit(enter, queue, name)
            until(lambda: len(queue._waiting) > before or found.done() or before == 4)
            return found

        yield start


def test_those_that_wait_are_served_in_their_order(wait: Wait, order: list[object]) -> None:
    queue = AdmissionQueue(1, waiting=4, patience=LONG)
    queue.enter()
    waiting = [wait(queue, n) for n in range(4)]

    queue.leave()

    assert [each.result() for each in waiting] == [None] * 4
    assert order == [0, 1, 2, 3]


def test_the_newest_are_served_first_once_the_oldest_has_waited_for_half_its_time(
    wait: Wait, order: list[object]
) -> None:
    queue = AdmissionQueue(1, waiting=4, patience=1)
    queue.enter()
    waiting = [wait(queue, 0)]
    time.sleep(0.6)
    waiting += [wait(queue, n) for n in (1, 2, 3)]

    queue.leave()

    assert [each.result() for each in waiting] == [None] * 4
    assert order == [3, 2, 1, 0]


def test_one_more_than_may_wait_turns_the_oldest_away_at_once(
    wait: Wait, order: list[object]
) -> None:
    queue = AdmissionQueue(1, waiting=4, patience=LONG)
    queue.enter()
    oldest, *others = [wait(queue, n) for n in range(4)]

    newest = wait(queue, 4)

    with pytest.raises(Overloaded):
        oldest.result(PATIENCE)
    queue.leave()
    assert [each.result() for each in (*others, newest)] == [None] * 4
    assert order == [1, 2, 3, 4]


def test_a_request_waits_no_longer_than_its_patience_and_leaves_nothing_behind() -> None:
    queue = AdmissionQueue(1, waiting=4, patience=PATIENCE)
    queue.enter()

    def enter() -> None:
        with pytest.raises(Overloaded):
            queue.enter()

    _, seconds = timed(enter)

    assert PATIENCE <= seconds < 3 * PATIENCE
    queue.leave()
    for _ in range(3):
        with queue.place():
            pass


def test_where_none_may_wait_a_further_one_is_refused_at_once_in_its_own_words() -> None:
    queue = AdmissionQueue(1, refusal="Too many lists are being streamed.")
    with queue.place(), pytest.raises(Overloaded, match="Too many lists are being streamed"):
        queue.enter()
    with queue.place():
        pass


def test_the_places_fall_and_grow_while_some_are_inside(wait: Wait, order: list[object]) -> None:
    queue = AdmissionQueue(2, waiting=4, patience=LONG)
    queue.enter()
    queue.enter()
    queue.resize(1)
    waiting = wait(queue, "waiting")

    queue.leave()
    time.sleep(0.05)
    assert order == []
    queue.resize(2)

    assert waiting.result(LONG) is None


def test_a_hundred_threads_never_exceed_the_places_and_lose_none() -> None:
    queue = AdmissionQueue(3, waiting=100, patience=LONG)
    inside: list[int] = []
    most: list[int] = []

    def work(number: int) -> None:
        for _ in range(50):
            with queue.place():
                inside.append(number)
                most.append(len(inside))
                inside.remove(number)

    with ThreadPoolExecutor(100) as pool:
        list(pool.map(work, range(100)))

    assert len(most) == 5000
    assert max(most) <= 3
    assert queue._inside == 0
