"""Changes and answers as sentences, for the text and the page alike. Part of :mod:`engine.difference`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from engine.difference.change import GONE, OF_DOCUMENT, Change
from engine.difference.compared import Compared, Effect, shown
from engine.difference.edition import Edition
from engine.difference.figures import UNSETTLED
from engine.difference.judged import FIRST_WAYS
from engine.difference.proof import FOUND_ONE, LOOKED, OF_ROWS, ONE_SIDED, UNTOUCHED, Answer, Answers
from engine.difference.renumbering import runs
from engine.difference.renumbering import shown as run_shown
from engine.difference.words import WORDS, named

#: Texts longer than this are shortened in a sentence.
_LONG = 160
#: Texts longer than this are told by where they differ, with so much around that.
_WHOLE, _AROUND = 48, 8


def sentence(change: Change, lang: str) -> str:
    """What changed."""
    detail = change.detail
    before, after = (_side(change, value, lang) for value in (change.before, change.after))
    if isinstance(change.before, str) and isinstance(change.after, str):
        before, after = differing(" ".join(change.before.split()), " ".join(change.after.split())) or (before, after)
    filled: dict[str, Any] = {
        "name": change.name, "before": before, "after": after,
        "listed": _listed(detail, lang), "moved": _moved(detail, lang),
        "field": WORDS[lang].get(f"field_{change.name}", change.name),
    }  # fmt: skip
    if "pairs" in detail:
        listed = (run_shown(each) for each in runs((one, two) for one, two in detail["pairs"]))
        filled["listed"] = WORDS[lang]["join"].join(f"{one}→{two}" for one, two in listed)
        filled["count"] = len(detail["pairs"])
    if "rule" in detail:
        filled["rule"] = WORDS[lang][f"kind_{detail['rule']}"]
    if change.kind in ("row_split", "row_merged"):
        locators = change.after if change.kind == "row_split" else change.before
        pairs = zip(locators, detail["names"], strict=True)
        filled["into"] = WORDS[lang]["semicolon"].join(f"{locator} {name}" for locator, name in pairs)
    given = {key: _plain(value, lang) for key, value in detail.items() if key not in filled}
    return WORDS[lang][_form(change)].format(**given, **filled)


def differing(before: str, after: str) -> tuple[str, str] | None:
    """Where two long texts differ, with some of what stands around; ``None`` for short texts."""
    if max(len(before), len(after)) <= _WHOLE or not before or not after:
        return None
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    first = max(before.rfind(" ", 0, max(start - _AROUND, 0)) + 1, 0)
    found = []
    for text in (before, after):
        last = text.find(" ", min(len(text) - end + _AROUND, len(text)))
        shown = text[first : last if last >= 0 else len(text)]
        shown = shown if len(shown) <= _LONG else shown[: _LONG - 1] + "…"
        found.append(("…" if first else "") + shown + ("…" if last >= 0 else ""))
    return found[0], found[1]


def _alike(one: str, two: str) -> int:
    """With how many characters two texts begin alike."""
    return next((at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))


def _form(change: Change) -> str:
    """The sentence that a change is told in."""
    detail = change.detail
    if change.kind == "clause_reworded" and detail["same_summary"]:
        return "clause_reworded_same"
    if change.kind == "group" and detail.get("since"):
        return "group_since" if detail["added"] or detail["removed"] else "group_since_alone"
    if change.kind == "row_window" and change.before == change.after:
        return "row_window_kept"
    if change.kind == "rule_changed" and change.before == change.after:
        return "rule_changed_through"
    return change.kind


def _side(change: Change, value: Any, lang: str) -> str:
    """What was there before, or is now, as its kind of change tells it."""
    words = WORDS[lang]
    if value is not None and change.kind.startswith("reference"):
        number, status = value
        return words["reference"].format(number=number, status=words[status]).strip()
    if change.kind == "fact_changed":
        parts = (f"{words[f'fact_{key}']} {words.get(f'fact_{key}_{each}', each)}" for key, each in value.items())
        return words["semicolon"].join(parts)
    unit = change.detail.get("unit")
    return f"{value} {unit}" if unit and value not in (None, UNSETTLED) else _plain(value, lang)


def _plain(value: Any, lang: str) -> str:
    words = WORDS[lang]
    if isinstance(value, list):
        return words["join"].join(str(each) for each in value) or words["nothing"]
    if value is None or value == "":
        return words["nothing"]
    text = " ".join(str(value).split())
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"


def _listed(detail: Mapping[str, Any], lang: str) -> str:
    words = WORDS[lang]
    parts = [words[key].format(listed=words["join"].join(detail[key])) for key in ("added", "removed") if detail.get(key)]
    return words["semicolon"].join(parts) or words["nothing"]


def _moved(detail: Mapping[str, Any], lang: str) -> str:
    """By how much a date moved."""
    if "days" not in detail or not isinstance(detail["days"], int):
        return ""
    words = WORDS[lang]
    days, working = detail["days"], detail["working_days"]
    said = words["days" if days >= 0 else "days_back"].format(days=_count(abs(days), "day", words))
    if working is None:
        said += words["no_calendar"]
    else:
        said += words["working"].format(days=_count(abs(working), "working_day", words))
    return said + (words["expected"].format(day=detail["expected"]) if "expected" in detail else "")


def _count(count: int, what: str, words: Mapping[str, str]) -> str:
    return words[f"one_{what}"] if count == 1 else words[f"some_{what}s"].format(count=count)


def effect_lines(effect: Effect | None, found: Compared, lang: str) -> Iterator[str]:
    """What a change does alone."""
    if effect is None:
        return
    words = WORDS[lang]
    if effect.meaning:
        yield words[f"meaning_{effect.meaning}"]
    for each in effect.answers:
        answers = [(way, answer) for way, answer in each.by_way.items() if answer.verdict != ONE_SIDED]
        said = words["semicolon"].join(brief(answer, way, lang) for way, answer in answers)
        subject = words["subject"].format(subject=named(found.new.tables, each.subject, lang))
        yield words["alone"].format(subject=subject, said=said)


def brief(answer: Answer, way: str, lang: str) -> str:
    """An answer in a few words."""
    words = WORDS[lang]
    if answer.verdict == FOUND_ONE:
        return words[f"brief_found_{way}"]
    if answer.verdict == LOOKED:
        return words[f"verdict_looked_{way}"].format(looked=answer.looked)
    verdict = "unrouted" if answer.verdict == UNTOUCHED and way in OF_ROWS else answer.verdict
    return words[f"nobody_{way}"] + words[f"verdict_{verdict}"]


def answered(
    found: Compared, answers: Answers, files: Mapping[tuple[str, str], str], lang: str
) -> Iterator[tuple[str, list[str]]]:
    """What is told of a subject: the way and its lines. Ways that nobody turned stand together, but for the first ones."""
    words = WORDS[lang]
    verdicts = {each.verdict for each in answers.by_way.values()}
    if verdicts in ({ONE_SIDED}, {UNTOUCHED}):
        verdict = verdicts.pop()
        yield verdict, [words[f"all_{verdict}"]]
        return
    nobody = []
    for way, answer in answers.by_way.items():
        if way in FIRST_WAYS or answer.application is not None:
            yield way, list(_answer(found, answers.subject, way, answer, files.get((answers.subject, way)), lang))
        else:
            nobody.append(brief(answer, way, lang))
    if nobody:
        yield "nobody", [words["semicolon"].join(nobody) + words["stop"]]


def _answer(found: Compared, subject: str, way: str, answer: Answer, file: str | None, lang: str) -> Iterator[str]:
    """An answer with the applicant that it is about and what both policies decide of them."""
    words = WORDS[lang]
    if answer.application is None:
        yield brief(answer, way, lang) + words["stop"]
        return
    yield words[f"verdict_{way}"] + (words["file"].format(file=file) if file else "") + words["colon"].rstrip()
    pair = found.pair(subject)
    told = shown(pair, answer.application)
    yield stated(told.application, lang) or words["nothing"]
    if only := {name: each for name, each in told.earlier.items() if name in pair.dropped}:
        yield words["only_old"].format(stated=stated(only, lang))
    both = zip(("old", "new"), (found.old, found.new), told.decisions, told.against, told.missing, strict=True)
    for which, edition, decision, against, missing in both:
        listed = words["semicolon"].join(f"{name}【{'、'.join(clauses)}】" for name, clauses in against)
        listed = words["missing"].format(listed=words["join"].join(missing)) if missing else listed
        yield words["decided"].format(
            which=words[which], year=edition.year, decision=words[f"decision_{decision}"],
            against=words["against"].format(listed=listed) if listed else "",
        ) + words["stop"]  # fmt: skip
    if told.earlier != told.application and found.old.year != found.new.year:
        years = found.new.year - found.old.year
        yield (
            words["earlier"].format(year=found.old.year, years=abs(years), way=words["way_back" if years > 0 else "way_on"])
            + words["stop"]
        )


def stated(application: Mapping[str, Any], lang: str) -> str:
    """An application on one line."""
    words = WORDS[lang]
    return words["semicolon"].join(f"{name} {_value(value, lang)}" for name, value in application.items())


def _value(value: Any, lang: str) -> str:
    if isinstance(value, bool):
        return {"zh": "否是", "en": "否是"}[lang][value]
    if isinstance(value, dict) and set(value) == {"起", "止"}:
        return f"{value['起']}—{value['止']}"
    if isinstance(value, dict):
        words = WORDS[lang]
        parts = (f"{key} {_value(each, lang)}" for key, each in value.items())
        return f"〔{words['join'].join(parts)}〕"
    return str(value) if not isinstance(value, list) else json.dumps(value, ensure_ascii=False)


def heading(change: Change, lang: str) -> str:
    """What a change is listed under."""
    words = WORDS[lang]
    if change.clause:
        return words["heading_old" if change.kind in GONE else "heading"].format(clause=change.clause)
    return words["head" if change.kind in OF_DOCUMENT else "elsewhere"]


def side(edition: Edition, lang: str) -> str:
    """A policy in a heading."""
    policy = edition.tables["policy"]
    return WORDS[lang]["side"].format(number=policy["document_number"], year=policy["year"])


def opening(found: Compared, lang: str) -> Iterator[str]:
    """What stands before the changes."""
    words = WORDS[lang]
    if found.same:
        digests = {each.tables["policy"]["digest"] for each in (found.old, found.new)}
        yield words["itself" if found.itself else "none" if len(digests) == 1 else "rewritten"]
    else:
        yield words["count"].format(count=len(found.changes))
    if found.old.year > found.new.year:
        yield words["backwards"]
    figures, rows = found.carried
    if figures:
        yield words["carried_figures"].format(names=words["join"].join(figures))
    if rows:
        yield words["carried_rows"].format(count=len(rows))


def closing(found: Compared, lang: str) -> Iterator[str]:
    """What is to be known of the answers."""
    words = WORDS[lang]
    if not found.answers:
        return
    yield words["scope"]
    if found.old.year != found.new.year:
        yield words["same_applicant"].format(years=abs(found.new.year - found.old.year))
    if not found.solver:
        yield words["no_solver"]
