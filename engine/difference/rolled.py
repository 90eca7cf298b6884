"""The older policy as it would read in the year of the newer one. Part of :mod:`engine.difference`.

What moves with the year is moved: dates of the plan, working times of rows, the plan year. What both policies give alike is
not: a list in force since 2021, "2019 and before". So whatever still differs was changed by somebody, and both may be asked
about one application, written for the newer year. Rows that are the same row take the locator of the newer policy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any

from engine.artifact.tables import Tables
from engine.core import nodes as c
from engine.core.policy import Condition, CorePolicy
from engine.core.walk import of_policy
from engine.difference.edition import Edition
from engine.difference.matching import Rows
from engine.values.dates import ROUND_DOWN, shift_years


def rolled(old: Edition, new: Edition, rows: Rows) -> Edition:
    """``old`` in the year of ``new``; ``rows``: which of them are the same."""
    names = _locators(old, new, rows.same)
    years = new.year - old.year
    chosen = {before: rows.forward.get(before, (after,)) for before, after in names.items()}
    if not years and all((before,) == after for before, after in chosen.items()):
        return old
    mover = Mover(years, _dates(new.core), _years(new.core), chosen)
    tables = _tables(old.tables, new.tables, years, names)
    return old._replace(core=_core(old.core, mover, names, tables), tables=tables)


def moved(day: date, years: int) -> date:
    """``day`` in another year: the last day of a month stays that, the 29th of February is its month's last."""
    if (day + timedelta(days=1)).day == 1 and day.month == 2:
        following = shift_years(date(day.year, 3, 1), years, ROUND_DOWN)
        return following - timedelta(days=1) if following is not None else day
    return shift_years(day, years, ROUND_DOWN) or day


def moved_text(text: str, years: int) -> str:
    """An ISO date in another year."""
    return moved(date.fromisoformat(text), years).isoformat()


def _locators(old: Edition, new: Edition, rows: Mapping[str, str]) -> dict[str, str]:
    """What each row of ``old`` is called from now on; one without counterpart gives way to a new row of its number."""
    found = {}
    for locator in old.tables["rows"]:
        after = rows.get(locator, locator)
        if locator not in rows and locator in new.tables["rows"]:
            after = f"{locator}·{old.year}"
        found[locator] = after
    return found


class Mover:
    """Moves constants of rules: those that the newer rules have as they are stay. ``chosen``: what somebody may choose who
    chose a row before."""

    def __init__(self, years: int, dates: frozenset[date], kept: frozenset[int], chosen: Mapping[str, tuple[str, ...]]) -> None:
        self.years = years
        self.chosen = {before: after for before, after in chosen.items() if after != (before,)}
        self.dates = dates
        self.kept = kept

    def day(self, day: date) -> date:
        """A date written in a rule."""
        return day if day in self.dates else moved(day, self.years)

    def year(self, year: int) -> int:
        """A year written in a rule: moved only where the newer rules have it so."""
        return year + self.years if year not in self.kept and year + self.years in self.kept else year


def _dates(core: CorePolicy) -> frozenset[date]:
    return frozenset(node.value for node in of_policy(core) if isinstance(node, c.Constant) and isinstance(node.value, date))


def _years(core: CorePolicy) -> frozenset[int]:
    """The years written in rules: sides of comparisons that are constants of type year."""
    compared = [node for node in of_policy(core) if isinstance(node, c.Compare)]
    found = (year_of(core, node, side) for node in compared for side in (node.left, node.right))
    return frozenset(year for year in found if year is not None)


def year_of(core: CorePolicy, node: c.Compare, side: c.Node) -> int | None:
    """The year that a side of a comparison is, where it is written out."""
    if not isinstance(side, c.Constant) or not isinstance(side.value, int) or isinstance(side.value, bool):
        return None
    info = core.atoms[node.atom.number] if 0 <= node.atom.number < len(core.atoms) else None
    told = None if info is None else info.left if side is node.left else info.right
    return side.value if told is not None and told.type == "year" else None


def _core(core: CorePolicy, mover: Mover, names: Mapping[str, str], tables: Tables) -> CorePolicy:
    renamed = {before: after for before, after in names.items() if before != after}
    memo: dict[int, Any] = {}

    def change(node: Any) -> Any:
        if isinstance(node, tuple):
            parts = tuple(change(part) for part in node)
            return parts if any(new is not old for new, old in zip(parts, node, strict=True)) else node
        if not is_dataclass(node) or isinstance(node, c.Atom):
            return node
        found = memo.get(id(node))
        if found is None:
            found = memo[id(node)] = _changed(core, node, change, mover)
        return found

    subjects = []
    for part in core.subjects:
        rows = tuple(_row(row, change(row.scope), names, tables, mover.years) for row in part.rows)
        conditions = tuple(_renamed(each, renamed) for each in change(part.conditions))
        subjects.append(
            replace(part, conditions=conditions, entitlements=change(part.entitlements), gaps=change(part.gaps), rows=rows)
        )
    return replace(core, definitions=change(core.definitions), subjects=tuple(subjects))


def _renamed(condition: Condition, renamed: Mapping[str, str]) -> Condition:
    """A note under the new locator of its row."""
    locator, _, rest = condition.name.partition(" ")
    if condition.kind != "note" or locator not in renamed:
        return condition
    return replace(condition, name=f"{renamed[locator]} {rest}")


def _changed(core: CorePolicy, node: Any, change: Callable[[Any], Any], mover: Mover) -> Any:
    if isinstance(node, c.Constant):
        return c.Constant(mover.day(node.value)) if isinstance(node.value, date) else node
    if isinstance(node, c.Member) and isinstance(node.group, c.Constant) and isinstance(node.group.value, frozenset):
        group = frozenset(after for each in node.group.value for after in mover.chosen.get(each, (each,)))
        return replace(node, item=change(node.item), group=c.Constant(group)) if group != node.group.value else node
    if isinstance(node, c.Compare):
        if isinstance(node.right, c.Constant) and node.operator in ("=", "!=") and node.right.value in mover.chosen:
            found = _chosen(replace(node, operator="="), mover.chosen[node.right.value])  # type: ignore[index]
            return c.Not(found) if node.operator == "!=" else found
        years = [year_of(core, node, side) for side in (node.left, node.right)]
        left, right = (
            change(side) if year is None else c.Constant(mover.year(year))
            for side, year in zip((node.left, node.right), years, strict=True)
        )
        return node if left is node.left and right is node.right else replace(node, left=left, right=right)
    new = {}
    for one in fields(node):
        before = getattr(node, one.name)
        after = change(before)
        if after is not before:
            new[one.name] = after
    return replace(node, **new) if new else node


def _chosen(node: c.Compare, rows: tuple[str, ...]) -> c.Node:
    """Whether the row that somebody chose is one of ``rows``; whoever chose none may have any."""
    left = replace(node.left, fallback=c.Constant(rows[0])) if isinstance(node.left, c.Default) else node.left
    if len(rows) > 1:
        return c.Member(left, c.Constant(frozenset(rows)), node.atom)
    return replace(node, left=left, right=c.Constant(rows[0]))


def _row(row: Any, scope: Any, names: Mapping[str, str], tables: Tables, years: int) -> Any:
    locator = names[row.locator]
    data = tables["rows"][locator]
    stated = {"start": data["start_date"], "finish": data["finish_date"]}
    attributes = tuple((name, _attribute(value, stated.get(name), years)) for name, value in row.attributes)
    return replace(row, locator=locator, scope=scope, attributes=attributes)


def _attribute(value: Any, stated: str | None, years: int) -> Any:
    """A date of a row as the tables have it; with the dates that amendments gave it, in another year."""
    if isinstance(value, date):
        return date.fromisoformat(stated) if stated else moved(value, years)
    if not isinstance(value, tuple):
        return value
    return tuple(
        (None if since is None else moved(since, years), _attribute(each, stated if since is None else None, years))
        for since, each in value
    )


# ---- tables -----------------------------------------------------------------------------------------------------------


def _tables(old: Tables, new: Tables, years: int, names: Mapping[str, str]) -> Tables:
    rows = {names[locator]: _moved_row(row, new["rows"].get(names[locator]), years) for locator, row in old["rows"].items()}
    if not years:
        return old | {"rows": rows}
    parameters = {name: _moved_figure(each, new["parameters"].get(name), years) for name, each in old["parameters"].items()}
    readings = {name: _moved_reading(each, new["readings"].get(name), years) for name, each in old["readings"].items()}
    policy = old["policy"] | {"year": new["policy"]["year"]}
    return old | {
        "rows": rows, "parameters": parameters, "readings": readings, "policy": policy, "calendar": new["calendar"],
    }  # fmt: skip


def _moved_row(row: dict[str, Any], other: dict[str, Any] | None, years: int) -> dict[str, Any]:
    """A row whose working time moves. One that prints no start begins with its notice, the newer one with its own."""
    if not years:
        return row
    found = row | {key: moved_text(row[key], years) for key in ("start_date", "finish_date") if row[key]}
    if row["start"] is None and other is not None and other["start"] is None:
        found["start_date"] = other["start_date"]
    return found


def _moved_figure(figure: dict[str, Any], other: dict[str, Any] | None, years: int) -> dict[str, Any]:
    """A parameter: days from which it holds and values that are dates or years, but for those that both have alike."""
    theirs = other["entries"] if other is not None else []
    if figure["entries"] == theirs:
        return figure
    since, values = {each[0] for each in theirs}, [each[1] for each in theirs]
    entries = [
        [start if start is None or start in since else moved_text(start, years), _value(figure["type"], value, values, years)]
        for start, value in figure["entries"]
    ]
    return figure | {"entries": entries}


def _value(type_: str, value: Any, theirs: Iterable[Any], years: int) -> Any:
    if value is None or value in theirs:
        return value
    if type_ == "date":
        return moved_text(value, years)
    return value + years if type_ == "year" else value


def _moved_reading(reading: dict[str, Any], other: dict[str, Any] | None, years: int) -> dict[str, Any]:
    """A reading: years among its options move only where the newer policy has them so."""
    if reading["type"] != "year" or other is None:
        return reading
    theirs = {option["value"] for option in other["options"]}
    options = [
        option | {"value": option["value"] + years}
        if option["value"] not in theirs and option["value"] + years in theirs else option
        for option in reading["options"]
    ]  # fmt: skip
    return reading | {"options": options}
