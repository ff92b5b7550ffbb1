"""Mistakes of whoever runs the program, as opposed to its callers and its bugs."""

import click


class Mistake(click.ClickException):
    """Ends a command with one line instead of a traceback, at import time too.

    Args:
        message: what is wrong, where, and what helps.
    """
