"""``rawboard run``: serves the API on a prepared database, and stops with it."""

import subprocess
import time
import urllib.error
import urllib.request

import click

from rawboard import settings
from rawboard.cli.local.database import Found, provided
from rawboard.cli.local.embedded import ServerError
from rawboard.cli.server import COMMAND, listen
from rawboard.cli.setup import prepare
from rawboard.cli.users import describe
from rawboard.settings import Settings

START_TIMEOUT = 30.0  # seconds
STOP_MARGIN = 5.0  # seconds, over those that the server gives its requests


@click.command()
def run() -> None:
    """Serve the API: migrate, create the first admin, and answer until Ctrl-C."""
    try:
        with provided() as found:
            click.echo(f"Database: {found.description}.", err=True)
            _serve(found)
    except KeyboardInterrupt:
        click.echo("Stopped.")


def _serve(found: Found) -> None:
    """Serve until a signal to stop; raise if the server cannot start, or ends by itself."""
    chosen = settings.load(found.variables)
    is_any = chosen.rawboard_host in ("0.0.0.0", "::")  # noqa: S104
    base = f"http://{'127.0.0.1' if is_any else chosen.rawboard_host}:{chosen.port}"
    for listener in listen(chosen):  # a taken port is found before the database is prepared
        listener.close()
    created = prepare(chosen, found.grant)
    variables = {**found.variables, "RAWBOARD_DRAIN_SECONDS": "0"}  # Ctrl-C is to be quick
    process = subprocess.Popen(COMMAND, env=variables, start_new_session=True)
    try:
        _wait_until_ready(base, process)
        _greet(base, chosen, created)
        raise ServerError(f"the server ended with status {process.wait()}")
    finally:
        process.terminate()
        process.wait(chosen.rawboard_stop_seconds + STOP_MARGIN)


def _wait_until_ready(base: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{base}/readyz", timeout=2):  # noqa: S310
                return
        except urllib.error.HTTPError as error:
            if error.code != 503:
                raise ServerError(f"/readyz answers {error.code}; see the log above") from error
        except OSError:
            pass  # not listening yet
        time.sleep(0.05)
    raise ServerError("the server did not become ready; see the log above")


def _greet(base: str, chosen: Settings, created: tuple[str, str] | None) -> None:
    click.echo(f"\nRawboard serves {base}/api/v1 (Ctrl-C stops it).")
    click.echo(describe(created, chosen))
    credentials = chosen.rawboard_admin_username  # curl asks for the password
    if created and not chosen.rawboard_admin_password.get_secret_value():
        credentials = ":".join(created)
    click.echo(f"\n  curl -u '{credentials}' {base}/api/v1/me\n")
