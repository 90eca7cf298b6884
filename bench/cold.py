"""Whole-process time of ``policy eval`` with a warm cache, as a ratio to a bare start of Python.

``python -m bench.cold [--rounds N]`` runs ``python -c pass``, ``import click`` and ``policy eval`` in turns, so that whatever
else the machine does falls on all of them alike, and compares medians. Byte code and the compiled policy are kept in a folder
of their own and warmed first.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
#: What the console script does.
START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from engine.cli.main import main; main()"
#: What may not be imported to evaluate under a cached policy.
HEAVY = (
    "chinese_calendar", "click", "dataclasses", "duckdb", "engine.core", "engine.pipeline", "engine.resolved", "engine.syntax",
    "engine.typed", "inspect", "jsonschema", "lark", "rich", "tempfile", "yaml",
)  # fmt: skip


def policy_command(*arguments: str) -> list[str]:
    """A command line that runs ``policy`` from this checkout."""
    return [sys.executable, "-c", START, str(ROOT), *arguments]


def environment(folder: str) -> dict[str, str]:
    """The environment of a run that keeps byte code and compiled policies in ``folder``."""
    kept = {key: value for key, value in os.environ.items() if key not in ("PYTHONDONTWRITEBYTECODE", "POLICY_LANG")}
    return kept | {"PYTHONPYCACHEPREFIX": f"{folder}/bytecode", "POLICY_CACHE_DIR": f"{folder}/policies"}


def seconds(command: Sequence[str], around: Mapping[str, str]) -> float:
    """How long ``command`` takes."""
    started = time.perf_counter()
    subprocess.run(command, env=around, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def measure(rounds: int, folder: str) -> dict[str, float]:
    """Median seconds of each command over ``rounds`` turns."""
    example = sorted((ROOT / "examples").glob("*.json"))[0]
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "import click": [sys.executable, "-c", "import click"],
        "policy eval": policy_command("eval", str(example)),
        "policy eval, read by click": policy_command("eval", "--", str(example)),
    }
    around = environment(folder)
    for command in commands.values():
        seconds(command, around)
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            times[name].append(seconds(command, around))
    return {name: median(found) for name, found in times.items()}


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=31)
    wanted = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        found = measure(wanted.rounds, folder)
    bare = found["python -c pass"]
    for name, time_taken in found.items():
        print(f"{name:28} {time_taken * 1000:8.1f} ms   {time_taken / bare:5.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
