"""Where things are."""

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
BENCH = ROOT / "bench"
PEERS = BENCH / "peers"
DOCS = ROOT / "docs"
VAR = ROOT / "var" / "bench"
LOGS = VAR / "logs"
PLANS = VAR / "plans"
RESULTS = VAR / "results"


def make() -> None:
    """Make the folders that are written to."""
    shutil.rmtree(LOGS, ignore_errors=True)
    for folder in (LOGS, PLANS, RESULTS):
        folder.mkdir(parents=True, exist_ok=True)
