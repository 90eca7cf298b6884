"""One measurement of one engine in a process of its own, told as one line of JSON.

``python -m bench.peers.worker ENGINE verify | single | batch ROWS THREADS | scale RULES``. Figures are CPU time of all threads of
the process, which neighbours on a shared machine disturb least; the program by hand is timed in the same process for the ratio.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from bench.peers import ce

CHECKED = 2_000
#: A slow engine is asked fewer: no more after so many seconds and so many applicants.
PATIENCE, LEAST = 15.0, 200
ROUNDS = 5
#: CPU seconds of a round at least, and what a round aims at.
SHORTEST, AIM = 0.1, 0.3


def verify(engine: Any) -> dict[str, Any]:
    """Whether the engine answers as the oracle does."""
    asked, bad, first, stop = engine.Engine(), 0, None, time.perf_counter() + PATIENCE
    for checked, applicant in enumerate(ce.generate(CHECKED), 1):
        found, expected = asked.eval(applicant), ce.oracle(applicant)
        if found != expected:
            bad, first = bad + 1, first or [found, expected]
        if checked >= LEAST and time.perf_counter() > stop:
            break
    return {
        "name": engine.NAME,
        "partial": getattr(engine, "PARTIAL", None),
        "checked": CHECKED,
        "bad": bad,
        "first": first,
    }


def single(engine: Any) -> dict[str, Any]:
    """Dictionary in, answer out, in process and warm; the median of the rounds."""
    started = time.process_time()
    evaluate = engine.Engine().eval
    load = time.process_time() - started
    applicants = list(ce.generate(CHECKED))

    def run(count: int, asked: Callable[[Any], Any] = evaluate) -> tuple[float, float]:
        cpu, clock = time.process_time(), time.perf_counter()
        for number in range(count):
            asked(applicants[number % CHECKED])
        return time.process_time() - cpu, time.perf_counter() - clock

    run(3)
    count, spent = 5, run(5)[0]
    while spent < SHORTEST:
        count *= 2
        spent = run(count)[0]
    count = max(20, int(AIM * count / spent))
    run(5_000, ce.oracle)
    rounds = [(8_000 / run(8_000, ce.oracle)[0], *run(count)) for _ in range(ROUNDS)]
    return {
        "load_s": load,
        "per_s": median(count / cpu for _, cpu, _ in rounds),
        "per_s_wall": median(count / clock for _, _, clock in rounds),
        "ratio": median(count / cpu / by_hand for by_hand, cpu, _ in rounds),
        "by_hand_per_s": median(by_hand for by_hand, _, _ in rounds),
    }


def scale(engine: Any, count: int) -> dict[str, Any]:
    """Under that many rules: loading them, and the median of one evaluation."""
    if not hasattr(engine, "scale_load"):
        return {"skip": True}
    started = time.process_time()
    loaded = engine.scale_load(count)
    load = time.process_time() - started
    inputs, rules = ce.scale_inputs(), ce.scale_rules(count)
    same = all(engine.scale_eval(loaded, each) == ce.scale_oracle(rules, each) for each in inputs[:5])
    repeats, times, stop = 1, [], time.perf_counter() + 0.8
    while len(times) < 3 or (time.perf_counter() < stop and len(times) < 100):
        started = time.process_time()
        for number in range(repeats):
            engine.scale_eval(loaded, inputs[(number + len(times)) % len(inputs)])
        spent = time.process_time() - started
        if spent < 0.005 and not times:
            repeats *= 2
            continue
        times.append(spent / repeats)
    return {"same": same, "load_s": load, "eval_s": median(times)}


def batch(engine: Any, rows: int, threads: int) -> dict[str, Any]:
    """From a Parquet file to columns of answers in memory; those of a small file are held against the oracle first."""
    folder = os.environ["PEERS_DATA"]
    told = engine.batch(f"{folder}/ce-{CHECKED}.parquet", threads)
    if told is not None and told() != ce.summary([ce.oracle(each) for each in ce.generate(CHECKED)]):
        return {"error": "the answers differ"}
    cpu, clock = time.process_time(), time.perf_counter()
    engine.batch(f"{folder}/ce-{rows}.parquet", threads)
    cpu, clock = time.process_time() - cpu, time.perf_counter() - clock
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"wall_s": clock, "cpu_s": cpu, "rows_per_cpu_s": rows / cpu, "rows_per_s": rows / clock, "peak_mib": peak}


def main(name: str, part: str, *numbers: str) -> None:
    """Measure, tell, and leave at once: one engine may fail while it is taken down."""
    engine = importlib.import_module("bench.peers.engines." + name)
    measure: Callable[..., dict[str, Any]] = {"verify": verify, "single": single, "scale": scale, "batch": batch}[part]
    sys.stdout.write(json.dumps(measure(engine, *map(int, numbers))) + "\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
