"""The description and the API agree: Schemathesis, with all its checks, finds nothing."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.harness.api import Api

ROOT = Path(__file__).parents[1]
EXAMPLES = 3  # an operation and a phase; coverage sends what it has to, some 1,800 requests


def test_schemathesis_finds_nothing(another_api: Callable[..., Api]) -> None:
    api = another_api(RAWBOARD_LOGIN_FAILURES="100000")  # its logins with wrong passwords are many

    run = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"),
            *("run", f"{api.base}/openapi.json", "--checks", "all"),
            *("--max-examples", str(EXAMPLES), "--seed", "20261120", "--no-color"),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONWARNINGS": "default"},
        capture_output=True,
        text=True,
    )

    assert run.returncode == 0, run.stdout[-20_000:] + run.stderr
    for phase in ("Examples", "Coverage", "Fuzzing", "Stateful"):
        assert f"✅ {phase}" in run.stdout
    assert "Authentication failed" not in run.stdout  # or it had only looked at the door
