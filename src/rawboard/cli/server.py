"""``rawboard serve``: becomes the WSGI server, and imports nothing that the server will import."""

import os
import sys

import click

from rawboard import settings
from rawboard.settings import Settings

# Blocks of a megabyte and more go back to the system when they are freed: glibc would keep the
# 19 MiB that each password's hash takes, in every thread's arena.
ALLOCATION = {"MALLOC_MMAP_THRESHOLD_": "1048576"}
# Threads beside those that have or await a lane. In the worst case 32 requests read bodies or wait
# to, 8 send streams, 48 log in, 33 hash for something else and 4 are held back: some are left for
# probes.
SPARE_THREADS = 140


@click.command()
def serve() -> None:
    """Serve the API on the database that the settings name, and do nothing else."""
    start = command(settings.load(settings.environment()))
    environment = {**ALLOCATION, **os.environ}
    os.execve(start[0], start, environment)  # noqa: S606 (no shell: this process becomes the server)


def command(chosen: Settings) -> list[str]:
    """Return the command that starts the WSGI server as the settings say."""
    options = {
        "interface": "wsgi",
        "host": chosen.rawboard_host,
        "port": chosen.port,
        "workers": chosen.rawboard_workers,
        "blocking-threads": chosen.rawboard_threads + chosen.rawboard_waiting + SPARE_THREADS,
        "blocking-threads-idle-timeout": 600,  # seconds
        "workers-kill-timeout": 10,  # seconds
        "http1-buffer-size": 131_072,  # bytes: the longest head of a request; above it, 431
        "log-level": "warning",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    switches = ["--no-ws", "--respawn-failed-workers"]
    return [sys.executable, "-m", "granian", *flags, *switches, "rawboard.wsgi:app"]
