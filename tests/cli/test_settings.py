"""Settings: a wrong one stops the start by its name, and no message shows a secret."""

import subprocess
import sys
from pathlib import Path

import pytest

from rawboard import settings
from rawboard.settings import Settings, SettingsError

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({}, "MYSQL_PASSWORD: is missing"),
        ({"MYSQL_PASSWORD": "x", "PORT": "eighty"}, "PORT: "),
        ({"MYSQL_PASSWORD": "x", "PORT": "70000"}, "PORT: "),
        ({"MYSQL_PASSWORD": "x", "MYSQL_DB": "a-b"}, "MYSQL_DB: "),
        ({"MYSQL_PASSWORD": "x", "RAWBOARD_PUBLIC_URL": "board.example"}, "RAWBOARD_PUBLIC_URL: "),
        ({"MYSQL_PASSWORD": "x", "RAWBOARD_PUBLIC_URL": "http://a/b/"}, "RAWBOARD_PUBLIC_URL: "),
        ({"MYSQL_PASSWORD": "x", "RAWBOARD_PUBLIC_URL": "http://a/?b"}, "RAWBOARD_PUBLIC_URL: "),
        ({"MYSQL_PASSWORD": "x", "RAWBOARD_PUBLIC_URL": "http://u@a"}, "RAWBOARD_PUBLIC_URL: "),
        ({"MYSQL_PASSWORD": "x", "RAWBOARD_REGISTRATION": "closed"}, "RAWBOARD_REGISTRATION: "),
        ({"MYSQL_PASSWORD": "x", "RAWBOARD_REGISTRATON": "open"}, "RAWBOARD_REGISTRATON: is not"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(given: dict[str, str], complaint: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings.load(given)

    assert str(caught.value).startswith(complaint)


def test_every_wrong_setting_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        settings.load({"PORT": "x", "RAWBOARD_THREADS": "0"})

    for name in ("PORT", "RAWBOARD_THREADS", "MYSQL_PASSWORD"):
        assert name in str(caught.value)


def test_a_complaint_never_shows_a_value() -> None:
    with pytest.raises(SettingsError) as caught:
        settings.load({"MYSQL_PASSWORD": "x", "RAWBOARD_ADMIN_PASWORD": "hunter2-secret"})

    assert "hunter2-secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_the_environment_comes_before_the_file_and_empty_means_absent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("MYSQL_DB=from_file\nMYSQL_USER=from_file\nPORT=\n")
    monkeypatch.setenv("MYSQL_DB", "from_environment")
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.delenv("MYSQL_USER", raising=False)

    variables = settings.environment(tmp_path)

    assert variables["MYSQL_DB"] == "from_environment"
    assert variables["MYSQL_USER"] == "from_file"
    assert "PORT" not in variables


def test_the_example_names_every_setting_with_its_default() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    example = dict(
        line[1:].split("=", 1) for line in lines if line.startswith(("#MYSQL", "#RAW", "#PORT"))
    )
    chosen = settings.load({"MYSQL_PASSWORD": "x"} | {n: v for n, v in example.items() if v})

    assert example.keys() >= {name.upper() for name in Settings.model_fields}
    assert chosen == settings.load({"MYSQL_PASSWORD": "x"})


@pytest.mark.parametrize(
    "command", [["flask", "--app", "rawboard", "routes"], ["rawboard", "serve"]]
)
def test_the_start_stops_with_the_name_of_what_is_missing(
    command: list[str], tmp_path: Path
) -> None:
    program = Path(sys.executable).parent / command[0]
    done = subprocess.run(
        [program, *command[1:]], cwd=tmp_path, env={}, capture_output=True, text=True, check=False
    )

    assert done.returncode != 0
    assert "MYSQL_PASSWORD: is missing" in done.stderr


def test_compose_hands_on_every_setting_but_those_that_it_fixes_itself() -> None:
    compose = (ROOT / "docker-compose.yml").read_text()
    fixed = {"RAWBOARD_HOST"}
    first_admin = {f"RAWBOARD_ADMIN_{what}" for what in ("USERNAME", "PASSWORD", "EMAIL")}
    ours = {n.upper() for n in Settings.model_fields if n.startswith("rawboard_")} - fixed

    assert {name for name in ours - first_admin if f"${{{name}:-" not in compose} == set()
    assert {name for name in first_admin if name not in compose} == set()
