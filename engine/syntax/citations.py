"""Citations ``【五(一).2、.7】`` and ``【口径 A1】``. Part of :mod:`engine.syntax`."""

from __future__ import annotations

import re
from collections.abc import Callable

from engine.diagnostics import Diagnostic, Span
from engine.syntax.keywords import KeywordTable
from engine.syntax.nodes import Citation
from engine.syntax.width import fold

#: Gives the place of a stretch of the text being parsed.
Locate = Callable[[int, int], Span]
#: How what a new year left behind is cited: gone from the notice, or not found in it (``2023年通知原有今删·五(一).8``).
GONE, LOST = "年通知原有今删·", "年通知原有未找到·"
_PART = re.compile(r"[^、,;，；]+")


def normalise_locator(text: str) -> str:
    """A clause locator in its settled form: ASCII brackets and digits, no blanks."""
    return re.sub(r"\s+", "", fold(text)).replace("・", "·").replace("•", "·")


def of_last_year(locator: str) -> bool:
    """Whether a locator is the name of something that this year's notice does not have."""
    return GONE in locator or LOST in locator


def read_citation(
    token: str, start: int, table: KeywordTable, locate: Locate, report: Callable[[Diagnostic], None]
) -> tuple[Citation, ...]:
    """The citations of one ``【…】`` that begins at ``start``. ``.7`` repeats the article of the one before it."""
    found: list[Citation] = []
    for match in _PART.finditer(token, 1, len(token) - 1):
        text = match[0].strip()
        if not text:
            continue
        at = start + match.start() + match[0].index(text[0])
        span = locate(at, at + len(text))
        reading = table.citation["reading"]
        if text.startswith(reading):
            found.append(Citation("reading", text[len(reading) :].strip(), span))
            continue
        locator = normalise_locator(text)
        if locator.startswith(".") and found and found[-1].kind == "clause" and "." in found[-1].text:
            locator = found[-1].text.rsplit(".", 1)[0] + locator
        found.append(Citation("clause", locator, span))
    if not found:
        report(Diagnostic("E0208", locate(start, start + len(token)), {"text": token}))
    return tuple(found)
