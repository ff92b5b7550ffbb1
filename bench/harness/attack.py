"""What a wrong-password attacker at full speed does to the others.

The others read boards (W1) with their 16 connections, from one address; the attacker sends wrong
passwords as fast as they are answered. Rawboard is told to trust one proxy, so that both can say
in X-Forwarded-For where they come from.
"""

import random
from pathlib import Path
from statistics import median
from typing import Any

from bench.harness import load, subjects
from bench.harness.data import CALLERS, PASSWORD, Site
from bench.harness.database import Server
from bench.harness.load import Call, Result
from bench.harness.processes import Running, serving
from bench.harness.report import table
from bench.harness.wire import basic
from bench.harness.workloads import BOARDS

ATTACKERS = 4  # connections
TRIES = 20_000  # different wrong passwords
LONG = (7, 5)  # rounds, seconds
SHORT = (3, 3)
WARM_UP = 1  # seconds
KINDS = {
    "alone": "nobody attacks",
    "one": "one address tries one account",
    "spray": "one address tries many accounts",
    "many": "many addresses try many accounts",
}
Json = dict[str, Any]


def measure(_server: Server, site: Site, *, short: bool) -> Json:
    """Measure the others alone and under each attack, in turns."""
    load.require_wrk()
    rounds, seconds = SHORT if short else LONG
    found: dict[str, list[Json]] = {kind: [] for kind in KINDS}
    variables = {"RAWBOARD_TRUSTED_PROXIES": "1"}
    with serving(subjects.named("rawboard"), site, variables=variables) as running:
        server = running["rawboard"]
        plans = {kind: _attack(kind) for kind in KINDS if kind != "alone"}
        others = _others(site)
        load.begin(server.port, others, WARM_UP).result()
        for number in range(rounds):
            for kind in [*KINDS][:: -1 if number % 2 else 1]:
                site.ask("delete_login_failures")
                found[kind].append(_one(server, others, plans.get(kind), seconds))
    return {"runs": found, "attackers": ATTACKERS, "rounds": rounds, "seconds": seconds}


def text(found: Json) -> dict[str, str]:
    """Return the block."""
    runs = found["runs"]
    alone = {key: median(run[key] for run in runs["alone"]) for key in ("rate", "p99")}
    heads = ["", "others' requests/s", "of alone", "others' p99, ms", "of alone", "attacker's/s"]
    rows = []
    for kind, label in KINDS.items():
        rate, p99 = (median(run[key] for run in runs[kind]) for key in ("rate", "p99"))
        tries = median(run["tries"] for run in runs[kind])
        shares = [f"**{rate / alone['rate']:.2f}**", f"**{p99 / alone['p99']:.2f}**"]
        cells = [f"{rate:,.0f}", shares[0], f"{p99 * 1000:.1f}", shares[1], f"{tries:,.0f}"]
        rows.append([label, *cells])
    how = (
        f"Medians of {found['rounds']} rounds of {found['seconds']} s; the attacker has"
        f" {found['attackers']} connections. Targets: at least 0.8, at most 2."
    )
    return {"attack": f"{table(heads, rows)}\n\n{how}"}


def _one(server: Running, others: Path, attack: Path | None, seconds: int) -> Json:
    tries: Result | None = None
    if attack:
        attacker = load.begin(server.port, attack, seconds + 1, ATTACKERS)
        result = load.begin(server.port, others, seconds).result()
        tries = attacker.result()
    else:
        result = load.begin(server.port, others, seconds).result()
    result.check("the others under attack")
    return {"rate": result.rate, "p99": result.p99, "tries": tries.rate if tries else 0.0}


def _others(site: Site) -> Path:
    choose = random.Random(load.SEED)
    ids = choose.sample([row["id"] for row in site.ask("list_board_ids")], 2000)
    return load.plan(
        "attack-others",
        [
            Call("GET", f"{BOARDS}/{each}", _sent(f"argon{index % CALLERS + 1}", "192.0.2.1"))
            for index, each in enumerate(ids)
        ],
    )


def _attack(kind: str) -> Path:
    choose = random.Random(load.SEED)
    calls = []
    for _ in range(TRIES):
        address = "203.0.113.9" if kind != "many" else f"10.{_byte(choose)}.{_byte(choose)}.7"
        account = (
            "argon1" if kind == "one" else f"nobody{choose.randrange(1000)}"
        )  # they cost as much
        headers = _sent(account, address, f"wrong {choose.random()}")
        calls.append(Call("GET", BOARDS, headers))
    return load.plan(f"attack-{kind}", calls)


def _byte(choose: random.Random) -> int:
    return choose.randrange(256)


def _sent(username: str, address: str, password: str = PASSWORD) -> dict[str, str]:
    return {"Authorization": basic(username, password), "X-Forwarded-For": address}
