"""Serves a WSGI application with bjoern: ``serve_bjoern.py MODULE:NAME PORT WORKERS``.

As its README does it: listen once, fork, and run a single-threaded loop in each process.
"""

import importlib
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from types import FrameType

import bjoern


def main(target: str, port: str, workers: str) -> None:
    """Serve until told to stop."""
    module, _, name = target.partition(":")
    bjoern.listen(getattr(importlib.import_module(module), name), "127.0.0.1", int(port))
    children = []
    for _ in range(int(workers)):
        child = os.fork()
        if child == 0:
            bjoern.run()
            os._exit(0)
        children.append(child)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)  # bjoern minds no other signal but SIGINT

    signal.signal(signal.SIGTERM, stop)
    for child in children:
        os.waitpid(child, 0)


if __name__ == "__main__":
    sys.path.insert(0, str(Path.cwd()))
    main(*sys.argv[1:])
