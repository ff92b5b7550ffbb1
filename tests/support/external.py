"""A database of somebody else's, named by .env: DB=external."""

from typing import Any

import pytest

from rawboard.settings import Settings


class External:
    """Cannot be killed or frozen from here, and is emptied only if its name says it may be."""

    kind = "external"

    def __init__(self, chosen: Settings) -> None:
        if not chosen.mysql_db.endswith("_test"):
            raise pytest.UsageError(
                f"DB=external empties {chosen.mysql_db}: name one that ends in _test with MYSQL_DB"
            )
        self.chosen = chosen

    def describe(self) -> str:
        return f"external: {self.chosen.mysql_db}"

    def administrator(self) -> dict[str, Any]:
        user = self.chosen.mysql_owner_user or self.chosen.mysql_user
        secret = self.chosen.mysql_password
        if self.chosen.mysql_owner_user:
            secret = self.chosen.mysql_owner_password
        found: dict[str, Any] = {"user": user, "password": secret.get_secret_value()}
        if self.chosen.mysql_unix_socket:
            return {**found, "host": "localhost", "unix_socket": self.chosen.mysql_unix_socket}
        return {**found, "host": self.chosen.mysql_host, "port": self.chosen.mysql_port}

    def accounts(self) -> dict[str, str]:
        chosen = self.chosen
        return {
            "MYSQL_DB": chosen.mysql_db,
            "MYSQL_USER": chosen.mysql_user,
            "MYSQL_PASSWORD": chosen.mysql_password.get_secret_value(),
            "MYSQL_OWNER_USER": chosen.mysql_owner_user,
            "MYSQL_OWNER_PASSWORD": chosen.mysql_owner_password.get_secret_value(),
        }

    def location(self) -> dict[str, str]:
        if self.chosen.mysql_unix_socket:
            return {"MYSQL_UNIX_SOCKET": self.chosen.mysql_unix_socket}
        return {"MYSQL_HOST": self.chosen.mysql_host, "MYSQL_PORT": str(self.chosen.mysql_port)}

    def start(self) -> None:
        """It runs already."""

    def stop(self) -> None:
        """It is not ours to stop."""

    def kill(self) -> None:
        raise NotImplementedError("an external server is not ours to kill")

    shut_down = freeze = thaw = kill
