"""A worker's process, as its parent sees it."""

import os
import socket
import subprocess
import sys
import time
from contextlib import suppress

# Blocks of a megabyte and more go back to the system when they are freed: glibc would keep the
# 19 MiB that each password's hash takes, in every thread's arena.
ALLOCATION = {"MALLOC_MMAP_THRESHOLD_": "1048576", "MALLOC_ARENA_MAX": "2"}


class WorkerProcess:
    """A worker, executed rather than forked, and the channel to it.

    Args:
        listener: the socket that it accepts connections from.
        place: the number of that socket.
        generation: how often there was a SIGHUP before.
    """

    def __init__(self, listener: socket.socket, place: int, generation: int):
        self.channel, theirs = socket.socketpair()
        with theirs:
            descriptors = (listener.fileno(), theirs.fileno())
            program = [sys.executable, "-P", "-m", "rawboard.cli.worker"]
            self.process = subprocess.Popen(
                [*program, *map(str, descriptors)],
                env={**ALLOCATION, **os.environ},
                pass_fds=descriptors,
                process_group=0,  # Ctrl-C is for the parent to act on
            )
        self.place, self.generation = place, generation
        self.started = time.monotonic()
        self.is_ready = self.is_leaving = False

    def tell(self, order: bytes) -> None:
        """Send an order, unless the worker has ended."""
        with suppress(OSError):
            self.channel.send(order)

    def has_ended(self) -> bool:
        """Return whether there is nothing more to read from the worker; reads one message."""
        try:
            return not self.channel.recv(1)
        except ConnectionResetError:
            return True

    def wait(self) -> int:
        """Return the status of the process: it has closed its channel, and has a second to end."""
        try:
            return self.process.wait(1)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()
