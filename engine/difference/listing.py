"""Document, clauses, readings, vocabulary and gaps that changed; all changes in the order of the notice. Part of
:mod:`engine.difference`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.difference.change import GONE, KINDS, OF_DOCUMENT, Change
from engine.difference.edition import Edition
from engine.difference.figures import figure_changes
from engine.difference.matching import Rows
from engine.difference.renumbering import Renumbering, renumbering, series
from engine.difference.row_changes import row_changes
from engine.difference.rule_changes import rule_changes
from engine.trace.register import Statement

_HEAD = ("document_number", "title", "year", "issuer", "issued_on", "region", "short_title")
_FACT = ("name", "id", "type", "unit", "range", "enumeration", "change", "absent", "assumed", "may_not_apply", "judge", "yearly")


def listed(old: Edition, moved: Edition, new: Edition, rows: Rows) -> list[Change]:
    """Everything that changed, by clause in the order of the newer notice. ``moved``: ``old`` in the year of ``new``."""
    numbers = renumbering(old, new, rows)
    found = [
        *_document(old, new, numbers), *_clauses(old, new, numbers), *figure_changes(old, moved, new, numbers),
        *row_changes(old, moved, new, rows, numbers), *_readings(old, moved, new, numbers), *_gaps(old, new, numbers),
        *_vocabulary(old, new), *rule_changes(old, moved, new, rows, numbers),
    ]  # fmt: skip
    order = _order(old, new)
    last = len(order) + 1

    def place(change: Change) -> tuple[int, int, int, str]:
        if change.kind in OF_DOCUMENT and not change.clause:
            return 0, 0, KINDS.index(change.kind), change.name
        place = 2 * order.get(change.clause, last) + (change.kind not in GONE)
        return not change.clause, place, KINDS.index(change.kind), change.name

    return sorted(found, key=place)


def _order(old: Edition, new: Edition) -> dict[str, int]:
    """Clauses, then rows, in the order of the newer notice; what only the older one has stands where it stood."""
    listed = [each.locator for each in new.clauses] + [f"附件1·{locator}" for locator in new.tables["rows"]]
    known = set(listed)
    before = ""
    for locator in [each.locator for each in old.clauses] + [f"附件1·{locator}" for locator in old.tables["rows"]]:
        if locator not in known:
            listed.insert(listed.index(before) + 1 if before in known else 0, locator)
            known.add(locator)
        before = locator
    return {locator: number for number, locator in enumerate(listed, 1)}


def _document(old: Edition, new: Edition, numbers: Renumbering) -> Iterator[Change]:
    before, after = old.tables["policy"], new.tables["policy"]
    for key in _HEAD:
        if before[key] != after[key]:
            yield Change("document", "", key, str(before[key]), str(after[key]))
    one, two = ({each["name"]: each for each in side["references"]} for side in (before, after))
    for name in [*two, *(each for each in one if each not in two)]:
        texts = [_reference(side[name]) if name in side else None for side in (one, two)]
        clause = (two.get(name) or one[name])["clause"] or ""
        if texts[0] != texts[1]:
            kind = "reference_added" if texts[0] is None else "reference_removed" if texts[1] is None else "reference_changed"
            yield Change(kind, clause, name, texts[0], texts[1])
    steps = [[str(each["text"]) for each in side["next_steps"]] for side in (before, after)]
    if numbers.texts(steps[0]) != steps[1]:
        yield Change("next_steps", "", "", steps[0], steps[1])
    if old.calendar != new.calendar:
        days = [{day: worked for day, worked, _ in side.calendar} for side in (old, new)]
        changed = sorted(day for day in {*days[0], *days[1]} if days[0].get(day) != days[1].get(day))
        if changed and (old.year == new.year or days[1]):
            yield Change("calendar", "", "", None, None, {"days": changed})


def _reference(reference: Mapping[str, Any]) -> list[str]:
    return [reference["number"] or "", reference["status"]]


def _clauses(old: Edition, new: Edition, numbers: Renumbering) -> Iterator[Change]:
    before, after = ({each.locator: each for each in side.clauses} for side in (old, new))
    same = numbers.clauses
    came = set(same.values())
    moved = [[each, other] for each, other in same.items() if each != other and series(each) == series(other)]
    if moved:
        order = list(after)
        moved.sort(key=lambda pair: order.index(pair[1]))
        yield Change("clauses_renumbered", "", "", None, None, {"pairs": moved})
    for locator, other in same.items():
        yield from _clause(before[locator], after[other], numbers)
    for locator, each in after.items():
        if locator not in came:
            yield Change("clause_added", locator, locator, None, each.summary)
    for locator, each in before.items():
        if locator not in same:
            yield Change("clause_removed", locator, locator, each.summary, None)


def _clause(one: Statement, two: Statement, numbers: Renumbering) -> Iterator[Change]:
    if series(one.locator) != series(two.locator):
        yield Change("clause_moved", two.locator, two.locator, one.locator, two.locator, {"summary": two.summary})
    if one.digest != two.digest:
        alike = numbers.text(one.summary) == two.summary
        detail = {"length_before": one.length, "length_after": two.length, "same_summary": alike}
        yield Change("clause_reworded", two.locator, two.locator, one.summary, two.summary, detail)
    elif numbers.text(one.summary) != two.summary or one.classes != two.classes or one.actors != two.actors:
        texts = [f"{each.summary}（{each.classes}；{'、'.join(each.actors)}）" for each in (one, two)]
        yield Change("clause_restated", two.locator, two.locator, texts[0], texts[1])


def _readings(old: Edition, moved: Edition, new: Edition, numbers: Renumbering) -> Iterator[Change]:
    before, after = old.tables["readings"], new.tables["readings"]
    rolled = moved.tables["readings"]
    for name, reading in after.items():
        unit, clause = ("reading", name), reading["clause"] or ""
        if name not in before:
            yield Change("reading_added", clause, name, None, reading["chosen"], {"question": reading["question"]}, unit)
            continue
        other = before[name]
        values = [{each["name"]: each["value"] for each in side["options"]} for side in (rolled[name], reading)]
        if values[0] != values[1]:
            yield Change("reading_options", clause, name, _options(other), _options(reading), {}, unit)
        if other["chosen"] != reading["chosen"]:
            yield Change("reading_chosen", clause, name, other["chosen"], reading["chosen"], {"code": reading["code"]}, unit)
        if (numbers.text(other["question"]), other["code"]) != (reading["question"], reading["code"]):
            yield Change("reading_reworded", clause, name, f"{other['code']} {other['question']}",
                         f"{reading['code']} {reading['question']}")  # fmt: skip
        if other["confirmed"] != reading["confirmed"]:
            yield Change("reading_confirmed", clause, name, other["confirmed"], reading["confirmed"])
    for name, reading in before.items():
        if name not in after:
            yield Change("reading_removed", reading["clause"] or "", name, reading["chosen"], None, {}, ("reading", name))


def _options(reading: Mapping[str, Any]) -> str:
    plain = (each["name"] if each["value"] in (None, each["name"]) else f"{each['name']}={each['value']}"
             for each in reading["options"])  # fmt: skip
    return "、".join(plain)


def _gaps(old: Edition, new: Edition, numbers: Renumbering) -> Iterator[Change]:
    before, after = old.tables["gaps"], new.tables["gaps"]
    for name, gap in after.items():
        clause = next(iter(gap["clauses"]), "")
        if name not in before:
            yield Change("gap_added", clause, name, None, gap["text"], {}, ("gap", name))
        elif numbers.text(before[name]["text"]) != gap["text"]:
            yield Change("gap_text", clause, name, before[name]["text"], gap["text"])
    for name, gap in before.items():
        if name not in after:
            yield Change("gap_removed", next(iter(gap["clauses"]), ""), name, gap["text"], None, {}, ("gap", name))


def _vocabulary(old: Edition, new: Edition) -> Iterator[Change]:
    before, after = old.tables["enumerations"], new.tables["enumerations"]
    for name in [*after, *(each for each in before if each not in after)]:
        one, two = (list(side.get(name, {"words": {}})["words"]) for side in (before, after))
        detail = {"added": [each for each in two if each not in one], "removed": [each for each in one if each not in two]}
        if detail["added"] or detail["removed"]:
            yield Change("words", "", name, None, None, detail)
    subjects = old.tables["subjects"], new.tables["subjects"]
    for name in sorted({*subjects[0], *subjects[1]}):
        yield from _subject(name, *(side.get(name) for side in subjects))
    one, two = old.tables["exemptions"], new.tables["exemptions"]
    if one != two:
        texts = [["·".join(str(each[key]) for key in ("who", "year", "basis")) for each in side] for side in (one, two)]
        detail = {"added": [each for each in texts[1] if each not in texts[0]],
                  "removed": [each for each in texts[0] if each not in texts[1]]}  # fmt: skip
        yield Change("register", "", "学时例外", None, None, detail)


def _subject(name: str, old: dict[str, Any] | None, new: dict[str, Any] | None) -> Iterator[Change]:
    one, two = ({each["id"]: each for each in side["facts"]} if side else {} for side in (old, new))
    names = {fact["name"]: id for id, fact in one.items() if id not in two}
    sources = {id: id if id in one else names.get(fact["name"], "") for id, fact in two.items()}
    for id, fact in two.items():
        other = one.get(sources[id])
        if other is None:
            yield Change("fact_added", "", fact["name"], None, fact["type"], {"subject": name})
            continue
        differ = [key for key in (*_FACT, "columns", "fields") if other[key] != fact[key]]
        if differ:
            texts = [{key: _plain(side[key]) for key in differ} for side in (other, fact)]
            yield Change("fact_changed", "", fact["name"], texts[0], texts[1], {"subject": name})
    for id, fact in one.items():
        if id not in sources.values():
            yield Change("fact_removed", "", fact["name"], fact["type"], None, {"subject": name})
    for key in ("relations", "fills"):
        rows = [_rows(side[key]) if side else {} for side in (old, new)]
        for table in sorted({*rows[0], *rows[1]}):
            before, after = rows[0].get(table, []), rows[1].get(table, [])
            if before != after:
                detail = {"added": [each for each in after if each not in before],
                          "removed": [each for each in before if each not in after], "subject": name}  # fmt: skip
                yield Change("relation" if key == "relations" else "register", "", table, None, None, detail)


def _rows(listed: list[dict[str, Any]]) -> dict[str, list[str]]:
    found = {}
    for each in listed:
        rows = [row if isinstance(row, list) else [*row["words"], row["value"]] for row in each["rows"]]
        found[each.get("name") or "规定年限"] = ["·".join(str(word) for word in row) for row in rows]
    return found


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(str(each.get("name") if isinstance(each, dict) else each) for each in value)
    return "—" if value is None else str(value)
