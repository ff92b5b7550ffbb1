"""Serves the API with Granian, after the database is migrated and has an admin."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping

import click

from rawboard import create_app, settings
from rawboard.cli import admins
from rawboard.cli.local.embedded import ServerError
from rawboard.cli.users import describe_first_admin
from rawboard.db.connection import become_owner
from rawboard.db.errors import DatabaseFault
from rawboard.schema import migrations
from rawboard.schema.migrations import MigrationError
from rawboard.settings import Settings

# Blocks of a megabyte and more go back to the system when they are freed: glibc would keep the
# 19 MiB that each password's hash takes, in every thread's arena.
ALLOCATION = {"MALLOC_MMAP_THRESHOLD_": "1048576"}
START_TIMEOUT = 30.0  # seconds
STOP_TIMEOUT = 15.0  # seconds


def serve(variables: Mapping[str, str], grant: Callable[[], None]) -> None:
    """Serve until the process is told to stop.

    Args:
        variables: the environment of the server, with the settings in it.
        grant: makes the API's account once the tables are there.

    Raises:
        ServerError: the port is taken, the database refuses, or the server ended by itself.
        SettingsError: a setting is wrong.
    """
    chosen = settings.load(variables)
    _require_free(chosen)
    created = prepare(chosen, grant)
    process = subprocess.Popen(
        command(chosen), env={**ALLOCATION, **variables}, start_new_session=True
    )
    try:
        _wait_until_ready(chosen, process)
        _greet(chosen, created)
        raise ServerError(f"the server ended with status {process.wait()}")
    finally:
        process.terminate()
        process.wait(STOP_TIMEOUT)


def prepare(chosen: Settings, grant: Callable[[], None]) -> tuple[str, str] | None:
    """Migrate, grant and create the first admin; returns the admin if it is new."""
    app = create_app(chosen)
    try:
        with app.app_context():
            become_owner(app, chosen)
            migrations.migrate(lambda name: click.echo(f"applied {name}"))
            grant()
            return admins.create_first(chosen)
    except (DatabaseFault, MigrationError) as error:
        raise ServerError(f"the database cannot be prepared: {error}") from error


def command(chosen: Settings) -> list[str]:
    """Return the command that starts the WSGI server as the settings say."""
    options = {
        "interface": "wsgi",
        "host": chosen.rawboard_host,
        "port": chosen.port,
        "workers": chosen.rawboard_workers,
        "blocking-threads": chosen.rawboard_threads,
        "blocking-threads-idle-timeout": 600,  # seconds; a thread that goes takes its connection
        "workers-kill-timeout": 10,  # seconds
        "http1-buffer-size": 131_072,  # bytes: the longest head of a request; above it, 431
        "log-level": "warning",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    switches = ["--no-ws", "--respawn-failed-workers"]
    return [sys.executable, "-m", "granian", *flags, *switches, "rawboard.wsgi:app"]


def _require_free(chosen: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((chosen.rawboard_host, chosen.port))
        except OSError as error:
            where = f"{chosen.rawboard_host}:{chosen.port}"
            raise ServerError(f"cannot listen on {where}: {error.strerror}; try PORT=") from error


def _wait_until_ready(chosen: Settings, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{_base(chosen)}/readyz", timeout=2):  # noqa: S310
                return
        except urllib.error.HTTPError as error:
            if error.code != 503:
                raise ServerError(f"/readyz answers {error.code}; see the log above") from error
        except OSError:
            pass  # not listening yet
        time.sleep(0.05)
    raise ServerError("the server did not become ready; see the log above")


def _greet(chosen: Settings, created: tuple[str, str] | None) -> None:
    base = _base(chosen)
    click.echo(f"\nRawboard serves {base}/api/v1 (Ctrl-C stops it).")
    click.echo(describe_first_admin(created, chosen))
    credentials = chosen.rawboard_admin_username  # curl asks for the password
    if created and not chosen.rawboard_admin_password.get_secret_value():
        credentials = ":".join(created)
    click.echo(f"\n  curl -u '{credentials}' {base}/api/v1/me\n")


def _base(chosen: Settings) -> str:
    host = "127.0.0.1" if chosen.rawboard_host in ("0.0.0.0", "::") else chosen.rawboard_host  # noqa: S104
    return f"http://{host}:{chosen.port}"
