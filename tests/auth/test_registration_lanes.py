"""What registrations may hold of a process while they are under way."""

from contextlib import ExitStack
from functools import partial

import pytest

from rawboard import settings
from rawboard.auth.registrations import AT_ONCE, WAITING, Registrations
from rawboard.errors import Overloaded
from rawboard.http.problems import Problem
from tests.support.faults import at_once, timed

WAIT = 0.3


@pytest.fixture
def registrations() -> Registrations:
    chosen = {"MYSQL_PASSWORD": "unused", "RAWBOARD_REGISTRATION_WAIT_SECONDS": str(WAIT)}
    return Registrations(settings.load(chosen))


def test_a_registration_waits_briefly_for_another_of_its_address_and_no_other(
    registrations: Registrations,
) -> None:
    def refused() -> Problem:
        with pytest.raises(Problem) as caught, registrations.lane("192.0.2.1"):
            pass
        return caught.value

    with registrations.lane("192.0.2.1"):
        with registrations.lane("192.0.2.2"):
            pass
        waited = at_once([partial(timed, refused)] * (WAITING + 1))

    assert {refusal.status for refusal, _ in waited} == {429}
    assert {int(refusal.headers["Retry-After"]) for refusal, _ in waited} <= {1, 2, 3}
    assert sorted(seconds > WAIT / 2 for _, seconds in waited) == [False] + [True] * WAITING
    with registrations.lane("192.0.2.1"):
        pass


def test_many_addresses_that_register_at_once_leave_the_other_threads_free(
    registrations: Registrations,
) -> None:
    with ExitStack() as stack:
        for n in range(AT_ONCE):
            stack.enter_context(registrations.lane(f"192.0.2.{n}"))
        with pytest.raises(Overloaded), registrations.lane("192.0.2.99"):
            pass

    with registrations.lane("192.0.2.99"):
        pass
