"""Rawboard: a message-board JSON API whose whole data layer is hand-written SQL files."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rawboard.http.flask_app import Rawboard
    from rawboard.settings import Settings

__all__ = ["create_app"]


def create_app(chosen: Settings | None = None) -> Rawboard:
    """Return the application; see :func:`rawboard.app.create_app`."""
    from rawboard import app  # not at import: a command may need no application

    return app.create_app(chosen)
