"""Keyed POSTs, each with a title of its own, by which it is found again in the database."""

import json
import secrets
from typing import Any

from bench.harness.data import Site
from bench.harness.hold.server import request
from bench.harness.hold.traffic import Reply
from bench.harness.processes import Running
from bench.harness.workloads import BOARDS

Json = dict[str, Any]


class Posts:
    """The POSTs of one measurement, by number."""

    def __init__(self, server: Running):
        self.server, self.token = server, secrets.token_hex(4)

    def title(self, number: int) -> str:
        """Return the title of a POST."""
        return f"hold-{self.token}-{number}"

    def request(self, number: int) -> bytes:
        """Return a POST, with its own Idempotency-Key."""
        title = self.title(number)
        body = json.dumps({"title": title, "content": "Held."}).encode()
        return request(self.server, "POST", BOARDS, body, number, {"Idempotency-Key": title})

    def check(self, site: Site, replies: list[Reply]) -> Json:
        """Return how many POSTs were acknowledged, and how many were lost or doubled."""
        rows = site.ask("count_boards_by_title_after", board_id=site.last_id)
        there = {row["title"]: int(row["boards"]) for row in rows}
        acknowledged = [self.title(reply.number) for reply in replies if reply.is_good]
        return {
            "acknowledged": len(acknowledged),
            "lost": sum(title not in there for title in acknowledged),
            "doubled": sum(boards > 1 for boards in there.values()),
        }
