"""What a change does, for a terminal. Part of :mod:`engine.impact`."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from engine.diagnostics import catalog
from engine.diagnostics.excerpt import padded
from engine.diagnostics.safe_text import printable
from engine.impact.told import changed, explained, passing, stands, step, totals
from engine.impact.words import WORDS, all_of, between, decision, setting, share, swept

_LISTED, _BAR = 20, 40


def as_text(data: dict[str, Any], lang: str) -> str:
    """The text; of long lists the beginning."""
    lines = [WORDS[lang]["title" if "turns" in data else "title_sweep"], between(data, lang)]
    lines += [setting(each, lang) for each in data["settings"]]
    lines += ["", all_of(data, lang)]
    lines += _turned(data, lang) if "turns" in data else _swept(data, lang)
    return printable("\n".join(lines)) + "\n"


def _turned(data: dict[str, Any], lang: str) -> list[str]:
    words = WORDS[lang]
    count, counted = changed(data["turns"]), data["rows"] - data["bad"]
    lines = [words["turned"].format(count=count, share=share(count, counted)) if count else words["same"]]
    if data["refused"]:
        listed = "；".join(f"{each['file']}:{each['line']} {' '.join(each['codes'])}" for each in data["refused"])
        lines.append(words["refused_rows"].format(listed=listed))
        codes = dict.fromkeys(code for each in data["refused"] for code in each["codes"])
        lines += [f"  {code}  {catalog.title(code, lang)}" for code in codes]
    lines += ["", words["turns"]]
    lines += [f"  {each['rows']:>9,}  {named(each, lang)}" for each in data["turns"]]
    for group in data["groups"] if count else ():
        lines += ["", words["group"].format(fact=group["fact"]), *_group(group, lang)]
    if data["clauses"]:
        lines += ["", words["clauses"]]
        lines += [
            f"  {each['rows']:>9,}  {each['clause']}  {each['says']}（{named(each, lang)}）" for each in data["clauses"][:_LISTED]
        ]
        lines += _more(data["clauses"], lang)
    if data["examples"]:
        lines += ["", words["examples"]]
    for each in data["examples"]:
        lines.append(f"  {named(each, lang)}")
        lines += [f"    {row['key']}（{row['file']}:{row['line']}） {explained(row, lang)}" for row in each["rows"]]
    return lines


def named(turn: dict[str, Any], lang: str) -> str:
    """A turn in words."""
    if turn["before"] == turn["after"]:
        return WORDS[lang]["stays"].format(decision=decision(turn["before"], lang))
    return WORDS[lang]["turn"].format(before=decision(turn["before"], lang), after=decision(turn["after"], lang))


def _group(group: dict[str, Any], lang: str) -> list[str]:
    """A line for each word of which rows turn: how many are newly eligible, and how many are not any more."""
    words = WORDS[lang]
    rows = [(each["word"] or words["unknown"], each, *totals(each["turns"])) for each in group["words"]]
    rows = [row for row in rows if changed(row[1]["turns"])]
    width = max((len(name) for name, *_ in rows), default=0) * 2
    lines = [
        f"  {padded(name, min(width, 36))}  {words['changed']} {changed(each['turns']):,} / {each['rows']:,}"
        f"  {words['admitted']} {gained:,}  {words['excluded']} {lost:,}"
        for name, each, gained, lost in rows[:_LISTED]
    ]
    return lines + _more(rows, lang)


def _more(listed: list[Any], lang: str) -> list[str]:
    return [f"  {WORDS[lang]['more'].format(count=len(listed) - _LISTED)}"] if len(listed) > _LISTED else []


def _swept(data: dict[str, Any], lang: str) -> list[str]:
    """A bar for each value, for values that decide alike one together, and where the largest step is."""
    words, values, about = WORDS[lang], data["values"], data["parameter"]
    counted = data["rows"] - data["bad"]
    lines = ["", swept(data, lang) + (f" · {words['clause_of'].format(clause=about['clause'])}" if about["clause"] else "")]
    runs = [list(run) for _, run in groupby(values, key=lambda each: each["decisions"])]
    names = [run[0]["value"] + (f"–{run[-1]['value']}" if len(run) > 1 else "") for run in runs]
    width = max(map(len, names))
    for name, run in zip(names, runs, strict=True):
        count = passing(run[0]["decisions"])
        bar = "█" * round(_BAR * count / counted) if counted else ""
        told = words["of"].format(count=count, share=share(count, counted))
        mark = f"  ← {words['in_force']}" if stands(run, about) else ""
        lines.append(f"  {name:>{width}}  {padded(bar, _BAR)}  {told}{mark}")
    return [*lines, "", step(data, lang)]
