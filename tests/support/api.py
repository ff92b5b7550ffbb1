"""The API as its users meet it: the production server in its own process, spoken to over HTTP."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any, cast

import requests

from rawboard.cli.server import COMMAND
from tests.support.servers import free_port

Json = dict[str, Any]


class Caller:
    """Somebody with (or without) credentials. Paths are below /api/v1 unless they say otherwise."""

    def __init__(self, base: str, credentials: tuple[str, str] | None = None) -> None:
        self.base = base
        self.credentials = credentials
        self.user: Json = {}
        self.session = requests.Session()
        self.session.trust_env = False
        if credentials:
            # requests would encode str as Latin-1; RFC 7617 with charset="UTF-8" is UTF-8.
            self.session.auth = tuple(part.encode() for part in credentials)  # type: ignore[assignment]

    def request(self, method: str, path: str, **options: Any) -> requests.Response:
        if path.startswith("/") and not path.startswith(("/livez", "/readyz", "//")):
            path = f"{self.base}/api/v1{path}"
        elif path.startswith("/"):
            path = f"{self.base}{path}"
        options.setdefault("timeout", 30)
        return self.session.request(method, path, **options)

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, body: object = None, **options: Any) -> requests.Response:
        return self.request("POST", path, json=body, **options)

    def put(self, path: str, body: object = None, **options: Any) -> requests.Response:
        return self.request("PUT", path, json=body, **options)

    def patch(self, path: str, body: object = None, **options: Any) -> requests.Response:
        return self.request("PATCH", path, json=body, **options)

    def delete(self, path: str, **options: Any) -> requests.Response:
        return self.request("DELETE", path, **options)

    def post_board(self, title: str = "A title", content: str = "Some content") -> Json:
        answer = self.post("/boards", {"title": title, "content": content})
        assert answer.status_code == 201, answer.text
        return cast(Json, answer.json())

    def close(self) -> None:
        self.session.close()


class Api:
    """One server process; its log is JSON in a file, so that tests can read what it said."""

    def __init__(self, variables: dict[str, str], directory: Path, **overrides: str) -> None:
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.log_path = directory / f"api-{self.port}.log"
        ours = ("PORT", "DB", "MYSQL_", "RAWBOARD_")  # with DB=external they name its database
        quiet = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        self.variables = {
            **quiet,
            **variables,
            "PORT": str(self.port),
            "RAWBOARD_WORKERS": "1",
            "RAWBOARD_DRAIN_SECONDS": "0",
            "RAWBOARD_LOG_FORMAT": "json",
            "RAWBOARD_LOG_LEVEL": "debug",
            **overrides,
        }
        self.directory = directory
        self._log = self.log_path.open("wb")
        self.process: subprocess.Popen[bytes]

    def start(self) -> "Api":
        # Not the checkout's directory: a developer's .env must not leak into the suite.
        self.process = subprocess.Popen(
            COMMAND, env=self.variables, cwd=self.directory, stdout=self._log, stderr=self._log
        )
        deadline = time.monotonic() + 20
        while True:
            try:
                requests.get(f"{self.base}/livez", timeout=20)
                return self
            except requests.ConnectionError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise AssertionError(f"the API did not start:\n{self.log_text()}") from None
                time.sleep(0.05)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(15)
        self._log.close()

    def kill(self) -> None:
        """End the server and its workers as a crash would."""
        for process in (*self.workers(), self.process.pid):
            os.kill(process, signal.SIGKILL)
        self.process.wait(15)

    def workers(self) -> list[int]:
        """The ids of the processes that answer."""
        pid = self.process.pid
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]

    def caller(self, username: str = "", password: str = "") -> Caller:
        return Caller(self.base, (username, password) if username else None)

    def log_text(self) -> str:
        return self.log_path.read_text()

    def log_lines(self) -> list[Json]:
        return [json.loads(line) for line in self.log_text().splitlines() if line.startswith("{")]

    def line_of(self, response: requests.Response) -> Json:
        """The request's line in the log."""
        wanted = response.headers["X-Request-Id"]
        for _ in range(50):
            for text in reversed(self.log_text().splitlines()):
                if wanted in text and '"statements"' in text:  # of thousands, one is decoded
                    return cast(Json, json.loads(text))
            time.sleep(0.02)
        raise AssertionError(f"no line for {wanted} in the log")

    def statements(self, response: requests.Response) -> int:
        """How many statements the request cost."""
        return int(self.line_of(response)["statements"])
