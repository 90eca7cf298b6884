"""A comparison as text for a terminal. Part of :mod:`engine.difference`."""

from __future__ import annotations

from collections.abc import Mapping

from engine.difference.compared import Compared
from engine.difference.telling import answered, closing, effect_lines, heading, opening, sentence, side
from engine.difference.words import WORDS, named


def as_text(found: Compared, files: Mapping[tuple[str, str], str], lang: str) -> str:
    """The whole comparison. ``files``: where applications were written, by subject and way."""
    words = WORDS[lang]
    lines = [words["title"], words["between"].format(old=side(found.old, lang), new=side(found.new, lang)), ""]
    lines += opening(found, lang)
    last = None
    for change, effect in zip(found.changes, found.effects, strict=True):
        head = heading(change, lang)
        if head != last:
            lines += ["", head]
            last = head
        lines.append(f"  {sentence(change, lang)}")
        lines += [f"      {line}" for line in effect_lines(effect, found, lang)]
    if found.answers:
        lines += ["", words["effects"]]
    for each in found.answers:
        lines.append("  " + words["subject"].format(subject=named(found.new.tables, each.subject, lang)).rstrip())
        for _, (first, *rest) in answered(found, each, files, lang):
            lines += [f"    {first}", *(f"        {line}" for line in rest)]
    lines += ["", *closing(found, lang)] if found.answers else []
    return "\n".join(lines) + "\n"
