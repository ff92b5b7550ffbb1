"""After an overload: a light load, until answers come as fast as before."""

import asyncio
import time

from bench.harness.hold.traffic import Make, Reply, ask

FIRST = 1_000_000  # the number of the first request
IN_A_ROW = 10  # answers
PATIENCE = 60.0  # seconds


class Recovery:
    """Requests at even times, until ten in a row are answered well and fast.

    Args:
        port: the server's.
        rate: requests a second.
        limit: seconds within which each of the ten has to be answered.
        make: returns the request of a number.
    """

    def __init__(self, port: int, rate: float, limit: float, make: Make):
        self.port, self.rate, self.limit, self.make = port, rate, limit, make
        self.replies: list[Reply] = []
        self.well_after: float | None = None  # seconds until the first of the ten was sent

    async def run(self) -> None:
        """Send; returns when the server is well again, or after a minute."""
        begun, tasks = time.monotonic(), list[asyncio.Task[Reply]]()
        while self.well_after is None and len(tasks) < PATIENCE * self.rate:
            due, number = begun + len(tasks) / self.rate, FIRST + len(tasks)
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            sending = ask(self.port, number, self.make(number), due)
            tasks.append(asyncio.create_task(sending))
            first = _first_of_a_row([self._is_well(task) for task in tasks])
            self.well_after = None if first is None else first / self.rate
        self.replies = await asyncio.gather(*tasks)

    def _is_well(self, task: asyncio.Task[Reply]) -> bool:
        if not task.done():
            return False
        reply = task.result()
        return reply.is_good and reply.seconds <= self.limit


def _first_of_a_row(well: list[bool]) -> int | None:
    starts = range(len(well) - IN_A_ROW + 1)
    return next((at for at in starts if all(well[at : at + IN_A_ROW])), None)
