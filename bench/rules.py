"""How the cost of a policy grows with its rules: 10 to 10,000 rules of which few could apply to a case.

``python -m bench.rules [--sizes N …] [--no-load]``. Rule *i* asks something where the series is S_i and the level L_i, namely at
least H_i hours: 40 series by 4 levels, so that of 10,000 rules 62 or 63 could apply. Written as a policy folder, 100 rules a
file, once as conditions and once as a decision table. Printed for every size: how long loading takes, from text, after an edit
of one file and from the cache (CPU time; for the last also the clock, and a whole process); then the median of an evaluation,
with the findings of the rules that apply, the same explained with all reasons, with the keys unknown, with every rule
listed, where no rule asks for equality, and of the table; last the exponents of growth (0: the same for any number of rules;
1: twice the rules, twice the time). The rules met in every case are counted a second time without the engine.
"""

from __future__ import annotations

import argparse
import gc
import math
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from bench.cold import ROOT, environment
from engine import api, pipeline
from engine.artifact.tables import bindings
from engine.evaluate import compiled, reference
from engine.evaluate.outcome import Bindings

SUBJECT = "申报"
SERIES = tuple(f"系列{number:02}" for number in range(40))
LEVELS = ("初级", "中级", "副高", "正高")
PER_FILE = 100
SIZES = (10, 100, 1_000, 10_000)
CASES = 50
#: How long a figure is measured, in seconds of CPU time, and the least number of evaluations.
SECONDS, LEAST = 0.4, 7
#: The files by name, of a policy whose rules are put beside it.
FILES = {
    "notice.yaml": (
        "文号: 测量〔2023〕1号\n标题: 规则数量测量\n简称: 《测量》\n年度: 2023\n发文机关: 示例市人力社保局\n"
        '成文日期: "2023-01-01"\n地区: 示例市\n层级: 市\n不作规定: [学历]\n'
        "表:\n  - {名称: 表一, 标题: 测量, 文件: committees.yaml, 主体: 备案, 命中: 全取, 办理: 评审, 条款: 一.1}\n"
    ),
    "committees.yaml": (
        "表一:\n  - 序号: 1\n    评委会名称: 示例评委会\n    所评资格名称: {原文: 一级, 评审: [一级], 推荐: []}\n"
        "    启动时间: 5月\n    完成时间: 7月\n    评委会办公室所在单位及电话: {原文: 示例办, 单位: 示例办}\n"
        "    申报对象: {原文: 全体}\n    驻地: 市\n    范围: 已备案\n"
    ),
    "clauses.yaml": (
        "条款:\n  - {条款号: 一.1, 类别: a, 主体: [申报人], 摘要: 测量, 落实: 条件, 落实于: [规则0], 原文字数: 2, "
        '原文摘要值: "0000000000000000"}\n'
    ),
    "vocabulary/units.yaml": "单位:\n  - {名称: 学时, 标识: class_hours, 小数位: 0}\n",
    "vocabulary/enumerations.yaml": (
        "枚举:\n  - 名称: 系列\n    标识: series\n    取值: ["
        + ", ".join(f"{{名称: {word}, 标识: series_{number}}}" for number, word in enumerate(SERIES))
        + "]\n  - 名称: 级别\n    标识: level\n    取值: ["
        + ", ".join(f"{{名称: {word}, 标识: level_{number}}}" for number, word in enumerate(LEVELS))
        + "]\n"
    ),
    "vocabulary/备案.yaml": (
        "主体: 备案\n标识: filing\n判定用语: 程序\n事实:\n"
        "  - {名称: 备案日期, 标识: filed_on, 类型: 日期, 基准日: true}\n  - {名称: 已备案, 标识: filed, 类型: 布尔}\n"
    ),
    "vocabulary/申报.yaml": (
        f"主体: {SUBJECT}\n标识: application\n判定用语: 申报\n事实:\n"
        "  - {名称: 申报日期, 标识: declared_on, 类型: 日期, 基准日: true}\n"
        "  - {名称: 系列, 标识: series, 类型: 枚举, 枚举: 系列}\n  - {名称: 级别, 标识: level, 类型: 枚举, 枚举: 级别}\n"
        "  - {名称: 学时, 标识: hours, 类型: 数量, 单位: 学时, 取值范围: [0, 5000]}\n"
    ),
}


def rule(number: int, indexed: bool = True) -> str:
    """One rule; without ``indexed`` the same comparison, but none for equality."""
    series, level, hours = asked(number)
    where = f"系列 是 {series} 且 级别 是 {level}" if indexed else f"学时 超过 {number % 50} 学时"
    return (
        f"条件 规则{number} 【一.1】\n    主体 {SUBJECT}\n    适用 {where}\n"
        f"    应当 学时 不少于 {hours} 学时\n    否则 提示 “须满{hours}学时”\n\n"
    )


def asked(number: int) -> tuple[str, str, int]:
    """Series, level and hours of a rule."""
    return SERIES[number % 40], LEVELS[number // 40 % 4], 60 + number * 7 % 50


def row(number: int) -> str:
    """The same rule as a row of a decision table, with a value that no other row of its series and level contradicts."""
    series, level, hours = asked(number)
    return f"  - {{若: 系列 是 {series} 且 级别 是 {level} 且 学时 不少于 {hours} 学时, 则: '1'}}\n"


def laid(place: Path, rules: int, shape: str = "indexed") -> Path:
    """A policy of that many rules at ``place``; ``shape``: ``indexed``, ``plain`` (no equality) or ``table``."""
    files = dict(FILES)
    if shape == "table":
        rows = "".join(map(row, range(rules)))
        files["tables/t.yaml"] = f"决策表: 计分\n命中: 唯一\n条款: 一.1\n行:\n{rows}其余: '0'\n"
        files["rules/t.policy"] = f"条件 满分 【一.1】\n    主体 {SUBJECT}\n    应当 计分 是 1\n    否则 提示\n"
    else:
        for first in range(0, rules, PER_FILE):
            texts = [rule(number, shape == "indexed") for number in range(first, min(first + PER_FILE, rules))]
            files[f"rules/{first // PER_FILE:03}.policy"] = "".join(texts)
    for name, text in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text, "utf-8")
    return place


def cases() -> list[dict[str, Any]]:
    """Cases with keys and hours."""
    drawn = random.Random(7)
    return [
        {"series": drawn.choice(SERIES), "level": drawn.choice(LEVELS), "hours": drawn.randrange(50, 120)} for _ in range(CASES)
    ]


def met(rules: int, case: dict[str, Any]) -> int:
    """How many rules are met, counted by hand."""
    found = [asked(number) for number in range(rules)]
    return sum((series, level) == (case["series"], case["level"]) and case["hours"] >= hours for series, level, hours in found)


class Loaded:
    """A policy of one shape, its evaluator and bindings."""

    def __init__(self, folder: Path) -> None:
        artifact, result = pipeline.build(str(folder))
        assert artifact is not None, [(each.code, str(each.span)) for each in result.diagnostics]
        self.core = result.stages["core"]
        self.compiled = compiled.load(artifact.code)
        self.given: Bindings = bindings(artifact.tables, date(2023, 6, 1))

    def __call__(self, case: dict[str, Any]) -> Any:
        return self.compiled.evaluate(SUBJECT, case, self.given)

    def held(self, asked: Sequence[dict[str, Any]]) -> None:
        """That the outcomes are those of the reference."""
        for case in asked:
            assert self(case) == reference.evaluate(self.core, SUBJECT, case, self.given), case


def microseconds(evaluate: Callable[[Any], object], asked: Sequence[Any]) -> float:
    """The median CPU time of one evaluation; every case is asked once beforehand."""
    for case in asked[:LEAST]:
        evaluate(case)
    times: list[float] = []
    started = time.process_time()
    while len(times) < LEAST or time.process_time() - started < SECONDS:
        turn = asked if len(times) >= LEAST or len(times) == 0 else asked[:1]
        before = time.process_time()
        for case in turn:
            evaluate(case)
        times.append((time.process_time() - before) / len(turn) * 1e6)
        if times[0] > 20_000:
            asked = asked[:1]
    return median(times)


def evaluations(place: Path, rules: int) -> dict[str, float]:
    """Microseconds of every kind of evaluation under a policy of that many rules."""
    given = cases()
    policy = Loaded(laid(place / "indexed", rules))
    for case in given:
        found = policy(case)
        assert sum(status == "met" for _, status in found.asked) == met(rules, case)
        assert len(found.asked) + found.others == rules
    keyless = [{"hours": case["hours"]} for case in given]
    policy.held([*given[:2], *keyless[:1]])
    plain, table = Loaded(laid(place / "plain", rules, "plain")), Loaded(laid(place / "table", rules, "table"))
    plain.held(given[:1])
    table.held(given[:2])
    return {
        "findings": microseconds(policy, given),
        "explained": microseconds(lambda case: policy(case).applying, given),
        "keys unknown": microseconds(policy, keyless),
        "all listed": microseconds(lambda case: policy(case).whole(), given),
        "no equality": microseconds(plain, given),
        "table": microseconds(table, given),
    }


def loads(place: Path, rules: int) -> dict[str, float]:
    """Seconds of loading: from text, after an edit of one file, from the cache."""
    folder, cache = laid(place / "loaded", rules), str(place / "cache")
    edited = folder / "rules" / f"{(rules - 1) // PER_FILE // 2:03}.policy"
    found = {"from text": _spent(lambda: api.load_policy(str(folder), cache=cache))}
    edited.write_text(edited.read_text("utf-8").replace("须满", "应满", 1), "utf-8")
    found["after an edit"] = _spent(lambda: api.load_policy(str(folder), cache=cache))
    rounds = [_cached(str(folder), cache) for _ in range(11)]
    found["cached"], found["cached, clock"] = median([spent for spent, _ in rounds]), median([clock for _, clock in rounds])
    found["whole process"], found["bare Python"] = _process(place, folder)
    return found


def _spent(work: Callable[[], object]) -> float:
    gc.collect()
    before = time.process_time()
    work()
    return time.process_time() - before


def _cached(folder: str, cache: str) -> tuple[float, float]:
    """CPU time and time on the clock of loading a policy, its evaluator ready."""
    before, clock = time.process_time(), time.perf_counter()
    api.load_policy(folder, cache=cache).evaluator()
    return time.process_time() - before, time.perf_counter() - clock


def _process(place: Path, folder: Path) -> tuple[float, float]:
    """Seconds on the clock of a process that loads the policy from the cache and evaluates one case, and of one that does
    nothing."""
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\nfrom datetime import date\nfrom engine import api\n"
        "from engine.artifact.tables import bindings\npolicy = api.load_policy(sys.argv[2], cache=sys.argv[3])\n"
        "case = {'series': '系列01', 'level': '初级', 'hours': 80}\n"
        "policy.evaluator()('申报', case, bindings(policy.tables, date(2023, 6, 1)))\n"
    )
    loading = [sys.executable, "-X", "utf8", "-c", program, str(ROOT), str(folder), str(place / "cache")]
    times: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(6):
        for loads in (True, False):
            command = loading if loads else [sys.executable, "-c", "pass"]
            before = time.perf_counter()
            subprocess.run(command, check=True, env=environment(str(place / "process")))
            times[loads].append(time.perf_counter() - before)
    return median(times[True][1:]), median(times[False][1:])


def exponent(sizes: Sequence[int], times: Sequence[float]) -> float:
    """By which power of the number of rules a time grows, from the smallest size to the largest."""
    return math.log(times[-1] / times[0]) / math.log(sizes[-1] / sizes[0])


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--no-load", action="store_true", help="evaluations only")
    wanted = parser.parse_args(arguments)
    tables: list[tuple[str, float, Callable[[Path, int], dict[str, float]]]] = [("evaluation, µs", 1.0, evaluations)]
    if not wanted.no_load:
        tables.append(("loading, ms", 1e3, loads))
    for title, scale, measure in tables:
        found: list[dict[str, float]] = []
        for rules in wanted.sizes:
            with tempfile.TemporaryDirectory() as place:
                found.append(measure(Path(place), rules))
            if len(found) == 1:
                print(f"{title:>16} " + "".join([f"{name:>15}" for name in found[0]]))
            print(f"{rules:>10,} rules " + "".join([f"{time * scale:>15,.1f}" for time in found[-1].values()]), flush=True)
        if len(found) > 1:
            grown = [exponent(wanted.sizes, [each[name] for each in found]) for name in found[0]]
            print(f"{'exponent':>16} " + "".join([f"{each:>15.2f}" for each in grown]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
