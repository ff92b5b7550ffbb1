"""The README's tour: every line of it is run, and prints what it says."""

import re
import subprocess
from pathlib import Path

from tests.harness.api import Api

README = Path(__file__).parents[1] / "README.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
END = "--- end of block ---"


def tour() -> list[tuple[str, str]]:
    """The commands of each step, and what they print (nothing, where nothing is shown)."""
    text = README.read_text().split("## Five minutes with curl")[1].split("\n## ")[0]
    blocks = BLOCK.findall(text)
    following = [*blocks[1:], ("", "")]
    return [
        (commands, shown if kind != "sh" else "")
        for (name, commands), (kind, shown) in zip(blocks, following, strict=True)
        if name == "sh"
    ]


def matches(shown: str, printed: str) -> bool:
    """``...`` in what the README shows stands for whatever differs from run to run."""
    pattern = ".*".join(re.escape(part) for part in shown.strip().split("..."))
    return re.fullmatch(pattern, printed.strip(), re.DOTALL) is not None


def test_every_line_of_the_tour_does_what_the_readme_says(api: Api, tmp_path: Path) -> None:
    steps = tour()
    script = f"\necho '{END}'\n".join(commands for commands, _ in steps)
    script = script.replace("http://127.0.0.1:8000", api.base)

    done = subprocess.run(
        ["bash", "-eu", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    printed = done.stdout.split(f"{END}\n")
    assert len(printed) == len(steps) > 5
    for (commands, shown), output in zip(steps, printed, strict=True):
        assert matches(shown, output), f"{commands}\nprinted:\n{output}"
    assert list(tmp_path.iterdir()) == []
