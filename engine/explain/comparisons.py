"""One atom as it was met, with its figures and a sentence about it. Part of :mod:`engine.explain`.

A sentence says what was found and, where that does not do, what it should be and by how much it falls short:
``2023年度总学时84，应不少于90学时，差6学时``.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.evaluate.outcome import Reason
from engine.explain.figures import Figure, amount_text, decimal, figure, years_text
from engine.explain.inquiry import Inquiry
from engine.explain.labels import fact_use, provenance, side_label, side_like, side_path
from engine.explain.words import LANGUAGES, Text, joined, say, text
from engine.values import Interval

Comparison = dict[str, Any]

NEGATED = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
#: Names of the comparison words in the tables of words.
OPERATOR_WORDS = {"=": "equal", "!=": "unequal", "<": "less", "<=": "at_most", ">": "more", ">=": "at_least"}


def comparison(inquiry: Inquiry, reason: Reason, satisfied: bool | None) -> Comparison:
    """The atom of ``reason`` within a statement that is ``satisfied``, failed, or undetermined (``None``)."""
    atom = inquiry.tables["atoms"][reason.atom]
    positive = satisfied is None or reason.truth is None or reason.truth is satisfied
    operator = _operator(atom, positive)
    left, right = _side(inquiry, atom.get("left"), reason.left, reason), _right(inquiry, atom, reason)
    found: Comparison = {
        "kind": atom["kind"],
        "satisfied": satisfied if reason.truth is not None else None,
        "operator": operator,
        "left": left,
        "right": right,
        "difference": _difference(inquiry, reason, operator, satisfied, atom),
        "counted": counted(inquiry, reason),
        "missing": sorted({label.subject for label in reason.labels}),
        "clauses": list(atom["clauses"]),
        "readings": list(atom["readings"]),
    }
    found["found"] = _left(found) if left else text("nothing")
    found["text"] = _sentence(inquiry, atom, reason, found)
    return found


def _operator(atom: dict[str, Any], positive: bool) -> str:
    kind = atom["kind"]
    if kind == "compare":
        return str(atom["operator"]) if positive else NEGATED[atom["operator"]]
    words = {"member": ("in", "not_in"), "covers": ("covers", "not_covers"), "applicable": ("applies", "not_applies")}
    return words.get(kind, ("is", "is_not"))[0 if positive else 1]


def _side(inquiry: Inquiry, side: dict[str, Any] | None, value: Any, reason: Reason) -> dict[str, Any] | None:
    if side is None:
        return None
    path = side_path(inquiry, side, reason.bindings)
    shown = figure(value, side_like(inquiry, side), inquiry.tables)
    return {"kind": side["kind"], "path": path, "name": side_label(inquiry, side, reason.bindings), **shown}


def _right(inquiry: Inquiry, atom: dict[str, Any], reason: Reason) -> dict[str, Any] | None:
    """The right side; words compared with a fact are written as that fact's words are."""
    side = atom.get("right")
    found = _side(inquiry, side, reason.right, reason)
    if found is None or side is None or side["kind"] not in ("constant", "reading", "parameter", "expression"):
        return found
    left = atom.get("left")
    if isinstance(reason.right, str) and left:
        found.update(figure(reason.right, side_like(inquiry, left), inquiry.tables))
    return found


def counted(inquiry: Inquiry, reason: Reason) -> list[dict[str, Any]]:
    """The elements that a count or sum went through; those not counted say why."""
    elements = []
    for _, _, parts in reason.parts:
        for key, truth, _, reasons in parts:
            why = [] if truth else [comparison(inquiry, inner, truth) for inner in reasons]
            elements.append({"key": key, "counts": truth, "comparisons": why})
    return elements


def _difference(inquiry: Inquiry, reason: Reason, operator: str, satisfied: bool | None, atom: dict[str, Any]) -> Figure | None:
    """By how much a failed comparison misses its boundary."""
    if satisfied is not False or atom["kind"] != "compare" or operator not in ("<", "<=", ">", ">="):
        return None
    left, right = _single(reason.left), _single(reason.right)
    if isinstance(left, date) and isinstance(right, date):
        days = abs((left - right).days) + (operator in ("<", ">"))
        return {"state": "known", "value": days, "unit": "天", "text": amount_text(str(days), "天", inquiry.tables)}
    if isinstance(left, bool) or not isinstance(left, int) or not isinstance(right, int):
        return None
    like = side_like(inquiry, atom["left"])
    scale, unit = like.get("scale") or 0, like.get("unit") or ("年" if like.get("type") == "year" else None)
    short = abs(left - right) + (operator in ("<", ">"))
    amount = decimal(short, scale)
    words = amount_text(amount, unit, inquiry.tables)
    return {"state": "known", "value": amount if scale else short, "unit": unit, "text": words}


def _single(value: Any) -> Any:
    """The value to measure from: of an uncertain count the end nearest to passing."""
    return value.high if isinstance(value, Interval) else value


# ---- sentences --------------------------------------------------------------------------------------------------


def _sentence(inquiry: Inquiry, atom: dict[str, Any], reason: Reason, found: Comparison) -> Text:
    kind = atom["kind"]
    if found["left"] is None and atom.get("text"):
        own = str(atom["text"])
        return {"zh": own, "en": own}
    if reason.truth is None:
        return _open_sentence(inquiry, atom, reason, found)
    if kind == "compare":
        return _compared(inquiry, found)
    failed = "_failed" if found["satisfied"] is False else ""
    left, right = found["left"], found["right"]
    name: Text | str = left["name"] if left else ""
    value: Text | str = left["text"] if left else ""
    if kind == "member":
        return text(found["operator"] + failed, name=name, value=value, group=_group(right))
    if kind == "covers":
        return text(found["operator"] + failed, name=name, group=_values(inquiry, reason))
    if kind == "applicable":
        return text(found["operator"] + failed, name=name)
    if kind == "truth" and left:
        return text("truth" + failed, name=name, value=value, required=text("no" if left["value"] is True else "yes"))
    own = str(atom.get("text") or "")
    return {"zh": own, "en": own}


def _open_sentence(inquiry: Inquiry, atom: dict[str, Any], reason: Reason, found: Comparison) -> Text:
    kind, left, right = atom["kind"], found["left"], found["right"]
    if kind == "judgement":
        return text("to_be_judged", question=str(atom.get("text") or "") or ", ".join(found["missing"]))
    if kind != "compare" or left is None or right is None:
        name: Text | str = left["name"] if left else str(atom.get("text") or "")
        return text("open", name=name)
    if left["state"] != "unknown" and right["state"] == "unknown":
        return text("open_right", left=_left(found), right=right["name"])
    required = _required(inquiry, found, right)
    if left["state"] == "between" or found["counted"]:
        return text("open_count", left=_left(found), required=required)
    return text("open_compare", name=left["name"], required=required)


def _compared(inquiry: Inquiry, found: Comparison) -> Text:
    left = _left(found)
    if found["right"] is None:
        return left
    if found["satisfied"] is not False:
        return text("held", left=left, required=_bare_requirement(inquiry, found))
    if found["counted"] and found["right"]["kind"] == "fact":
        stated = text("beside", left=left, value=_named(inquiry, found["right"]))
    else:
        stated = text("failed", left=left, required=_required(inquiry, found, found["right"]))
    if found["difference"] is None:
        return stated
    key = "short" if found["operator"] in (">", ">=") else "over"
    dated = "_date" if is_date(found["left"]["value"]) else ""
    return text(key + dated, stated=stated, by=found["difference"]["text"])


def _named(inquiry: Inquiry, right: dict[str, Any]) -> Text:
    """A value that is itself a fact, with its name: ``所填规定年限4年``."""
    given = provenance(inquiry, right["path"]) == "given"
    return text("stated" if given else "unstated", name=right["name"], value=right["text"])


def _required(inquiry: Inquiry, found: Comparison, right: dict[str, Any]) -> Text:
    """``应不少于90学时``; a date is followed by what it is."""
    dated = (found["left"] and is_date(found["left"]["value"])) or is_date(right["value"])
    key = OPERATOR_WORDS[found["operator"]] + ("_date" if dated and found["operator"] not in ("=", "!=") else "")
    value = right["text"] if right["state"] == "known" else right["name"]
    if right["kind"] == "fact" and right["state"] == "known":
        value = _named(inquiry, right)
    words = text(key, value=value)
    if right["kind"] == "row":
        words = text("which_is", value=words, name=right["name"])
    return text("should", required=words)


def _bare_requirement(inquiry: Inquiry, found: Comparison) -> Text:
    """``不少于90学时``; words that are simply equal need no repetition."""
    right = found["right"]
    if found["operator"] == "=" and found["left"]["state"] == "known" and right["value"] == found["left"]["value"]:
        return text("nothing")
    if right["kind"] == "fact" and found["counted"]:
        return text("clause", words=_named(inquiry, right))
    value = _named(inquiry, right) if right["kind"] == "fact" else right["text"]
    dated = is_date(found["left"]["value"]) and found["operator"] not in ("=", "!=")
    return text("clause", words=text(OPERATOR_WORDS[found["operator"]] + ("_date" if dated else ""), value=value))


def is_date(value: Any) -> bool:
    """Whether a figure's value is a date (ISO text)."""
    return isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-" and value[:4].isdigit()


def _left(found: Comparison) -> Text:
    """``2023年度总学时84``, ``2019—2023年合格3年（2019、2020、2021）``, ``申报渠道为线下``."""
    left = found["left"]
    if left["kind"] == "variable" and left["state"] == "known":
        words: Text = left["text"]
        return words
    if found["counted"] and left["kind"] in ("aggregate", "expression"):
        return _count(found)
    if isinstance(left["value"], str) and left["unit"] is None and not is_date(left["value"]):
        return text("word_is", name=left["name"], value=left["text"])
    number = left["text"]
    unit = left["unit"]
    if unit and left["name"]["zh"].endswith(unit) and number["zh"].endswith(unit):
        number = {"zh": number["zh"].removesuffix(unit), "en": number["en"]}
    return text("value_is", name=left["name"], value=number)


def _count(found: Comparison) -> Text:
    """A count over years, with the years that count and those still open."""
    elements = found["counted"]
    years = [element["key"] for element in elements]
    yes = [element["key"] for element in elements if element["counts"]]
    maybe = [element["key"] for element in elements if element["counts"] is None]
    if not all(isinstance(key, int) and 1000 <= key <= 9999 for key in years):
        return text("value_is", name=found["left"]["name"], value=found["left"]["text"])
    listed = {lang: say(lang, "list").join(map(str, yes)) for lang in LANGUAGES}
    count = text("counted" if yes else "counted_none", count=found["left"]["text"], years=listed)
    if maybe:
        open_years = {lang: say(lang, "list").join(map(str, maybe)) for lang in LANGUAGES}
        count = text("counted_open", count=count, years=open_years)
    return text("over_years", span=years_text(min(years), max(years)), count=count)


def _group(right: dict[str, Any] | None) -> Text:
    """A group by its name where it has one, else by its members."""
    if right is None:
        return text("nothing")
    if right["kind"] in ("group", "parameter") and right["name"]["zh"]:
        words: Text = right["name"]
        return words
    members: Text = right["text"]
    return members


def _values(inquiry: Inquiry, reason: Reason) -> Text:
    """The values that a list should cover, in a row."""
    values = reason.right if isinstance(reason.right, tuple) else (reason.right,)
    path = side_path(inquiry, inquiry.tables["atoms"][reason.atom].get("left") or {"kind": ""}, reason.bindings)
    columns = list(inquiry.facts.get(path or "", {}).get("columns") or ())
    likes = columns if len(columns) == len(values) else [{}] * len(values)
    told = [figure(value, like, inquiry.tables)["text"] for value, like in zip(values, likes, strict=True)]
    return joined(told, "pair")


# ---- what was used ----------------------------------------------------------------------------------------------


def paths_of(inquiry: Inquiry, reasons: tuple[Reason, ...]) -> list[str]:
    """The paths of all facts that ``reasons`` rest on, each once, in order."""
    found: dict[str, None] = {}
    for reason in reasons:
        atom = inquiry.tables["atoms"][reason.atom]
        for side in (atom.get("left"), atom.get("right")):
            if side is None:
                continue
            path = side_path(inquiry, side, reason.bindings)
            found.update(dict.fromkeys([path] if path else side.get("facts") or ()))
        for _, _, parts in reason.parts:
            for _, _, _, inner in parts:
                found.update(dict.fromkeys(paths_of(inquiry, inner)))
    return list(found)


def readings_of(inquiry: Inquiry, reasons: tuple[Reason, ...]) -> set[str]:
    """The readings that ``reasons`` rest on."""
    found: set[str] = set()
    for reason in reasons:
        atom = inquiry.tables["atoms"][reason.atom]
        found.update(atom["readings"])
        for _, _, parts in reason.parts:
            for _, _, _, inner in parts:
                found |= readings_of(inquiry, inner)
    return found


def facts_used(inquiry: Inquiry, paths: list[str]) -> list[dict[str, Any]]:
    """The facts at ``paths`` with values and provenance."""
    return [fact_use(inquiry, path) for path in paths]
