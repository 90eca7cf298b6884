"""What a change does, as data under ``schemas/impact.schema.json``; every other form is made from it. Part of
:mod:`engine.impact`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.explain.decision import PROCEDURE
from engine.impact.counted import DECISIONS, Counted, Values
from engine.impact.run import Impact
from engine.impact.setting import Sweep, unit_id, value_text

FORMAT = 1


def as_json(impact: Impact) -> dict[str, Any]:
    """The data. Words stand in the order of the policy, clauses by how many rows they turned."""
    names = Names(impact)
    data: dict[str, Any] = {
        "format": FORMAT,
        "from": _policy(impact.names[0], impact.tables[0]),
        "to": _policy(impact.names[1], impact.tables[1]),
        "settings": [each._asdict() for each in impact.settings],
        "subject": impact.subject,
    }
    if impact.counted is not None:
        return data | _counted(impact, impact.counted, names)
    assert impact.swept is not None
    return data | _swept(impact, *impact.swept, names)


class Names:
    """Decisions as the subject's letters call them, and the order of words and clauses."""

    def __init__(self, impact: Impact) -> None:
        before, after = impact.tables
        procedure = before["subjects"][impact.subject]["wording"] == "procedure"
        self.decisions = {name: PROCEDURE.get(name, name) if procedure else name for name in DECISIONS}
        self._order = {fact["id"]: _places(before, fact) for fact in impact.facts}
        self._clauses = after["clauses"] | before["clauses"]
        self._rows = before["rows"] | after["rows"]

    def sorted(self, fact: str, words: Iterable[str]) -> list[str]:
        """Words in the policy's order; texts by themselves, what is not known last."""
        places = self._order[fact]
        return sorted(words, key=lambda word: (word == "", places.get(word, len(places)), word))

    def clause(self, name: str) -> str:
        """What a clause says, or what a row is called."""
        if name in self._clauses:
            return str(self._clauses[name]["summary"])
        return str(self._rows.get(name, {}).get("name", ""))


def _places(tables: Mapping[str, Any], fact: Mapping[str, Any]) -> dict[str, int]:
    listed = tables["rows"] if fact["type"] == "row" else tables["enumerations"].get(fact["enumeration"], {}).get("words", ())
    return {name: place for place, name in enumerate(listed)}


def _policy(name: str, tables: Mapping[str, Any]) -> dict[str, Any]:
    about = tables["policy"]
    return {"policy": name, "year": about["year"], "number": about["document_number"], "digest": about["digest"]}


def _counted(impact: Impact, counted: Counted, names: Names) -> dict[str, Any]:
    groups = []
    for fact in impact.facts:
        found: dict[str, dict[str, int]] = {}
        for key, count in counted.groups.get(fact["id"], {}).items():
            word, _, turn = key.partition("\t")
            found.setdefault(word, {})[turn] = count
        words = [
            {"word": word or None, "rows": sum(found[word].values()), "turns": _turns(found[word], names)}
            for word in names.sorted(fact["id"], found)
        ]
        groups.append({"fact": fact["name"], "id": fact["id"], "words": words})
    return {
        "rows": counted.rows,
        "bad": counted.bad,
        "refused": counted.refused,
        "turns": _turns(counted.turns, names),
        "groups": groups,
        "clauses": [
            about | {"clause": clause, "says": names.clause(clause), "rows": count}
            for about, turn in _in_order(counted.clauses, names)
            for clause, count in sorted(counted.clauses[turn].items(), key=lambda item: (-item[1], item[0]))
        ],
        "examples": [about | {"rows": counted.shown[turn]} for about, turn in _in_order(counted.shown, names)],
    }


def _swept(impact: Impact, sweep: Sweep, swept: Values, names: Names) -> dict[str, Any]:
    groups = []
    for fact in impact.facts:
        listed = swept.groups.get(fact["id"], [])
        words = names.sorted(fact["id"], {key.partition("\t")[0] for counts in listed for key in counts})
        shown = [
            {"word": word or None, "decisions": [
                {names.decisions[name]: counts[key] for name in DECISIONS if (key := f"{word}\t{name}") in counts}
                for counts in listed
            ]}
            for word in words
        ]  # fmt: skip
        groups.append({"fact": fact["name"], "id": fact["id"], "words": shown})
    tables = impact.tables[1]
    values = [
        {"value": each.text, "decisions": {names.decisions[name]: counts[name] for name in DECISIONS if name in counts}}
        for each, counts in zip(sweep.settings, swept.decisions, strict=True)
    ]
    parameter = tables["parameters"][sweep.name]
    about = {"name": sweep.name, "id": parameter["id"], "unit": sweep.unit, "unit_id": unit_id(tables, sweep.unit)}
    about["clause"] = parameter["clause"]
    about["in_force"] = value_text(tables, sweep.settings[0]).removesuffix(sweep.unit or "") or None
    return {"rows": swept.rows, "bad": swept.bad, "parameter": about, "values": values, "groups": groups}


def _turns(counts: Mapping[str, int], names: Names) -> list[dict[str, Any]]:
    return [about | {"rows": counts[turn]} for about, turn in _in_order(counts, names)]


def _in_order(turns: Iterable[str], names: Names) -> list[tuple[dict[str, str], str]]:
    """Turns in the order of their decisions, with what they are called."""
    places = {name: place for place, name in enumerate(DECISIONS)}
    pairs = sorted((tuple(turn.split("\t")) for turn in turns), key=lambda pair: [places[each] for each in pair])
    return [
        ({"before": names.decisions[before], "after": names.decisions[after]}, f"{before}\t{after}") for before, after in pairs
    ]
