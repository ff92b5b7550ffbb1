"""The errors that every layer may raise: an operator's mistakes, overload, what a write decides."""

from collections.abc import Mapping
from typing import Any

import click


class Mistake(click.ClickException):
    """A mistake of the operator: ends a command with one line instead of a traceback.

    Args:
        message: what is wrong, where, and what helps.
    """


class Overloaded(Exception):
    """Admission control refuses: nothing was changed, and trying again in some seconds is safe.

    Args:
        detail: what there is too much of, for the client.
    """

    def __init__(self, detail: str = "Too many requests are under way."):
        super().__init__(f"{detail} Nothing was changed; try again.")


class NotFound(Exception):
    """The resource does not exist, or the caller that the statement names has changed.

    Args:
        noun: what there is none of.
    """

    def __init__(self, noun: str):
        super().__init__(f"There is no such {noun}.")


class Invalid(Exception):
    """A value that only the database can judge is not valid.

    Args:
        field: which member of the body it is.
        detail: what is wrong with it.
    """

    def __init__(self, field: str, detail: str):
        super().__init__(f"This {field} {detail}.")
        self.field, self.detail = field, detail


class NotAllowed(Exception):
    """The caller may not do this; the message says who may."""


class Changed(Exception):
    """The resource is not of a version that the write's precondition admits.

    Args:
        current: the resource as it is now.
    """

    def __init__(self, current: Mapping[str, Any]):
        super().__init__("The precondition does not admit the current version.")
        self.current = current
