"""Pages whose commands people paste: each command is run, and prints what the page shows."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

BASE = "http://127.0.0.1:8000"  # what the pages call the API
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
END = "--- end of step ---"
PROMPT = b"Enter host password for user"  # curl's, for ``-u name`` without a password


class Step(NamedTuple):
    """The commands of a ``sh`` block, and what the block below it says that they print."""

    commands: str
    shown: str


class Outcome(NamedTuple):
    """How the steps went: the status of the shell, what each printed, and the errors of all."""

    status: int
    printed: list[str]
    errors: str


def steps(text: str) -> list[Step]:
    """The steps of a page; where no block follows before the next commands, nothing is printed."""
    blocks = BLOCK.findall(text)
    following = [*blocks[1:], ("sh", "")]
    return [
        Step(commands, shown if kind != "sh" else "")
        for (name, commands), (kind, shown) in zip(blocks, following, strict=True)
        if name == "sh"
    ]


def run(taken: list[Step], base: str, directory: Path, password: str = "") -> Outcome:
    """Runs the steps in one shell, as if somebody pasted them.

    Args:
        taken: the steps.
        base: where the API is.
        directory: gets ``home``, the HOME of the shell, and ``work``, where it starts.
        password: what to type when curl asks for one.
    """
    script = f"\necho '{END}'\n".join(step.commands for step in taken).replace(BASE, base)
    work = directory / "work"
    work.mkdir()
    with (
        (directory / "printed").open("wb") as printed,
        subprocess.Popen(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=work,
            env=_environment(directory / "home"),
            stdin=subprocess.PIPE,
            stdout=printed,
            stderr=subprocess.PIPE,
            start_new_session=True,  # without a terminal, curl reads a password from its input
        ) as shell,
    ):
        errors = _type(password, shell)
    output = (directory / "printed").read_text()
    return Outcome(shell.returncode, output.split(f"{END}\n"), errors)


def check(taken: list[Step], outcome: Outcome) -> None:
    """Every step printed what the page shows."""
    assert outcome.status == 0, outcome.errors
    for step, output in zip(taken, outcome.printed, strict=True):
        assert matches(step.shown, output), f"{step.commands}\nprinted:\n{output}{outcome.errors}"


def matches(shown: str, printed: str) -> bool:
    """``...`` in what a page shows stands for whatever differs in a line from run to run."""
    pattern = ".*".join(re.escape(part) for part in shown.strip().split("..."))
    return re.fullmatch(pattern, printed.strip()) is not None


def _environment(home: Path) -> dict[str, str]:
    """A newcomer's: nothing of the developer's curl, HTTPie or proxies."""
    httpie = home / ".config" / "httpie"
    httpie.mkdir(parents=True)
    (httpie / "config.json").write_text('{"disable_update_warnings": true}')
    programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"  # http is in .venv
    return {"HOME": str(home), "PATH": programs, "LANG": "C.UTF-8"}


def _type(password: str, shell: subprocess.Popen[bytes]) -> str:
    """Answers each prompt, and returns all that was said beside the output."""
    assert shell.stdin
    assert shell.stderr
    said = bytearray()
    answered = 0
    while text := os.read(shell.stderr.fileno(), 65536):
        said += text
        if said.count(PROMPT) > answered:
            answered += 1
            shell.stdin.write(f"{password}\n".encode())
            shell.stdin.flush()
    return said.decode()
