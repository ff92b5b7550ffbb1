"""``python -m bench``: see README.md."""

import signal
import sys
from types import FrameType
from typing import NoReturn

from bench.harness.commands import main


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    sys.exit("Stopped.")  # through every finally: servers and database end too


signal.signal(signal.SIGTERM, _stop)
main()
