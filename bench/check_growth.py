"""``python -m bench.check_growth``: how long ``policy check`` takes as a policy grows to 10,000 rules, and how it grows.

Lays generated rules over the current policy: definitions, conditions, exceptions and entitlements over many facts, so that
every analysis has its share. Prints size, seconds and the growth exponent (1: twice the rules, twice the time) and exits with
1 where the largest takes more than 15 seconds or growth is clearly faster than linear. ``--stages`` tells where time goes.
"""

from __future__ import annotations

import argparse
import cProfile
import math
import pstats
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.build import ROOT, with_rules
from engine import api

SIZES = (1_000, 3_000, 10_000)
SECONDS, EXPONENT = 15.0, 1.2
_LEVELS = ("员级", "助理级", "中级", "副高", "正高")
#: Of which remainder by four, under which clause, of which kind.
_REGISTERED = ((1, "五(一).2", "条件"), (2, "一.5", "条件"), (3, "三.4", "倾斜"))
_UNITS = ("企业", "事业单位", "机关", "社会组织")


def generated(number: int) -> str:
    """One rule; what kind follows from its number. Two of four are conditions, one is a definition with an exception."""
    level, unit, hours = _LEVELS[number % 5], _UNITS[number % 4], 1 + number % 89
    kind = number % 4
    if kind == 0:
        return (
            f"定义 生成的定义{number}（年）：\n    继续教育[年].总学时 不少于 {hours} 学时 【五(一).2】\n"
            f" 且 继续教育[年].一般公需 不少于 {number % 12} 学时 【五(一).5】\n"
            f"  例外 生成的例外{number}：若 年 不晚于 {2000 + number % 20} 则 是 【五(一).8】\n\n"
        )
    if kind == 1:
        return (
            f"条件 生成的条件{number} 【五(一).2】\n    主体 申报\n    适用 申报方式 是 评审 且 申报级别 是 {level}\n"
            f"    应当 每个 年 于 （申报年度 - 1，申报年度）：生成的定义{number - 1}（年）\n    否则 提示 “{{年}}年度不足”\n\n"
        )
    if kind == 2:
        return (
            f"条件 生成的条件{number} 【一.5】\n    主体 申报\n    适用 申报级别 属于 （{level}，中级） 且 单位性质 是 {unit}\n"
            f"    应当 规定年限 不超过 {1 + number % 39} 年 或 非 含涉密材料 【一.5】\n    否则 不得申报 “请核对”\n\n"
        )
    return (
        f"倾斜 生成的倾斜{number} 【三.4】\n    主体 申报\n    适用 工作地 属于 山区26县 且 申报级别 是 {level}"
        f" 且 山区从业年限 不少于 {number % 30} 年\n    给予 “第{number}项”\n\n"
    )


def laid(place: Path, policy: str, rules: int) -> Path:
    """A copy of the policy at ``place`` with ``rules`` generated ones, which its register names under the clauses cited."""
    with_rules(Path(policy), place, rules, generated)
    register = (place / "clauses.yaml").read_text("utf-8")
    for remainder, clause, kind in _REGISTERED:
        names = "".join(f", 生成的{kind}{number}" for number in range(remainder, rules, 4))
        entry = re.compile(rf"(条款号: {re.escape(clause)}\n(?: +[^-\n]*\n)*? +落实于: \[[^\]\n]*)\]")
        register, found = entry.subn(lambda match, more=names: f"{match[1]}{more}]", register)  # type: ignore[misc]
        assert found == 1, clause
    (place / "clauses.yaml").write_text(register, "utf-8")
    return place


def measure(folder: Path) -> float:
    """Seconds of a check of ``folder``, which must have no errors, not counting what other processes take."""
    started = time.process_time()
    found = api.inspect_policy(str(folder))
    spent = time.process_time() - started
    assert not found.failed, [(each.code, str(each.span)) for each in found.diagnostics[:5]]
    return spent


def profiled(folder: Path) -> None:
    """The functions that take most of a check."""
    profile = cProfile.Profile()
    profile.runcall(measure, folder)
    pstats.Stats(profile).sort_stats("cumulative").print_stats(60)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--stages", action="store_true", help="profile the largest size")
    wanted = parser.parse_args(arguments)
    located = api.locate_policy(api.known_years(str(ROOT))[-1], str(ROOT))
    assert located is not None
    measure(Path(located.path))  # imports
    own = measure(Path(located.path))
    print(f"{'as it is':>13} {own:7.2f} s")
    times: list[float] = []
    with tempfile.TemporaryDirectory() as place:
        folders = [laid(Path(place) / str(rules), located.path, rules) for rules in wanted.sizes]
        for rules, folder in zip(wanted.sizes, folders, strict=True):
            times.append(measure(folder))
            print(f"{rules:>7} rules {times[-1]:7.2f} s   {(times[-1] - own) / rules * 1000:.2f} ms a rule")
        if wanted.stages:
            profiled(folders[-1])
    if len(times) < 2:
        return 0
    exponent = math.log((times[-1] - own) / (times[0] - own)) / math.log(wanted.sizes[-1] / wanted.sizes[0])
    print(f"growth exponent {exponent:.2f}")
    good = times[-1] <= SECONDS and exponent <= EXPONENT
    print(f"within {SECONDS:g} s and {EXPONENT:g}" if good else f"NOT within {SECONDS:g} s and {EXPONENT:g}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
