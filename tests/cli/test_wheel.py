"""The wheel: it carries sql/ and runs from anywhere."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.support.servers import free_port

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--wheel-dir", out, ROOT], check=True, capture_output=True)
    (built,) = out.glob("rawboard-*.whl")
    return built


def test_the_wheel_carries_every_sql_file(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())

    expected = {f"rawboard/{path.relative_to(ROOT)}" for path in (ROOT / "sql").rglob("*.sql")}
    assert expected <= inside


def test_the_installed_wheel_migrates_from_any_directory(
    wheel: Path, tmp_path: Path, variables: dict[str, str]
) -> None:
    venv.create(tmp_path / "venv", with_pip=False, symlinks=True)
    python = tmp_path / "venv" / "bin" / "python"
    (site,) = (tmp_path / "venv" / "lib").glob("python*/site-packages")
    zipfile.ZipFile(wheel).extractall(site)
    # The libraries are this environment's; the package and its sql/ are the wheel's alone.
    shared = next(path for path in sys.path if path.endswith("site-packages"))
    probe = "import rawboard.db.queries as q; print(q.SQL_DIRECTORY)"
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{site}{os.pathsep}{shared}",
        "PORT": str(free_port()),
        **variables,
    }

    def run(*command: str) -> str:
        done = subprocess.run(
            [python, *command], cwd=tmp_path, env=environment, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert run("-c", probe).strip() == str(site / "rawboard" / "sql")
    run("-m", "flask", "--app", "rawboard", "db", "migrate")
