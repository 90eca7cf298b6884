"""The ledger as a compact table for a terminal. Part of :mod:`engine.trace`."""

from __future__ import annotations

from engine.diagnostics.excerpt import display_width, padded
from engine.trace.as_json import totals
from engine.trace.layers import Carried
from engine.trace.ledger import FAILED, STATED, TO_CONFIRM, Entry, Layer, Ledger
from engine.trace.scenarios import short
from engine.trace.words import CARRIAGES, CLASSES, WORDS, kind

_MARKS = {FAILED: "✗", STATED: "·"}
#: Columns of the terminal that a list of names may take.
_WIDTH = 46


def as_text(ledger: Ledger, lang: str) -> str:
    """One line for every statement and row, grouped by article; the last line says how much is carried."""
    lines: list[str] = []
    article = None
    for entry in ledger.entries:
        if entry.article != article:
            article = entry.article
            lines += [*([""] if lines else []), heading(ledger, article)]
        lines.append(_line(entry, lang))
    for layer in ledger.layers:
        lines += ["", layer_heading(layer, lang)]
        lines += [_line(entry, lang) for entry in layer.entries]
        lines += ["  + " + carried_text(each, lang) for each in layer.carried]
    return "\n".join([*lines, "", *_legend(lang), *closing(ledger, lang)]) + "\n"


def _legend(lang: str) -> list[str]:
    """What the marks and letters of the table stand for."""
    words, place = WORDS[lang], lang == "en"
    letters = words["gap"].join(f"{letter} {said[place]}" for letter, said in CLASSES.items())
    return [words["marks"], words["letters"].format(letters=letters)]


def layer_heading(layer: Layer, lang: str) -> str:
    """What stands above a layer: its name, document, authority and day."""
    words, head = WORDS[lang], layer.head
    if head is None:
        return words["own_folder"]
    return words["layer"].format(name=head.name, number=head.number, authority=head.authority, since=head.since)


def carried_text(carried: Carried, lang: str) -> str:
    """One thing that a layer carries: what it is, old and new value, from when, the document, the place."""
    words = WORDS[lang]
    value = words["changed" if carried.before else "is"].format(before=carried.before, after=carried.after)
    since = words["since"].format(since=carried.since) if carried.since else ""
    cited = words["join"].join(carried.locators)
    parts = [kind(carried.kind, lang), carried.name, value if carried.after else "", since, cited, carried.number]
    return words["gap"].join(part for part in (*parts, f"{carried.span.file}:{carried.span.line}") if part)


def heading(ledger: Ledger, article: str) -> str:
    """What stands above the entries of an article: its locator, for rows also the name and title of their table."""
    table = next((each for each in ledger.resolved.tables.values() if short(each.clause) == article), None)
    return article if table is None else f"{article}　{table.name}　{table.title}"


def closing(ledger: Ledger, lang: str) -> list[str]:
    """What was compared with the notice, and the line that counts."""
    words, counts = WORDS[lang], totals(ledger)
    readings = {reading.code: reading.confirmed for entry in ledger.entries for reading in entry.readings}
    waiting = sum(confirmed == TO_CONFIRM for confirmed in readings.values())
    lines = [words["cases"].format(**counts)]
    if readings:
        lines.append(words["unconfirmed"].format(readings=len(readings), waiting=waiting))
    if ledger.notice is None:
        lines.append(words["no_notice"])
    else:
        found = ledger.notice
        figures = {
            "passages": found.passages, "clauses": counts["clauses"], "rows": found.rows, "all_rows": counts["rows"],
            "cells": found.cells, "figures": found.figures,
        }  # fmt: skip
        lines.append(words["notice"].format(**figures))
        if found.unwritten:
            form = words["unwritten_each"]
            listed = [form.format(name=e.name, value=e.value, locator=e.locator, note=e.note) for e in found.unwritten]
            lines.append(words["unwritten"].format(unwritten=len(listed), listed=words["semicolon"].join(listed)))
    return [*lines, words["closing"].format(**counts)]


def _line(entry: Entry, lang: str) -> str:
    words = WORDS[lang]
    statement = entry.statement
    first = f"  {_MARKS.get(entry.state, '✓')} {padded(entry.locator, 9)} "
    classes = statement.classes if statement is not None else ""
    carriage = CARRIAGES[statement.carriage if statement is not None else "表"][lang == "en"]
    cells = [padded(classes, 3), padded(carriage, 4 if lang == "zh" else 9), padded(_names(entry, lang), _WIDTH)]
    tail = [f"{words['scenarios']} {len(entry.scenarios)}"]
    if entry.readings:
        tail.append(f"{words['readings']} {words['join'].join(reading.code for reading in entry.readings)}")
    if entry.errata:
        tail.append(f"{words['errata']} {len(entry.errata)}{'?' if entry.doubtful else ''}")
    if entry.beside:
        numbers = dict.fromkeys(each.number for each in entry.beside)
        tail.append(f"{words['beside']} {words['join'].join(numbers)}")
    return (first + " ".join(cells) + "  " + "  ".join(tail)).rstrip()


def _names(entry: Entry, lang: str) -> str:
    """The names of what carries an entry, as many as fit; a statement that nothing carries gives its reason."""
    statement, join = entry.statement, WORDS[lang]["join"]
    if statement is None:
        return _fit(entry.summary)
    names = list(dict.fromkeys(name for name, _ in statement.named))
    if not names:
        return _fit(f"（{statement.reason}）" if statement.reason else "")
    kept = names
    while len(kept) > 1 and display_width(join.join(kept)) > _WIDTH - 4:
        kept = kept[:-1]
    return _fit(join.join(kept)) + (f" +{len(names) - len(kept)}" if len(kept) < len(names) else "")


def _fit(text: str) -> str:
    while display_width(text) > _WIDTH:
        text = text.removesuffix("…")[:-1] + "…"
    return text
