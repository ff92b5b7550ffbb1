"""The health of a process and of the service."""

from typing import Literal

from rawboard.api.models.representation import Representation, examples


class Liveness(Representation):
    """The process responds."""

    model_config = examples({"status": "live"})

    status: Literal["live"]


class Readiness(Representation):
    """The service can handle requests."""

    model_config = examples({"status": "ready"})

    status: Literal["ready"]
