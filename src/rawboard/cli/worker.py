"""A worker of ``rawboard serve``: one process that answers on its parent's listening socket.

Parent and worker talk over a socket pair, a byte a message. Its end of file, which also a killed
parent leaves behind, ends the worker.
"""

import os
import secrets
import signal
import socket
import sys
import threading
import time
from contextlib import suppress
from typing import Any

from rawboard.settings import Settings

READY = b"r"  # from the worker: it has loaded the application and answers
CHECK = b"c"  # to the worker: warn where the database may lose what it has acknowledged
DRAIN = b"d"  # the server is to end: /readyz is 503, connections end with their next response
RETIRE = b"t"  # a successor answers: accept no connection, end each with its next response
STOP = b"s"  # finish the requests under way, and end

BACKLOG = 4096  # connections that wait to be accepted
BACKPRESSURE = 4096  # connections that a worker accepts
# Threads beside those that have or await a lane. In the worst case 32 requests read bodies or wait
# to, 8 send streams, 100 log in, 32 register, 32 wait to hash and one a core hashes for something
# else, 4 are held back and 17 ask /readyz: some are left for /livez. They start as they are needed,
# and end soon, because a request costs more the more threads there are to choose from.
SPARE_THREADS = 256
IDLE_THREAD_SECONDS = 10
LONGEST_HEAD = 32_768  # bytes; one that no longer fits what Granian reads then is 431
LAST_ACCEPTED = 0.05  # seconds for the first bytes of a connection that was just accepted


class Worker:
    """The process itself.

    Args:
        listener: the descriptor of the listening socket.
        channel: the descriptor of this worker's end of the socket pair.
    """

    def __init__(self, listener: int, channel: int):
        from granian._granian import WorkerSignal

        self._listener, self._channel = listener, socket.socket(fileno=channel)
        self._stop, self._ended = WorkerSignal(), threading.Event()
        self._stop.add_cb(self._ended.set)

    def run(self) -> None:
        """Answer until the parent says STOP, or is gone."""
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # of a group: the parent decides
        threading.Thread(target=self._obey, daemon=True).start()
        from rawboard import create_app

        self._app = create_app()
        self._serve()
        self._channel.send(READY)
        self._ended.wait()

    def _serve(self) -> None:
        """Start Granian's worker; granian.server would add a process in between."""
        import asyncio

        from granian._futures import _new_cbscheduler
        from granian._granian import SocketHolder, WSGIWorker
        from granian.log import LogLevels, configure_logging
        from granian.wsgi import _callback_wrapper

        configure_logging(LogLevels.warning)
        chosen = self._app.settings
        worker = WSGIWorker(
            worker_id=1,
            sock=(None, SocketHolder(self._listener, False, BACKLOG)),
            ipc=None,
            py_threads=chosen.rawboard_threads + chosen.rawboard_waiting + SPARE_THREADS,
            py_threads_idle_timeout=IDLE_THREAD_SECONDS,
            backpressure=BACKPRESSURE,
            http_mode="1",
            http1_opts=_limits(chosen),
        )
        loop = asyncio.new_event_loop()  # which WSGI makes no use of
        scheduler = _new_cbscheduler(loop, _callback_wrapper(self._app, {}))
        worker.serve_mtr(scheduler, loop, self._stop)

    def _obey(self) -> None:
        while order := self._channel.recv(1):
            if order == CHECK:
                from rawboard.cli import durability

                threading.Thread(target=durability.warn, args=(self._app,), daemon=True).start()
                continue
            self._app.closes_connections = True
            if order == DRAIN:
                self._app.is_stopping = True
            if order in (RETIRE, STOP):
                _accept_no_more(self._listener)
            if order == STOP:
                time.sleep(LAST_ACCEPTED)  # Granian closes a connection that has sent nothing
                self._stop.set()
        os._exit(1)  # the parent is gone


def _limits(chosen: Settings) -> Any:
    from granian.http import HTTP1Settings

    milliseconds = chosen.rawboard_header_seconds * 1000
    return HTTP1Settings(header_read_timeout=milliseconds, max_buffer_size=LONGEST_HEAD)


def _accept_no_more(listener: int) -> None:
    """Put a socket that no client connects to in the place of the listening one, in this process.

    Closing it would also close connections that were accepted but not yet read. The parent and a
    successor share the listening socket and its queue, and go on.
    """
    with socket.socket(socket.AF_UNIX) as another, suppress(OSError):  # on Linux none
        another.bind(b"\0" + secrets.token_bytes(16))
        another.listen()
        another.setblocking(False)
        os.dup2(another.fileno(), listener)


if __name__ == "__main__":
    Worker(*map(int, sys.argv[1:])).run()
