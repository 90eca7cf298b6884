"""From a model of the solver to an application file, and to one with as few facts as will do. Part of :mod:`engine.symbolic`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from engine.case.case import Case
from engine.case.from_mapping import case_from_mapping
from engine.case.quantities import written
from engine.case.unknowns import assumed_value
from engine.symbolic import logic
from engine.symbolic.logic import Formula, both, equal, negated
from engine.symbolic.value import Value, constant, same_known
from engine.symbolic.variables import Variables

Application = dict[str, Any]
UNKNOWN, INAPPLICABLE, EVERYTHING = "不详", "不适用", "全部"
#: What stands for a text that the policy does not name.
TEXT = "某某"


def application(variables: Variables, model: Any, facts: Iterable[str]) -> Application:
    """What a model says of ``facts``, as an application; what is not known is left out where that says so."""
    wanted = set(facts)
    found: Application = {}
    if variables.subject["wording"] != "application":
        found["主体"] = variables.subject["name"]
    for id, fact in variables.facts.items():
        if id not in wanted:
            continue
        if id in variables.records:
            stated = _records(variables, model, id)
        elif id in variables.lists:
            stated = _entries(variables, model, id)
        elif id in variables.made:
            stated = _stated(variables, model, fact, variables.made[id])
        else:
            continue
        if stated is not None:
            found[fact["name"]] = stated
    return found


def case(variables: Variables, found: Mapping[str, Any]) -> Case | None:
    """The case of an application, as ``policy eval`` reads it; ``None`` where it is refused."""
    read, _ = case_from_mapping(found, variables.tables, variables.subject["name"])
    return read


def readings(variables: Variables, model: Any) -> dict[str, str]:
    """The options of readings that a model takes in place of the chosen ones."""
    found = {}
    for name, number in variables.readings.items():
        reading = variables.tables["readings"][name]
        options = [option["name"] for option in reading["options"]]
        value = model.eval(number)
        taken = options[value.as_long()] if logic.z3().is_int_value(value) else reading["chosen"]
        if taken != reading["chosen"]:
            found[name] = taken
    return found


def stated(variables: Variables, model: Any, facts: Iterable[str]) -> Iterator[Formula]:
    """What a model says of facts that are a value each, to look for another one."""
    for id in sorted(facts):
        value = variables.made.get(id)
        if value is None or not value.parts:
            continue
        if _holds(model, value.unknown):
            yield value.unknown
        elif _holds(model, value.inapplicable):
            yield value.inapplicable
        else:
            yield both(negated(value.unknown), *(equal(part, model.eval(part, True)) for part in value.parts))


def _holds(model: Any, formula: Formula) -> bool:
    return formula if isinstance(formula, bool) else bool(logic.z3().is_true(model.eval(formula, True)))


def _number(model: Any, term: Any) -> int:
    return term if isinstance(term, int) else int(model.eval(term, True).as_long())


def _stated(variables: Variables, model: Any, fact: dict[str, Any], value: Value) -> Any:
    """One fact or field; ``None`` where it is to be left out."""
    if _holds(model, value.unknown):
        filled = fact["absent"] != "unknown" or any(fill["fact"] == fact["id"] for fill in variables.subject["fills"])
        return UNKNOWN if filled else None
    if _is_assumed(variables, model, fact, value):
        return None
    if _holds(model, value.inapplicable):
        return None if fact["absent"] == "not_applicable" else INAPPLICABLE
    if value.kind == "boolean":
        return _holds(model, value.parts[0])
    if value.kind == "date":
        return date.fromordinal(_number(model, value.parts[0])).isoformat()
    if value.kind == "span":
        return {"起": _number(model, value.parts[0]), "止": _number(model, value.parts[1])}
    if value.kind == "word":
        return _word(variables, _number(model, value.parts[0]))
    if fact["type"] == "year":
        return _number(model, value.parts[0])
    text = written(_number(model, value.parts[0]), fact["scale"])
    return text if "." in text else int(text)


def given(variables: Variables, id: str) -> Formula:
    """Whether an application has to state a fact for it to be what it is."""
    for special in (variables.records.get(id), variables.lists.get(id)):
        if special is not None:
            return negated(special.unknown)
    value = variables.made.get(id)
    if value is None or not value.parts:
        return False
    fact = variables.facts[id]
    if fact["absent"] == "not_applicable":
        return negated(value.inapplicable)
    assumed = assumed_value(fact)
    if assumed is None:
        return negated(value.unknown)
    return negated(both(negated(value.unknown), same_known(value, constant(assumed, variables.symbols))))


def _is_assumed(variables: Variables, model: Any, fact: dict[str, Any], value: Value) -> bool:
    """Whether a fact is what is assumed of it where it is left out."""
    assumed = assumed_value(fact)
    return assumed is not None and _holds(model, same_known(value, constant(assumed, variables.symbols)))


def _word(variables: Variables, number: int) -> str:
    words = variables.symbols.words
    return words[number] if number < len(words) else f"{TEXT}{number}"


def _entries(variables: Variables, model: Any, id: str) -> Any:
    found = variables.lists[id]
    if _holds(model, found.unknown):
        return None
    if _holds(model, found.everything):
        return EVERYTHING
    listed = []
    for entry in found.entries():
        if _holds(model, entry.used):
            columns = zip(found.fact["columns"], entry.columns, strict=True)
            known = ((column, word) for column, (open_, word) in columns if not _holds(model, open_))
            listed.append({column["name"]: _word(variables, _number(model, word)) for column, word in known})
    return listed


def _records(variables: Variables, model: Any, id: str) -> Any:
    record = variables.records[id]
    if _holds(model, record.unknown):
        return None
    found: dict[str, Any] = {}
    for term in record.years:
        year = _number(model, term)
        if record.bounds[0] <= year <= record.bounds[1] and _holds(model, record.present(term)):
            values = {
                field["name"]: _stated(variables, model, field, record.given(field, term)) for field in record.fields.values()
            }
            found[f"{year:04d}"] = {name: value for name, value in values.items() if value is not None}
    return dict(sorted(found.items()))


# ---- as few facts as will do ------------------------------------------------------------------------------------------


def shrunk(found: Application, does: Callable[[Application], bool]) -> Application:
    """``found`` without what is not needed for it to do what it does: facts first, then entries, years and fields."""
    progress = True
    while progress:
        progress = False
        for path in sorted(_paths(found), key=len):
            less = _without(found, path)
            if less is not None and does(less):
                found, progress = less, True
    return found


def _paths(value: Any) -> Iterator[tuple[Any, ...]]:
    """Where something stands that may be left out: keys of objects, places in lists (the last first)."""
    keys: Iterable[Any] = ()
    if isinstance(value, list):
        keys = range(len(value) - 1, -1, -1)
    elif isinstance(value, dict) and "起" not in value:
        keys = (key for key in value if key != "主体")
    for key in keys:
        yield (key,)
        yield from ((key, *rest) for rest in _paths(value[key]))


def _without(value: Any, path: tuple[Any, ...]) -> Any:
    """``value`` without what stands at ``path``; ``None`` where nothing does any more."""
    key, *rest = path
    if isinstance(value, list):
        if key >= len(value):
            return None
        inner = _without(value[key], tuple(rest)) if rest else None
        kept = [] if inner is None else [inner]
        return None if rest and inner is None else [*value[:key], *kept, *value[key + 1 :]]
    if not isinstance(value, dict) or key not in value:
        return None
    if not rest:
        return {other: each for other, each in value.items() if other != key}
    inner = _without(value[key], tuple(rest))
    return None if inner is None else value | {key: inner}
