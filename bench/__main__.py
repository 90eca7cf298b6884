"""``python -m bench`` (``make bench``): this project beside engines that one could use instead, on one job in one run.

Installs the peers once (:mod:`bench.peers.setup`), holds every engine against the oracle, then measures single evaluations,
fresh processes, whole registers, and 10 to 10,000 rules. Prints tables and a chart, writes both with machine, versions and date
below bench/results, and puts the tables into docs/benchmarks.md.

``--quick``: the engines that matter most, smaller sizes. ``--large``: registers of ten million rows as well. ``--only KEY …``:
these engines, nothing written. ``--page FILE``: the page once more from results that are there, measuring nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bench import chart, report
from bench.peers import registry, run, setup
from bench.peers.registry import NODE, Peer

ROOT = registry.ROOT
RESULTS = ROOT / "bench" / "results"
PAGE = ROOT / "docs" / "benchmarks.md"
NEEDED = ("duckdb", "pyarrow")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write."""
    wanted = _parser().parse_args(arguments)
    if wanted.page:
        _write_page(json.loads(wanted.page.read_text("utf-8")))
        return 0
    results = measure(wanted)
    for table in report.tables(results):
        print(report.text(table))
    for title, bars in chart.series(results):
        print(chart.text(title, bars))
    print("\n" + "\n".join(report.losses(results)))
    if not wanted.only:
        _write(results, wanted.quick)
    return 0


def _parser() -> argparse.ArgumentParser:
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__, formatter_class=plain)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--only", nargs="+", metavar="KEY")
    parser.add_argument("--no-install", action="store_true", help="measure what is installed already")
    parser.add_argument("--page", type=Path, metavar="FILE")
    return parser


def measure(wanted: argparse.Namespace) -> dict[str, Any]:
    """All results of one run, as plain data."""
    begun, load = time.monotonic(), os.getloadavg()[0]
    kept = set(wanted.only or ()) | {"python"} if wanted.only else registry.QUICK if wanted.quick else None
    failed = {} if wanted.no_install else setup.install()
    peers, left = available([each for each in registry.PEERS if kept is None or each.key in kept], failed)
    registers = [(each, most) for each, most in registry.BATCH if kept is None or each.key in kept]
    there = {each.module for each in available([each for each, _ in registers], failed)[0]}
    rows = run.ROWS[: 1 if wanted.quick else 3 if wanted.large else 2]
    run.prepare(rows)
    verified = run.verify(peers, run.say)
    left |= {each.name: _why(verified[each.key]) for each in peers if verified[each.key].get("bad") != 0}
    peers = [each for each in peers if verified[each.key].get("bad") == 0]
    batch = [(each, most) for each, most in registers if each.module in there]
    scaled = [*peers, *(each for each in registry.SCALE if kept is None or each.key in kept)]
    found = {
        "verify": verified,
        "single": run.single(peers, run.say),
        "cold": run.cold(peers, 5 if wanted.quick else 9, run.say),
        "batch": run.batch(batch, rows, (1, 2), run.say),
        "scale": run.scale([each for each in scaled if each.key != "js"], run.say),
    }
    names = {each.key: each.name for each in (*registry.SCALE, *registry.PEERS)} | {"policy eval": "ours: policy eval"}
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine(), "versions": versions(), "left_out": left,
        "load": [load, os.getloadavg()[0]], "seconds": round(time.monotonic() - begun), "names": names, **found,
    }  # fmt: skip


def available(peers: Sequence[Peer], failed: dict[str, str]) -> tuple[list[Peer], dict[str, str]]:
    """The peers that can be asked, and why the others cannot."""
    unmet = {package.rsplit("@", 1)[0].split("==")[0]: why for package, why in failed.items()}
    there, left = [], {}
    for peer in peers:
        why = next((unmet[package] for package in peer.packages if package in unmet), "")
        place = shutil.which("node") if peer.environment == NODE else registry.interpreter(peer.environment)
        if not why and not (place and Path(place).exists()):
            why = "not installed"
        if why:
            left[peer.name] = why
        else:
            there.append(peer)
    return there, left


def _why(told: dict[str, Any]) -> str:
    return told.get("error") or f"{told['bad']} of {told['checked']} answers differ"


def machine() -> dict[str, Any]:
    """What the figures depend on, and nothing that names whose machine it is."""
    described = Path("/proc/cpuinfo")
    lines = described.read_text("utf-8").splitlines() if described.exists() else []
    processor = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    asked = ["node", "--version"]
    node = shutil.which("node") and subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return {
        "processor": processor, "architecture": platform.machine(), "cores": os.cpu_count(), "memory_gib": round(memory),
        "system": platform.system(), "python": platform.python_version(), "node": node or "",
    }  # fmt: skip


def versions() -> dict[str, str]:
    """Of this project, of what it needs to decide registers, and of the peers."""
    found = {}
    for package in ("policy-engine", *NEEDED):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found | setup.versions()


def _write(results: dict[str, Any], quick: bool) -> None:
    RESULTS.mkdir(exist_ok=True)
    about = results["machine"]
    path = RESULTS / f"{results['date']}-{about['architecture']}-{about['cores']}-cores{'-quick' if quick else ''}.json"
    path.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(f"\nwritten: {path.relative_to(ROOT)}")
    if chart.draw(results, path.with_suffix(".html")):
        print(f"written: {path.with_suffix('.html').relative_to(ROOT)}")
    if not quick:
        _write_page(results)
        print(f"written: {PAGE.relative_to(ROOT)}")


def _write_page(results: dict[str, Any]) -> None:
    PAGE.write_text(report.put(PAGE.read_text("utf-8"), results), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
