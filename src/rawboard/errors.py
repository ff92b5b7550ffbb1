"""The errors that every layer may raise: an operator's mistakes, and what a write decides."""

import click


class Mistake(click.ClickException):
    """A mistake of the operator: ends a command with one line instead of a traceback.

    Args:
        message: what is wrong, where, and what helps.
    """
