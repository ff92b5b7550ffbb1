"""The settings, read from the environment and ``.env``; a wrong one stops the start by name."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from dotenv import dotenv_values
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from rawboard.errors import Mistake

Seconds = Annotated[int, Field(ge=1, le=3600)]
# Without a user, a query, or a slash at its end: paths of this application are appended.
PUBLIC_URL = r"(https?://(\[[\da-fA-F:.]+\]|[\w.~-]+)(:\d{1,5})?(/[\w.~%-]+)*)?"
SslMode = Literal["DISABLED", "PREFERRED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"]


class SettingsError(Mistake):
    """A setting is missing, malformed or unknown; the message names each."""


class Settings(BaseModel):
    """Every setting; ``.env.example`` says what each is for. A field's name is the variable's."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=str.upper,
        populate_by_name=True,
        regex_engine="python-re",  # Pydantic's own takes 6 MiB for the one pattern below
    )

    mysql_host: str = "127.0.0.1"
    mysql_port: int = Field(3306, ge=1, le=65535)
    mysql_unix_socket: str = ""
    mysql_db: str = Field("rawboard", pattern=r"^\w{1,64}$")
    mysql_user: str = "rawboard_app"
    mysql_password: SecretStr
    mysql_owner_user: str = ""
    mysql_owner_password: SecretStr = SecretStr("")
    mysql_ssl_mode: SslMode = "PREFERRED"
    mysql_ssl_ca: str = ""
    mysql_connect_timeout: Seconds = 2
    mysql_read_timeout: Seconds = 6

    port: int = Field(8000, ge=1, le=65535)
    rawboard_host: str = "127.0.0.1"
    rawboard_workers: int = Field(2, ge=1, le=64)
    rawboard_threads: int = Field(8, ge=1, le=64)
    rawboard_waiting: int = Field(48, ge=1, le=1000)
    rawboard_lane_wait_seconds: float = Field(1.0, gt=0, le=60)
    rawboard_lane_pause_seconds: float = Field(10.0, gt=0, le=3600)
    rawboard_stream_wait_seconds: float = Field(30.0, gt=0, le=3600)
    rawboard_readiness_seconds: float = Field(1.0, ge=0, le=60)
    rawboard_hashing_wait_seconds: float = Field(5.0, gt=0, le=60)
    rawboard_public_url: str = Field("", pattern=rf"(?a)^{PUBLIC_URL}\Z")
    rawboard_header_seconds: Seconds = 30
    rawboard_send_seconds: Seconds = 30
    rawboard_drain_seconds: int = Field(5, ge=0, le=3600)
    rawboard_stop_seconds: Seconds = 10
    rawboard_trusted_proxies: int = Field(0, ge=0, le=8)
    rawboard_registration: Literal["open", "admin"] = "open"
    rawboard_registration_limit: int = Field(20, ge=0, le=100_000)
    rawboard_registration_window_seconds: Seconds = 3600
    rawboard_registration_wait_seconds: float = Field(1.0, gt=0, le=60)
    rawboard_admin_username: str = "admin"
    rawboard_admin_password: SecretStr = SecretStr("")
    rawboard_admin_email: str = "admin@localhost"
    rawboard_body_timeout: Seconds = 10
    rawboard_max_body_bytes: int = Field(1_048_576, ge=1024)
    rawboard_max_bulk_bytes: int = Field(8_388_608, ge=1024)
    rawboard_max_bulk_rows: int = Field(10_000, ge=1)
    rawboard_require_if_match: bool = False
    rawboard_idempotency_hours: int = Field(24, ge=1, le=8760)
    rawboard_cors_origins: str = ""
    rawboard_credential_seconds: int = Field(300, ge=0, le=3600)
    rawboard_readyz_writes_seconds: Seconds = 10
    rawboard_login_failures: int = Field(10, ge=0, le=100_000)
    rawboard_login_window_seconds: Seconds = 900
    rawboard_login_pause_seconds: float = Field(0.5, ge=0, le=10)
    rawboard_log_level: Literal["debug", "info", "warning", "error"] = "info"
    rawboard_log_format: Literal["text", "json"] = "text"


def environment(directory: Path | None = None) -> dict[str, str]:
    """Return the variables of ``.env`` and, over them, of the process; empty ones left out.

    Args:
        directory: where ``.env`` is; the working directory if None.
    """
    both = {**dotenv_values((directory or Path.cwd()) / ".env"), **os.environ}
    return {name: value for name, value in both.items() if value}


def load(variables: Mapping[str, str]) -> Settings:
    """Read the settings from variables, such as :func:`environment` returns.

    Raises:
        SettingsError: naming every setting that is missing, malformed or, among those that
            start with ``RAWBOARD_``, unknown.
    """
    known = {name.upper() for name in Settings.model_fields}
    ours = {n: v for n, v in variables.items() if n in known or n.startswith("RAWBOARD_")}
    try:
        return Settings.model_validate(ours)
    except ValidationError as error:
        raise SettingsError(_complaints(error)) from None  # its text would show the values


def _complaints(error: ValidationError) -> str:
    lines = []
    for item in error.errors(include_input=False, include_url=False):
        name = str(item["loc"][0]).upper()
        says = {"missing": "is missing", "extra_forbidden": "is not a setting"}
        lines.append(f"{name}: {says.get(item['type'], item['msg'])}")
    return "; ".join(lines)
