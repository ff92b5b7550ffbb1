"""The README's tour: every line of it is run, and prints what it says."""

from pathlib import Path

from tests.support import tours
from tests.support.api import Api

README = Path(__file__).parents[2] / "README.md"


def test_every_line_of_the_tour_does_what_the_readme_says(api: Api, tmp_path: Path) -> None:
    taken = tours.steps(README.read_text().split("## Five minutes with curl")[1].split("\n## ")[0])
    assert len(taken) > 5

    outcome = tours.run(taken, api.base, tmp_path)

    tours.check(taken, outcome)
    assert list((tmp_path / "work").iterdir()) == []
