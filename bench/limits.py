"""``python -m bench.limits``: what bad input costs, as whole processes: seconds, megabytes, exit code, first code told.

Every line must stay within 2 seconds and 512 MB on a quiet machine; the tests assert what is said, this says how soon.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from engine import api

SECONDS, MEGABYTES = 2.0, 512
_COMMAND = [sys.executable, "-m", "engine.cli.main"]


class Cost(NamedTuple):
    """One process: wall seconds, peak memory in MB, exit code, and the first diagnostic code on standard error."""

    seconds: float
    megabytes: float
    status: int
    code: str


def applications() -> Iterator[tuple[str, bytes]]:
    """Applications that are wrong, by name."""
    yield "not UTF-8", '{"单位名称": "甲"}'.encode("gbk")
    yield "empty", b""
    yield "NaN", b'{"declared_year": NaN}'
    yield "5,000 digits", b'{"required_years": ' + b"9" * 5000 + b"}"
    yield "1e400", b'{"required_years": 1e400}'
    yield "lone surrogate", b'{"employer_name": "\\ud800"}'
    yield "depth 100,000", b"[" * 100_000
    yield "100 MB", b" " * 100_000_000
    yield "10 MB in a name", b'{"employer_name": "' + b"a" * 10_000_000 + b'"}'
    yield "duplicate keys", b'{"level": "1", "level": "2"}'
    yield "100,000 unknown facts", b"{" + b",".join(b'"f%d": 1' % i for i in range(100_000)) + b"}"


def _set(folder: Path, file: str, text: str) -> None:
    (folder / file).write_text(text, encoding="utf-8")


def policies() -> Iterator[tuple[str, Callable[[Path], None]]]:
    """Edits that make a policy folder wrong, by name."""
    rules = "rules/added.policy"
    yield "aliases", lambda p: _set(p, "gaps.yaml", "a: &x 1\nb: *x\n")
    yield "merge key", lambda p: _set(p, "gaps.yaml", "缺口:\n  - <<: {a: 1}\n")
    yield "tag", lambda p: _set(p, "gaps.yaml", "缺口: !!python/object:os.system []\n")
    yield "YAML nested 200,000 deep", lambda p: _set(p, "gaps.yaml", "[" * 200_000)
    yield "full-width colon", lambda p: _set(p, "gaps.yaml", "缺口：\n")
    yield "link", lambda p: os.symlink("/etc/hostname", p / rules)
    yield "no clause", lambda p: _set(p, rules, "条件 甲\n    主体 申报\n    应当 含涉密材料\n")
    yield "cycle", lambda p: _set(p, rules, "定义 甲：\n    乙\n定义 乙：\n    甲\n")
    yield "brackets 10,000 deep", lambda p: _set(p, rules, "定义 甲：\n" + "（" * 10_000 + "含涉密材料" + "）" * 10_000)
    yield "negations 10,000 deep", lambda p: _set(p, rules, "定义 甲：\n" + "非 " * 10_000 + "含涉密材料")
    yield "300 KB of unknown names", lambda p: _set(p, rules, "".join(f"定义 甲{i}：\n    乙{i}\n" for i in range(15_000)))


def measure(arguments: list[str]) -> Cost:
    """Run one command and measure it."""
    start = time.perf_counter()
    process = subprocess.Popen([*_COMMAND, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    told = process.stderr.read().decode("utf-8", "replace")
    _, status, usage = os.wait4(process.pid, 0)
    found = re.search(r"\b[EW]\d{4}\b", told)
    scale = 1 if sys.platform == "darwin" else 1024
    megabytes = usage.ru_maxrss * scale / 2**20
    return Cost(time.perf_counter() - start, megabytes, os.waitstatus_to_exitcode(status), found[0] if found else "-")


def main() -> None:
    """Print one line per bad input, and whether all stay within the limits."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    within = True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        year = api.known_years(".")[-1]
        located = api.locate_policy(year, ".")
        assert located is not None
        measure(["check", located.path])
        for what, data in applications():
            (folder / "application.json").write_bytes(data)
            within &= _line(what, measure(["eval", "--policy", located.path, str(folder / "application.json")]))
        for what, edit in policies():
            shutil.rmtree(folder / "policy", ignore_errors=True)
            shutil.copytree(located.path, folder / "policy")
            edit(folder / "policy")
            within &= _line(what, measure(["check", str(folder / "policy")]))
    print(f"all within {SECONDS:g} s and {MEGABYTES} MB" if within else "NOT all within the limits")


def _line(what: str, cost: Cost) -> bool:
    good = cost.seconds <= SECONDS and cost.megabytes <= MEGABYTES and cost.status == 2
    print(f"{what:28} {cost.seconds:6.2f} s {cost.megabytes:6.0f} MB  exit {cost.status}  {cost.code}{'' if good else '  <--'}")
    return good


if __name__ == "__main__":
    main()
