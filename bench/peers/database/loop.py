"""The database alone: the statements of bench/peers/wsgi in a loop, without HTTP or JSON.

``loop.py WORKLOAD SECONDS FIRST_ID LAST_ID PROCESSES THREADS``; the connection comes from the
same variables as a peer's. It prints a line as bench/load.lua does.
"""

import json
import multiprocessing
import os
import random
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import MySQLdb

sys.path.insert(0, str(Path(__file__).parents[1] / "wsgi"))
from statements import CREATE_BOARD, FIND_BOARD, FIND_CALLER, LIST_BOARDS

START = (datetime(9999, 12, 31), 0)
PAGES = 50
CONTENT = "Some words to fill a line. " * 8


def connect():
    """Return a connection like the peers'."""
    return MySQLdb.connect(
        host=os.environ["MYSQL_HOST"],
        port=int(os.environ["MYSQL_PORT"]),
        user=os.environ["MYSQL_USER"],
        password=os.environ["MYSQL_PASSWORD"],
        database=os.environ["MYSQL_DB"],
        charset="utf8mb4",
        autocommit=True,
        ssl_mode="DISABLED",
    )


def run(connection, statement, parameters):
    """Run one statement and return its rows."""
    cursor = connection.cursor()
    cursor.execute(statement, parameters)
    return cursor.fetchall()


def positions(connection):
    """The ends of the first pages, which W2 asks for."""
    found = [START]
    while len(found) < PAGES:
        time_, last = found[-1]
        rows = run(connection, LIST_BOARDS, (time_, time_, last, 20))
        found.append((rows[-1][5], rows[-1][0]))
    return found


def work(workload, connection, ids, places, choose):
    """Do what one request of a workload asks of the database."""
    user_id = run(connection, FIND_CALLER, (f"argon{choose.randint(1, 8)}",))[0][0]
    if workload == "W1":
        run(connection, FIND_BOARD, (choose.randint(*ids),))
    elif workload == "W2":
        time_, last = choose.choice(places)
        run(connection, LIST_BOARDS, (time_, time_, last, 21))
    else:
        now = datetime.now(UTC).replace(tzinfo=None)
        run(connection, CREATE_BOARD, (user_id, "A board of the loop", CONTENT, now, now))


def one_thread(workload, seconds, ids, seed, latencies, ready):
    """Work for so long, from when all are ready."""
    connection, choose = connect(), random.Random(seed)
    places = positions(connection) if workload == "W2" else []
    ready.wait()
    until = time.perf_counter() + seconds
    while (started := time.perf_counter()) < until:
        work(workload, connection, ids, places, choose)
        latencies.append(time.perf_counter() - started)
    connection.close()


def one_process(workload, seconds, ids, threads, number, results, ready):
    """Run the threads of a process and hand back their latencies."""
    latencies = [[] for _ in range(threads)]
    running = [
        threading.Thread(
            target=one_thread,
            args=(workload, seconds, ids, number * threads + index, mine, ready),
        )
        for index, mine in enumerate(latencies)
    ]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    results.put([latency for mine in latencies for latency in mine])


def main(workload, seconds, first, last, processes, threads):
    """Run all and print the result."""
    results = multiprocessing.Queue()
    seconds, ids = float(seconds), (int(first), int(last))
    ready = multiprocessing.Barrier(int(processes) * int(threads))
    running = [
        multiprocessing.Process(
            target=one_process,
            args=(workload, seconds, ids, int(threads), number, results, ready),
        )
        for number in range(int(processes))
    ]
    for process in running:
        process.start()
    latencies = sorted(latency for _ in running for latency in results.get())
    count = len(latencies)
    result = {"requests": count, "seconds": seconds, "refused": 0, "broken": 0}
    result |= {"p50": latencies[count // 2], "p99": latencies[count * 99 // 100]}
    sys.stdout.write(f"\nRESULT {json.dumps(result)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
