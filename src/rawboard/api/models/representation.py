"""The base of what responses show, and the members that several resources have."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field


class Representation(BaseModel):
    """A resource as clients see it: all of its members, each with its type.

    It describes what repositories return, which are plain dicts; no response is validated.
    """

    model_config = ConfigDict(extra="forbid", defer_build=True)


INT64 = {"format": "int64"}
Id = Annotated[int, Field(ge=1, le=2**63 - 1, examples=[1001], json_schema_extra={**INT64})]
Version = Annotated[
    int, Field(ge=1, description="Increases with every change.", json_schema_extra={**INT64})
]
UtcTime = Annotated[
    datetime, Field(description="A time in UTC, such as `2026-01-03T09:00:00.000001Z`.")
]


def examples(*found: Mapping[str, Any]) -> ConfigDict:
    """Return the configuration of a model with examples, from the demo data where there are any.

    Args:
        found: the first stands alone; a bulk request has all of them.
    """
    return ConfigDict(json_schema_extra={"examples": [dict(each) for each in found]})
