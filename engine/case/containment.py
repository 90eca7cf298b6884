"""Parts never exceed the whole: 一般公需 within 公需科目 within 总学时. Part of :mod:`engine.case`.

Each part is held against the whole first, then all known parts together: quantities are never negative, so that even
with a part unknown the others may already be too much.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from engine.case.quantities import unit_term, written
from engine.case.reading import Reader
from engine.diagnostics import Label
from engine.diagnostics.terms import Term


class Excess(NamedTuple):
    """Parts (field ids) of one year that are more than their whole."""

    year: int
    whole: str
    parts: tuple[str, ...]


def excesses(fact: dict[str, Any], records: Any) -> Iterator[Excess]:
    """Where the records of ``fact`` contradict themselves. Fields that are unknown or unreadable say nothing."""
    if not isinstance(records, dict):
        return
    for year, entry in records.items():
        for rule in fact["contains"]:
            whole = entry.get(rule["whole"])
            parts = {part: value for part in rule["parts"] if _known(value := entry.get(part))}
            if not _known(whole):
                continue
            single = [Excess(year, rule["whole"], (part,)) for part, value in parts.items() if value > whole]
            yield from single
            if not single and sum(parts.values()) > whole:
                yield Excess(year, rule["whole"], tuple(parts))


def _known(value: Any) -> bool:
    return isinstance(value, int)


def check(reader: Reader, fact: dict[str, Any], records: Any) -> None:
    """Report every excess in the records of ``fact``, at the (last) part."""
    fields = {field["id"]: field for field in fact["fields"]}
    for year, whole, parts in excesses(fact, records):
        entry = records[year]
        place = max(reader.spans[f"{fact['id']}[{year}].{part}"] for part in parts)
        label = Label(reader.spans[f"{fact['id']}[{year}].{whole}"], "whole")
        arguments = {
            "year": year,
            "whole": Term(fields[whole]["name"], whole),
            "whole_value": _value(fields[whole], entry[whole]),
            "part_value": written(sum(entry[part] for part in parts), fields[parts[0]]["scale"] or 0),
            "unit": unit_term(reader, fields[whole]),
        }
        names = [Term(fields[part]["name"], part) for part in parts]
        if len(parts) == 1:
            reader.report("E0637", place, (label,), part=names[0], **arguments)
        else:
            reader.report("E0638", place, (label,), parts=names, **arguments)


def _value(field: dict[str, Any], value: int) -> str:
    return written(value, field["scale"] or 0)
