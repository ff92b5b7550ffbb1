"""Traffic: an open and a closed loop of requests, each on a connection of its own.

In an open loop each request is sent at its time, whatever became of those before it, as many
independent clients do; in a closed one each client waits for its answer. A latency counts from the
time at which the request was due, so that a late generator is not taken for a fast server.
"""

import asyncio
import itertools
import math
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

from bench.harness.load import SEED

GAVE_UP, BROKEN = 0, -1  # in place of a status
PATIENCE = 10.0  # seconds after which a client gives up
NICE = -10  # of threads that have to keep to their times

Make = Callable[[int], bytes]


class Reply(NamedTuple):
    """How a request fared.

    Args:
        number: of the request.
        status: HTTP's, or GAVE_UP or BROKEN.
        due: when it was to be sent, by time.monotonic().
        seconds: from then to the end of the answer.
    """

    number: int
    status: int
    due: float
    seconds: float

    @property
    def is_good(self) -> bool:
        """Tell whether it was accepted (2xx)."""
        return 200 <= self.status < 300


@contextmanager
def urgent() -> Iterator[None]:
    """Let this thread go before others, if the system permits: a late client measures itself."""
    before = os.getpriority(os.PRIO_PROCESS, 0)
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, NICE)
    try:
        yield
    finally:
        os.setpriority(os.PRIO_PROCESS, 0, before)


async def ask(
    port: int, number: int, request: bytes, due: float, patience: float = PATIENCE
) -> Reply:
    """Send a request that ends with its connection, and return how it fared."""
    try:
        async with asyncio.timeout(patience):
            status = await _status(port, request)
    except TimeoutError:
        status = GAVE_UP
    except (OSError, ValueError):
        status = BROKEN
    return Reply(number, status, due, time.monotonic() - due)


class OpenLoop:
    """Requests at random times (a Poisson process).

    Args:
        port: the server's.
        rate: requests a second.
        make: returns the request of a number.
        first: the number of the first one.
    """

    def __init__(self, port: int, rate: float, make: Make, first: int = 0):
        self.port, self.rate, self.make, self.first = port, rate, make, first
        self.lag: list[float] = []  # seconds by which each was sent late
        self._tasks: list[asyncio.Task[Reply]] = []
        self._draw = random.Random(SEED)

    async def run(self, seconds: float) -> None:
        """Send; returns when the last one was sent."""
        due = time.monotonic()
        end = due + seconds
        while (due := due + self._draw.expovariate(self.rate)) < end:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            number = self.first + len(self._tasks)
            sending = ask(self.port, number, self.make(number), due)
            self._tasks.append(asyncio.create_task(sending))
            self.lag.append(time.monotonic() - due)

    async def replies(self) -> list[Reply]:
        """Wait for what is still under way, and return everything."""
        return await asyncio.gather(*self._tasks)


async def closed_loop(
    port: int,
    clients: int,
    make: Make,
    seconds: float = math.inf,
    count: float = math.inf,
    first: int = 0,
) -> list[Reply]:
    """Return the replies to clients that send on once they are answered, for a time or a count."""
    end, numbers, found = time.monotonic() + seconds, itertools.count(first), list[Reply]()

    async def client() -> None:
        while (due := time.monotonic()) < end and (number := next(numbers)) < first + count:
            found.append(await ask(port, number, make(number), due))

    await asyncio.gather(*(client() for _ in range(clients)))
    return found


def closed(port: int, clients: int, make: Make, **limits: Any) -> list[Reply]:
    """Run :func:`closed_loop`, with its limits, to its end."""
    return asyncio.run(closed_loop(port, clients, make, **limits))


def statuses(replies: Iterable[Reply]) -> dict[str, int]:
    """Count the replies by status."""
    names = {GAVE_UP: "gave up", BROKEN: "broken"}
    return dict(Counter(names.get(reply.status, str(reply.status)) for reply in replies))


async def _status(port: int, request: bytes) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        return int((await reader.read())[9:12])
    finally:
        writer.transport.abort()
