"""Every measurement of the comparison, each in a process of its own: engines that answer as the oracle does, and only those, are
timed. Timed parts run one process at a time; answers and growth (CPU time) are looked at by two.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import Any

from bench.cold import policy_command
from bench.growth import exponent
from bench.peers import registry
from bench.peers.registry import DATA, HOME, NODE, OURS, Peer

ROWS = (100_000, 1_000_000, 10_000_000)
SIZES = (10, 100, 1_000, 10_000)
#: Seconds that a process may take, by part.
LIMITS = {"verify": 400, "single": 90, "scale": 25, "batch": 600}
#: Loading 10,000 rules from text may take longer here than there: what is ours is always measured to the end.
PATIENCE = 8
WORKERS = 2
#: Registers are decided so many times, one engine after the other; longer ones than ``LONG`` once.
ROUNDS, LONG = 3, 1_000_000
#: A slow start is measured fewer times: no more after so many seconds and so many rounds.
SLOW, LEAST = 12.0, 3

Say = Callable[[str], None]


def ask(peer: Peer, part: str, *arguments: object, threads: int = 1) -> dict[str, Any]:
    """What the process of one measurement tells, or ``{"error": why}``."""
    limit = LIMITS[part] * (PATIENCE if peer.key.startswith("ours") and part == "scale" else 1)
    try:
        done = subprocess.run(
            registry.command(peer, part, *arguments), env=registry.environment(threads), capture_output=True, timeout=limit,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return {"error": f"over {limit} s"}
    lines = [line for line in done.stdout.decode("utf-8", "replace").splitlines() if line.startswith("{")]
    if lines:
        return dict(json.loads(lines[-1]))
    told = done.stderr.decode("utf-8", "replace").strip().splitlines() or [""]
    return {"error": f"exit status {done.returncode}: {_without_places(told[-1])}"}


def _without_places(text: str) -> str:
    for place, word in ((HOME, "PEERS_HOME"), (registry.ROOT, "."), (os.path.expanduser("~"), "~")):
        text = text.replace(str(place), word)
    return text[:160]


def prepare(rows: Sequence[int]) -> None:
    """Write the registers and the files that the adapters in JavaScript read."""
    python = registry.interpreter(OURS)
    command = [python, "-m", "bench.peers.data", str(DATA), *map(str, rows)]
    subprocess.run(command, env=registry.environment(), check=True)


def verify(peers: Iterable[Peer], say: Say) -> dict[str, dict[str, Any]]:
    """Whether each answers as the oracle does."""
    found = {}
    for peer, told in _together(peers, lambda peer: ask(peer, "verify")):
        found[peer.key] = told
        say(f"answers  {peer.name:26} {told.get('error') or '{bad} of {checked} differ'.format(**told)}")
    return found


def single(peers: Iterable[Peer], say: Say) -> dict[str, dict[str, Any]]:
    """One applicant after the other; the ratio to Python by hand is taken in the same process, but for Node."""
    found: dict[str, dict[str, Any]] = {}
    for peer in peers:
        found[peer.key] = told = ask(peer, "single")
        if peer.environment == NODE and "per_s" in told and "per_s" in found.get("python", {}):
            told["ratio"] = told["per_s"] / found["python"]["per_s"]
        say(f"single   {peer.name:26} {told.get('error') or '{per_s:,.0f} a second, × {ratio:.3f}'.format(**told)}")
    return found


def cold(peers: Sequence[Peer], rounds: int, say: Say) -> dict[str, dict[str, Any]]:
    """A fresh process to one decision, each run beside a bare start of its interpreter."""
    commands = {peer.key: (registry.command(peer, "cold"), peer.environment, peer.name) for peer in peers}
    told = policy_command("eval", str(DATA / "one.json"), "--policy", str(registry.ROOT / "bench" / "ce" / "policy"))
    commands["policy eval"] = (told, OURS, "ours: policy eval")
    found = {}
    for key, (command, environment, name) in commands.items():
        bare = [registry.interpreter(environment), *(["-e", "0"] if environment == NODE else ["-c", "pass"])]
        found[key] = {"name": name} | _beside(command, bare, rounds)
        figure = "{wall_s:.3f} s, bare start × {cpu_ratio:.2f}"
        say(f"cold     {name:26} {found[key].get('error') or figure.format(**found[key])}")
    return found


def _beside(command: list[str], bare: list[str], rounds: int) -> dict[str, Any]:
    times: list[tuple[float, ...]] = []
    stop = time.perf_counter() + SLOW
    for number in range(rounds + 1):
        if len(times) >= LEAST and time.perf_counter() > stop:
            break
        start, whole = _once(bare), _once(command)
        if whole[2]:
            return {"error": f"exit status {os.waitstatus_to_exitcode(whole[2])}"}
        if number:
            times.append((whole[0], whole[1], whole[0] / start[0], whole[1] / start[1]))
    names = ("wall_s", "cpu_s", "wall_ratio", "cpu_ratio")
    return {name: median(each) for name, each in zip(names, zip(*times, strict=True), strict=True)}


def _once(command: list[str]) -> tuple[float, float, int]:
    started = time.perf_counter()
    process = subprocess.Popen(
        command, env=registry.environment(), cwd=registry.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, spent = os.wait4(process.pid, 0)
    process.returncode = status
    return time.perf_counter() - started, spent.ru_utime + spent.ru_stime, status


def batch(entries: Iterable[tuple[Peer, int]], rows: Sequence[int], threads: Sequence[int], say: Say) -> list[dict[str, Any]]:
    """Whole registers, from a Parquet file to columns of answers: medians of several rounds, but of long registers."""
    asked = [
        (peer, count, many)
        for peer, most in entries
        for count in rows
        if count <= most
        for many in (threads if count > ROWS[0] and _is_parallel(peer) else threads[:1])
    ]
    told: list[list[dict[str, Any]]] = [[] for _ in asked]
    given_up: set[str] = set()
    for turn in range(ROUNDS):
        for rounds, (peer, count, many) in zip(told, asked, strict=True):
            if peer.key in given_up or (turn and count > LONG):
                continue
            answer = ask(peer, "batch", count, many, threads=many)
            rounds.append(answer)
            figure = "{rows_per_cpu_s:,.0f} rows a CPU second, {wall_s:.1f} s"
            say(f"batch    {peer.name:26} {count:,} by {many}: {answer.get('error') or figure.format(**answer)}")
            if "error" in answer:
                given_up.add(peer.key)
    return [
        {"key": peer.key, "name": peer.name, "rows": count, "threads": many} | _middle(rounds)
        for rounds, (peer, count, many) in zip(told, asked, strict=True)
        if rounds
    ]


def _middle(rounds: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The median of each figure; of an engine that failed, why."""
    failed = [each for each in rounds if "error" in each]
    return failed[0] if failed else {name: median(each[name] for each in rounds) for name in rounds[0]}


def _is_parallel(peer: Peer) -> bool:
    return peer.key in ("ours", "duckdb", "polars", "duckdb-scan")


def scale(peers: Iterable[Peer], say: Say) -> dict[str, dict[str, Any]]:
    """10 to 10,000 rules: loading, one evaluation, and the exponent by which the latter grows."""
    found = {}
    for peer, sizes in _together(peers, _ladder):
        if any("eval_s" in told for told in sizes.values()):
            found[peer.key] = {"name": peer.name, "sizes": sizes} | grown(sizes)
            figures = [told.get("error") or f"{told['eval_s'] * 1e6:,.1f}" for told in sizes.values()]
            say(f"rules    {peer.name:26} {'  '.join(figures)} µs")
    return found


def _ladder(peer: Peer) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for count in SIZES:
        told = ask(peer, "scale", count)
        if told.get("same") is False:
            told = {"error": "the answers differ"}
        found[str(count)] = told
        if "eval_s" not in told:
            break
    return found


def grown(sizes: dict[str, dict[str, Any]]) -> dict[str, float]:
    """Exponents of evaluating and of loading, where at least two sizes were measured; and of evaluating from the last but one."""
    measured = [(int(count), told["eval_s"], told["load_s"]) for count, told in sizes.items() if "eval_s" in told]
    if len(measured) < 2:
        return {}
    counts, spent, loading = zip(*measured, strict=True)
    return {
        "exponent": exponent(counts, spent),
        "last_exponent": exponent(counts[-2:], spent[-2:]),
        "load_exponent": exponent(counts, loading),
    }


def _together(peers: Iterable[Peer], measure: Callable[[Peer], Any]) -> Iterable[tuple[Peer, Any]]:
    listed = list(peers)
    with ThreadPoolExecutor(WORKERS) as pool:
        yield from zip(listed, pool.map(measure, listed), strict=True)


def say(text: str) -> None:
    """Progress, on standard error."""
    print(text, file=sys.stderr, flush=True)
