"""Rawboard: a message-board JSON API whose whole data layer is hand-written SQL files."""

from rawboard.app import create_app

__all__ = ["create_app"]
