"""What ``policy test`` found, as text, JSON data and JUnit's XML. Part of :mod:`engine.acceptance`."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from engine import api
from engine.acceptance import counts
from engine.acceptance.register import Clause
from engine.acceptance.testing import Tested, by_file

_WORDS = {
    "clause": ("条款", "clause"),
    "both": ("两面都有", "both sides"),
    "open": ("开放而未定，只有一面", "open, one side only"),
    "none": ("没有合格的场景", "no scenario passes it"),
    "one": ("没有不合格的场景", "no scenario fails it"),
    "neither": ("没有场景", "no scenario"),
    "stated": ("只作登记", "recorded only"),
    "failed": ("未通过", "FAILED"),
    "found": ("实际", "found"),
}
_COUNTED = {"zh": ("场景", "通过", "未通过", "合格的", "不合格的"), "en": ("scenarios", "passed", "failed", "met", "not met")}


def _word(key: str, lang: str) -> str:
    return _WORDS[key][lang == "en"]


def as_text(tested: Tested, lang: str = "zh") -> str:
    """Clause by clause, then what fails, then the sum."""
    lines = [counts.head(_COUNTED[lang], _word("clause", lang))]
    shown = [clause for clause in tested.clauses if not tested.chosen or clause.passed + clause.failed]
    lines += [_line(clause, lang, tested.chosen) for clause in shown]
    for each in tested.failures:
        place = f"{each.scenario.file}:{each.scenario.line}"
        lines += ["", f"{_word('failed', lang)}  {place}  {each.scenario.name}", f"    {each.step}"]
        lines.append(f"    {_word('found', lang)}  {each.reason}")
    return "\n".join([*lines, *_coverage(tested, lang), "", _sum(tested, lang)]) + "\n"


def _coverage(tested: Tested, lang: str) -> list[str]:
    """Clause by clause, how many atoms and conditions are seen both ways, and those that are not."""
    if tested.coverage is None:
        return []
    english = lang == "en"
    lines = ["", "Seen both ways (conditions and comparisons)" if english else "真假两面都见到的（条件和比较）"]
    order = {clause.locator: place for place, clause in enumerate(tested.clauses)}
    both = every = 0

    def place_of(clause: str) -> int:
        return order.get(clause, order.get("·".join(clause.split("·")[-2:]), len(order)))  # rows cite their annex too

    for clause, parts in sorted(tested.coverage.items(), key=lambda item: place_of(item[0])):
        told = []
        entries = [(name, "", 0, met, unmet) for name, met, unmet in parts["conditions"]] + parts["atoms"]
        for text, file, line, true, false in entries:
            both, every = both + (true and false), every + 1
            if not (true and false):
                side = ("only true", "只见到真") if true else ("only false", "只见到假") if false else ("never", "没有见到")
                told.append(f"      {side[not english]}  {text}" + (f"  {file}:{line}" if file else ""))
        lines += [f"  {len(entries) - len(told):>4}/{len(entries):<4} {clause}", *told]
    return [*lines, f"  {both:>4}/{every:<4} {'in all' if english else '合计'}"]


def _line(clause: Clause, lang: str, chosen: bool) -> str:
    told = "" if chosen else _word(state(clause), lang)
    counted = (clause.passed + clause.failed, clause.passed, clause.failed, clause.met, clause.unmet)
    return counts.row(_COUNTED[lang], counted, f"{clause.locator}  {told}").rstrip()


def state(clause: Clause) -> str:
    """How far a clause is shown: both, open, none (never met), one (never unmet), neither, stated."""
    if not clause.checkable:
        return "stated"
    if clause.met and clause.unmet:
        return "both"
    if clause.met:
        return "open" if clause.open else "one"
    return "none" if clause.unmet else "neither"


def _sum(tested: Tested, lang: str) -> str:
    ran, failed, seconds = len(tested.ran), len(tested.failures), f"{tested.seconds:.1f}"
    checkable = [clause for clause in tested.clauses if clause.checkable]
    shown = sum(clause.shown for clause in checkable)
    if lang == "en":
        text = f"{ran} scenarios, {ran - failed} passed, {failed} failed ({seconds} s)."
        return text if tested.chosen else f"{text} {shown} of {len(checkable)} checkable clauses and rows are passed and failed."
    text = f"场景{ran}个，通过{ran - failed}个，未通过{failed}个（{seconds}秒）。"
    return text if tested.chosen else f"{text}可核对的条款和行{len(checkable)}条，合格和不合格的场景都有的{shown}条。"


def as_json(tested: Tested) -> dict[str, Any]:
    """The run as JSON data."""
    return {
        "format": 1,
        "engine": api.__version__,
        "policy": api.safe(tested.folder, 400),
        "scenarios": len(tested.ran),
        "failed": len(tested.failures),
        "passed": tested.passed,
        "clauses": [
            {
                "locator": clause.locator, "summary": clause.summary, "checkable": clause.checkable, "state": state(clause),
                "passed": clause.passed, "failed": clause.failed, "met": clause.met, "not_met": clause.unmet,
            }
            for clause in tested.clauses
        ],
        "coverage": tested.coverage,
        "failures": [
            {
                "file": each.scenario.file, "line": each.scenario.line, "name": each.scenario.name,
                "clauses": list(each.scenario.tags), "step": each.step, "found": each.reason,
            }
            for each in tested.failures
        ],
    }  # fmt: skip


def as_junit(tested: Tested) -> str:
    """The run as JUnit's XML, a suite for each feature file."""
    root = Element("testsuites", tests=str(len(tested.ran)), failures=str(len(tested.failures)))
    for file, ran in by_file(tested.ran).items():
        failed = sum(not each.passed for each in ran)
        suite = SubElement(root, "testsuite", name=file, tests=str(len(ran)), failures=str(failed))
        for each in ran:
            name = f"{each.scenario.name} ({each.scenario.line})"
            case = SubElement(suite, "testcase", classname=file, name=name, file=file, line=str(each.scenario.line))
            if not each.passed:
                SubElement(case, "failure", message=each.step).text = each.reason
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"
