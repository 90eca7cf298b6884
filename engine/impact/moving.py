"""The applicants of a register as another policy would see them: the same people, a year apart where the policies are. Part of
:mod:`engine.impact`.

Only what was said is carried over, "nobody knows" with it; what follows from it or is assumed, the other policy says anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from engine.artifact.tables import Tables
from engine.batch.facts import FactsReader, Read
from engine.difference.rolled import moved
from engine.values import GIVEN_UNKNOWN, JUDGEMENT, NOT_APPLICABLE, Unknown


class Other(NamedTuple):
    """What the other policy cannot take: a fact and its value; ``fact`` empty where facts contradict each other there."""

    fact: str
    value: str


class Mover:
    """Carries applicants over. ``rows``: locators of the other policy by those of the register's."""

    def __init__(self, before: Tables, after: Tables, rows: Mapping[str, str]) -> None:
        self._after = after
        self._years = int(after["policy"]["year"]) - int(before["policy"]["year"])
        self._rows = dict(rows)
        self._facts = {name: _by_id(subject) for name, subject in before["subjects"].items()}
        self._readers = {name: FactsReader(after, subject) for name, subject in after["subjects"].items()}
        self._wanted = {name: _by_id(subject) for name, subject in after["subjects"].items()}
        self._words = {name: frozenset(each["words"]) for name, each in after["enumerations"].items()}

    def read(self, read: Read) -> Read | Other:
        """The applicant under the other policy, or what it cannot take."""
        reader = self._readers.get(read.subject)
        if reader is None:
            return Other("主体", read.subject)
        said = read.given or {}
        given = dict(reader.absent)
        for id, fact in self._wanted[read.subject].items():
            known = self._facts[read.subject].get(id)
            value = said.get(id)
            if isinstance(value, Unknown) and _said(value, fact):
                given[id] = value
            if known is None or value is None or isinstance(value, Unknown):
                continue
            if known["type"] != fact["type"]:
                if fact["absent"] != "unknown" and value is not NOT_APPLICABLE:  # what was said is not passed over for a default
                    return Other(fact["name"], str(value))
                continue
            found = self._value(known, fact, value)
            if isinstance(found, Other):
                return found
            if found is not None:
                given[id] = found
        completed = reader.complete(given)
        return Other("", "") if completed is None else completed

    def _value(self, known: Mapping[str, Any], fact: Mapping[str, Any], value: Any) -> Any:
        """A fact's value; ``None`` where it is not to be carried over."""
        if value is NOT_APPLICABLE:
            return value if fact["may_not_apply"] else None
        type_ = fact["type"]
        if type_ == "records":
            return self._records(known, fact, value)
        if type_ == "row":
            found = self._rows.get(value, value)
            return found if found in self._after["rows"] else Other(fact["name"], value)
        if type_ == "word" and value not in self._words.get(fact["enumeration"], ()):
            return Other(fact["name"], str(value))
        return self._figure(known, fact, self._moved(type_, value))

    def _records(self, known: Mapping[str, Any], fact: Mapping[str, Any], value: Any) -> Any:
        """Records by year, of the fields that both policies have."""
        before, fields = ({field["id"]: field for field in each["fields"]} for each in (known, fact))
        found: dict[int, dict[str, Any]] = {}
        for year, entry in value.items():
            made = found[year + self._years] = {}
            for name, each in entry.items():
                if name not in fields or name not in before:
                    continue
                if isinstance(each, Unknown):
                    made[name] = _relabelled(each, f"{fact['id']}[{year + self._years}].{name}")
                else:
                    made[name] = self._figure(before[name], fields[name], self._moved(fields[name]["type"], each))
                    if isinstance(made[name], Other):
                        return made[name]
        return found

    def _figure(self, known: Mapping[str, Any], fact: Mapping[str, Any], value: Any) -> Any:
        """A figure in the decimals of the other policy, within what that takes."""
        if isinstance(value, bool) or not isinstance(value, int):
            return value
        shift = fact["scale"] - known["scale"]
        figure, rest = (value * 10**shift, 0) if shift >= 0 else divmod(value, 10**-shift)
        low, high = fact["range"] or (None, None)
        if rest or (low is not None and figure < low) or (high is not None and figure > high):
            return Other(fact["name"], str(value))
        return figure

    def _moved(self, type_: str, value: Any) -> Any:
        if not self._years:
            return value
        if isinstance(value, date):
            return moved(value, self._years)
        if type_ == "year" and isinstance(value, int):
            return value + self._years
        if type_ == "years" and isinstance(value, tuple):
            return tuple(year + self._years for year in value)
        return value


def _said(value: Unknown, fact: Mapping[str, Any]) -> bool:
    """Whether somebody said that this is not known, or left it to a judge that the other policy has too; else it was left out."""
    kinds = {label.kind for label in value.labels}
    return GIVEN_UNKNOWN in kinds or (JUDGEMENT in kinds and bool(fact["judge"]))


def _relabelled(value: Unknown, path: str) -> Unknown:
    return Unknown(frozenset(label._replace(subject=path) for label in value.labels))


def _by_id(subject: Mapping[str, Any]) -> dict[str, Any]:
    return {fact["id"]: fact for fact in subject["facts"]}
