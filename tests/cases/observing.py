"""What a decision says, in the words of the cases. Used by :mod:`tests.cases.test_cases`.

Every key of ``want`` is an observation of the decision's JSON data alone, so that any evaluator that makes decisions under
``schemas/decision.schema.json`` can be held against the cases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Data = dict[str, Any]


def findings(data: Data) -> Iterator[Data]:
    """All findings, those of rows included."""
    yield from data["findings"]
    for row in data["committees"]:
        yield from row["findings"]


def clauses_against(data: Data) -> set[str]:
    """Clauses of the findings that stand against the application, and of the comparisons that failed in them."""
    found: set[str] = set()
    for one in findings(data):
        if one["blocks"] and one["status"] == "not_met":
            found.update(one["clauses"])
            for element in one["elements"]:
                for comparison in element["comparisons"]:
                    found.update(comparison["clauses"] if comparison["satisfied"] is False else [])
    return found


def _rows(data: Data) -> list[str]:
    return [row["locator"] + ("" if row["scope"] == "true" else "?") for row in data["committees"]]


def _statuses(data: Data) -> dict[str, str]:
    return {f"{one['row']} {one['condition']}" if one["row"] else one["condition"]: one["status"] for one in findings(data)}


def _consequences(data: Data) -> dict[str, str]:
    return {one["condition"]: one["consequence"] for one in findings(data)}


def _entitlements(data: Data) -> dict[str, str]:
    """By name; where several rows grant it, all must agree."""
    found: dict[str, str] = {}
    for one in [*data["entitlements"], *(given for row in data["committees"] for given in row["entitlements"])]:
        assert found.setdefault(one["entitlement"], one["status"]) == one["status"], one["entitlement"]
    return found


def _messages(data: Data) -> list[str]:
    said = [e["message"]["zh"] for one in findings(data) for e in one["elements"] if e["message"]]
    granted = [*data["entitlements"], *(given for row in data["committees"] for given in row["entitlements"])]
    return said + [one["message"]["zh"] for one in granted]


def _flips(data: Data) -> dict[str, dict[str, str | None]]:
    return {
        reading["code"]: {other["option"]: other["decision"] for other in reading["alternatives"]}
        for reading in data["flips"]["readings"]
    }


def _pairs(entries: list[Data], *keys: str) -> set[str]:
    return {" ".join(str(entry[key]) for key in keys) for entry in entries}


def _is(observe: Callable[[Data], Any]) -> Callable[[Data, Any], None]:
    def check(data: Data, wanted: Any) -> None:
        assert observe(data) == wanted

    return check


def _is_set(observe: Callable[[Data], Any]) -> Callable[[Data, Any], None]:
    def check(data: Data, wanted: Any) -> None:
        assert set(observe(data)) == set(wanted)

    return check


def _within(observe: Callable[[Data], dict[str, Any]], missing: Any = None) -> Callable[[Data, Any], None]:
    """A part of a mapping; ``missing`` is how a key that is not there is written."""

    def check(data: Data, wanted: Any) -> None:
        found = observe(data)
        assert {key: found.get(key, missing) for key in wanted} == wanted

    return check


def _says(observe: Callable[[Data], list[str]]) -> Callable[[Data, Any], None]:
    def check(data: Data, wanted: Any) -> None:
        said = observe(data)
        assert [piece for piece in wanted if not any(piece in text for text in said)] == [], said

    return check


def _check_warnings(data: Data, wanted: Any) -> None:
    assert set(wanted) - _pairs(data["warnings"], "kind", "concerns") == set()


def _check_no_warnings(data: Data, wanted: Any) -> None:
    assert set(wanted) & _pairs(data["warnings"], "kind", "concerns") == set()


def _check_untouched(data: Data, wanted: Any) -> None:
    assert set(wanted) & set(_flips(data)) == set()


#: Key of ``want`` → check of a decision's data against the wanted value.
CHECKS: dict[str, Callable[[Data, Any], None]] = {
    "decision": _is(lambda data: data["decision"]),
    "final": _is(lambda data: data["final"]),
    "routing": _is(lambda data: data["routing"]),
    "rows": _is(_rows),
    "clauses": _is_set(clauses_against),
    "findings": _within(_statuses),
    "consequences": _within(_consequences),
    "words": _is(lambda data: data["words"]["zh"]),
    "missing": _is_set(lambda data: _pairs(data["missing"], "path", "kind")),
    "effects": _within(lambda data: {one["path"]: one["effect"] for one in data["missing"]}),
    "entitlements": _within(_entitlements, "none"),
    "messages": _says(_messages),
    "referrals": _is_set(lambda data: [one["source"] for one in data["referrals"]]),
    "advice": _says(lambda data: [one["text"]["zh"] for one in data["advice"]]),
    "warnings": _check_warnings,
    "without_warnings": _check_no_warnings,
    "flips": _within(_flips),
    "untouched": _check_untouched,
    "documents": _is_set(lambda data: _pairs(data["documents"], "kind", "concerns")),
    "working_time": _is(lambda data: {row["locator"]: row["working_time"]["zh"] for row in data["committees"]}),
    "phones": _is(lambda data: {row["locator"]: row["office"]["phone"] for row in data["committees"]}),
    "facts": _within(lambda data: {fact["path"]: fact["value"] for fact in data["facts"]}),
    "assumed": _is_set(lambda data: data["carried_by_assumed"]),
    "earliest_year": _is(lambda data: (data["earliest_year"] or {}).get("year")),
}  # fmt: skip
