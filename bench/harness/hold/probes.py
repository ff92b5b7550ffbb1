"""Probes: requests of other clients, at even times, while something else goes on."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from bench.harness.hold.bars import Bar
from bench.harness.hold.traffic import Reply, ask, urgent

EVERY = 0.5  # seconds
PATIENCE = 5.0  # seconds that a probe waits for its answer
LIMIT = 1.0  # seconds within which each has to be answered
Json = dict[str, Any]


class Probing:
    """A thread that sends each of some requests at once every half second."""

    def __init__(self, port: int, requests: dict[str, bytes]):
        self.port, self.requests = port, requests
        self.replies: dict[str, list[Reply]] = {name: [] for name in requests}
        self.stopped = Event()

    def found(self) -> Json:
        """Return how many there were, how many in time, and the worst, in seconds, by name."""
        return {
            name: {
                "all": len(replies),
                "in time": sum(each.is_good and each.seconds <= LIMIT for each in replies),
                "worst": max(each.seconds for each in replies),
            }
            for name, replies in self.replies.items()
        }

    def run(self) -> None:
        """Send until it is stopped, and wait for the answers."""
        with urgent():
            asyncio.run(self._send())

    async def _send(self) -> None:
        due, tasks = time.monotonic(), list[asyncio.Task[None]]()
        while not self.stopped.is_set():
            for name, request in self.requests.items():
                tasks.append(asyncio.create_task(self._one(name, request, due)))
            due += EVERY
            await asyncio.sleep(max(0.0, due - time.monotonic()))
        await asyncio.gather(*tasks)

    async def _one(self, name: str, request: bytes, due: float) -> None:
        self.replies[name].append(await ask(self.port, 0, request, due, PATIENCE))


@contextmanager
def probing(port: int, requests: dict[str, bytes]) -> Iterator[Probing]:
    """Probe for as long as the context lasts."""
    probes = Probing(port, requests)
    thread = Thread(target=probes.run)
    thread.start()
    try:
        yield probes
    finally:
        probes.stopped.set()
        thread.join()


def bars(label: str, found: Json) -> list[Bar]:
    """Return the bars of what probes found."""
    lines = []
    for name, probe in found.items():
        value = f"{probe['in time']} of {probe['all']}, worst {probe['worst']:.2f} s"
        is_met = probe["in time"] == probe["all"]
        lines.append(Bar(f"{label}: `{name}` within {LIMIT:g} s", value, "all", is_met))
    return lines
