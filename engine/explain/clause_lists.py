"""Lists of clauses as officers write them: ``【五(一).2—.5、.7】``. Part of :mod:`engine.explain`."""

from __future__ import annotations

from collections.abc import Iterable

from engine.explain.words import say

#: From so many consecutive clauses on, only the first and the last are written.
RUN = 3


def clause_list(clauses: Iterable[str], lang: str) -> str:
    """The clauses in brackets, those of one section together; empty for none."""
    sections: dict[str, list[str]] = {}
    for clause in dict.fromkeys(clauses):
        section, dot, number = clause.rpartition(".")
        sections.setdefault(section if dot else clause, []).append(number if dot else "")
    shown = [part for section, numbers in sections.items() for part in _section(section, numbers)]
    separator = "、" if lang == "zh" else ", "
    return say(lang, "clauses", clauses=separator.join(shown)) if shown else ""


def _section(section: str, numbers: list[str]) -> list[str]:
    """The parts of one section: the first with its full locator, the others by number only."""
    parts: list[str] = []
    for first, last in _runs(numbers):
        lead = section if not parts else ""
        text = f"{lead}.{first}" if first else section
        parts.append(text if first == last else f"{text}—.{last}")
    return parts


def _runs(numbers: list[str]) -> list[tuple[str, str]]:
    """Numbers in ascending order, long runs of consecutive ones as their first and last."""
    counted = sorted(int(number) for number in numbers if number.isdigit())
    runs: list[list[int]] = []
    for number in counted:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    found = [(str(run[0]), str(run[-1])) for run in runs if len(run) >= RUN]
    single = [(str(number), str(number)) for run in runs if len(run) < RUN for number in run]
    return sorted(found + single, key=lambda pair: int(pair[0])) + [(n, n) for n in numbers if not n.isdigit()]
