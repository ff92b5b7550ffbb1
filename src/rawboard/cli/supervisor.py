"""The parent of the workers: starts them, replaces those that die, and lets them end without loss.

It holds the listening sockets, so a connection that waits in a queue outlives the worker. A worker
is executed, not forked, so new workers run new code.
"""

import logging
import sched
import selectors
import signal
import socket
import time
from functools import partial

from rawboard.cli import worker as orders
from rawboard.cli.worker_process import WorkerProcess
from rawboard.settings import Settings

STOPS = (signal.SIGTERM, signal.SIGINT)
YOUNG = 10.0  # seconds; a worker that dies younger doubles the pause before the next one starts
SHORTEST_PAUSE, LONGEST_PAUSE = 0.1, 5.0  # seconds
logger = logging.getLogger("rawboard.serve")


class Supervisor:
    """Keeps as many workers as the settings say, until a signal to stop.

    SIGTERM and SIGINT drain the workers and end them, a second one ends them at once. SIGHUP
    starts a generation of new workers; once all of it answers, the older ones drain and end.
    """

    def __init__(self, chosen: Settings, listeners: list[socket.socket]):
        self._chosen, self._listeners = chosen, listeners
        self._later = sched.scheduler(time.monotonic)
        self._selector = selectors.DefaultSelector()
        self._workers: list[WorkerProcess] = []
        self._generation = 0
        self._pause = 0.0
        self._has_served = self._is_stopping = False
        self._status = 0

    def run(self) -> int:
        """Serve, and return the exit status: 0, or 1 if a worker had to be killed or none came up.

        A worker that dies once one has been ready is replaced, however often that happens.
        """
        self._receive_signals()
        self._start_generation()
        while self._workers or not self._is_stopping:
            for key, _ in self._selector.select(self._later.run(blocking=False)):
                key.data()
        return self._status

    def _receive_signals(self) -> None:
        self._signals, self._wakeup = socket.socketpair()
        self._wakeup.setblocking(False)
        signal.set_wakeup_fd(self._wakeup.fileno())
        for number in (*STOPS, signal.SIGHUP):
            signal.signal(number, lambda *_: None)
        self._selector.register(self._signals, selectors.EVENT_READ, self._handle_signals)

    def _handle_signals(self) -> None:
        for number in self._signals.recv(64):
            if number == signal.SIGHUP:
                self._start_generation()
            elif self._is_stopping:
                self._kill_all()
            else:
                self._stop()

    def _start_generation(self) -> None:
        if self._is_stopping:
            return
        self._generation += 1
        for worker in self._workers:
            if not worker.is_ready:  # it never served, and is out of date
                worker.is_leaving = True
                worker.process.kill()
        for place in range(self._chosen.rawboard_workers):
            self._start(place, self._generation)

    def _start(self, place: int, generation: int) -> None:
        if self._is_stopping or generation != self._generation:
            return  # this was scheduled earlier
        listener = self._listeners[place % len(self._listeners)]
        try:
            worker = WorkerProcess(listener, place, generation)
        except OSError as error:  # no memory, process or file is left
            logger.error("no worker can be started: %s", error)
            self._later.enter(LONGEST_PAUSE, 0, self._start, (place, generation))
            return
        self._workers.append(worker)
        attend = partial(self._attend, worker)
        self._selector.register(worker.channel, selectors.EVENT_READ, attend)

    def _attend(self, worker: WorkerProcess) -> None:
        if worker.has_ended():
            self._replace(worker)
            return
        worker.is_ready = True
        if not self._has_served:
            self._has_served = True
            worker.tell(orders.CHECK)
        current = [each for each in self._workers if each.generation == self._generation]
        if sum(each.is_ready for each in current) == self._chosen.rawboard_workers:
            for each in self._workers:
                if each not in current:
                    self._end(each, orders.RETIRE)

    def _replace(self, worker: WorkerProcess) -> None:
        """Take note of a worker's death, and start another after a pause, if it was not to end."""
        self._selector.unregister(worker.channel)
        worker.channel.close()
        self._workers.remove(worker)
        status, age = worker.wait(), time.monotonic() - worker.started
        if worker.is_leaving or self._is_stopping:
            return
        dead = f"worker {worker.process.pid} ended with status {status} after {age:.1f} s"
        if status > 0 and not self._has_served:  # what it says stands above, in the log
            logger.error("%s; none has answered yet: giving up", dead)
            self._status = 1
            self._stop()
            return
        longer = min(2 * self._pause, LONGEST_PAUSE) if age < YOUNG else 0.0
        self._pause = max(longer, SHORTEST_PAUSE)
        logger.error("%s; the next one starts in %.1f s", dead, self._pause)
        self._later.enter(self._pause, 0, self._start, (worker.place, worker.generation))

    def _stop(self) -> None:
        self._is_stopping = True
        count = len(self._listeners)
        self._refuse(
            {*range(count)} - {each.place % count for each in self._workers if each.is_ready}
        )
        for worker in self._workers:
            self._end(worker, orders.DRAIN)
        self._later.enter(self._chosen.rawboard_drain_seconds, 0, self._refuse, ({*range(count)},))

    def _refuse(self, places: set[int]) -> None:
        """Refuse connections that would else wait for a worker which is never to come."""
        for place in places:
            self._listeners[place].close()

    def _end(self, worker: WorkerProcess, order: bytes) -> None:
        """Let a worker drain, then finish what is under way, then kill it."""
        if worker.is_leaving:
            return
        worker.is_leaving = True
        if not worker.is_ready:
            worker.process.kill()
            return
        drain, finish = self._chosen.rawboard_drain_seconds, self._chosen.rawboard_stop_seconds
        worker.tell(order)
        self._later.enter(drain, 0, worker.tell, (orders.STOP,))
        self._later.enter(drain + finish, 0, self._kill, (worker,))

    def _kill(self, worker: WorkerProcess) -> None:
        if worker in self._workers:
            logger.warning("worker %d is killed with what it does", worker.process.pid)
            self._status = int(self._is_stopping)
            worker.process.kill()

    def _kill_all(self) -> None:
        for worker in self._workers:
            self._kill(worker)
