"""How long a policy takes to check and compile, stage by stage, and how that grows with the number of rules.

``python -m bench.build [FOLDER] [--rules N …]`` measures the folder as it is, then with N generated rules laid over it.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from engine import pipeline

ROOT = Path(__file__).parent.parent
#: Generated rules a file: files have a limit of size.
PER_FILE = 500


def generated(number: int) -> str:
    """A definition, and a condition that uses it."""
    return (
        f"定义 生成的定义{number}（年）：\n    继续教育[年].总学时 不少于 {number % 90} 学时 【五(一).2】\n\n"
        f"条件 生成的条件{number} 【五(一).2】\n    主体 申报\n    适用 申报方式 是 评审\n"
        f"    应当 每个 年 于 （申报年度 - 1，申报年度）：生成的定义{number}（年）\n    否则 不得申报 “{{年}}年度不足”\n\n"
    )


def with_rules(folder: Path, place: Path, rules: int, rule: Callable[[int], str] = generated) -> Path:
    """A copy of ``folder`` at ``place`` with ``rules`` generated ones, by default conditions with a definition each."""
    shutil.copytree(folder, place)
    for first in range(0, rules, PER_FILE):
        text = "".join(rule(number) for number in range(first, min(first + PER_FILE, rules)))
        (place / "rules" / f"generated-{first}.policy").write_text(text, "utf-8")
    return place


def measure(folder: Path) -> float:
    """Seconds to build the artifact of ``folder``."""
    started = time.perf_counter()
    artifact, run = pipeline.build(str(folder))
    spent = time.perf_counter() - started
    assert artifact is not None, [(each.code, str(each.span)) for each in run.diagnostics]
    return spent


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "policies" / "2023")
    parser.add_argument("--rules", nargs="*", type=int, default=[500, 1000, 2000])
    wanted = parser.parse_args(arguments)
    first, own = measure(wanted.folder), measure(wanted.folder)
    print(f"{'as it is':>12} {own:7.2f} s   (first time, with everything to import: {first:.2f} s)")
    with tempfile.TemporaryDirectory() as place:
        for rules in wanted.rules:
            spent = measure(with_rules(wanted.folder, Path(place) / str(rules), rules))
            print(f"{rules:>6} rules {spent:7.2f} s   {(spent - own) / rules * 1000:.2f} ms a rule")
    print(f"most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
