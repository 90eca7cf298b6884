"""A comparison as one page to read and print. Part of :mod:`engine.difference`.

Well-formed XML as well as HTML; no script, nothing loaded from elsewhere. Every clause has an anchor (``#五(二).8``), so
that a remark can point at it. Everything that comes from files is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape

from engine.diagnostics.safe_text import printable
from engine.difference.change import GONE, OF_DOCUMENT, Change
from engine.difference.compared import Compared
from engine.difference.telling import answered, closing, effect_lines, heading, opening, sentence, side
from engine.difference.words import WORDS, named

_STYLE = """
body { margin: 0 auto; padding: 28px 32px 48px; max-width: 980px; color: #1f2328; background: #fff;
  font: 14px/1.6 "Noto Serif CJK SC", "Source Han Serif SC", SimSun, "Songti SC", serif; }
h1 { margin: 0; font-size: 25px; text-align: center; letter-spacing: .08em; }
.between { margin: 4px 0 18px; text-align: center; color: #59636e; }
.verdict { margin: 0 auto 6px; padding: 8px 14px; border: 2px solid #1a7f37; text-align: center; font-size: 18px;
  font-weight: 700; }
.verdict.changed { border-color: #9a6700; }
.said { margin: 0 0 4px; color: #59636e; }
h2 { margin: 22px 0 4px; font-size: 17px; border-bottom: 1px solid #1f2328; } h3 { margin: 12px 0 2px; font-size: 14px; }
ul { margin: 0; padding-left: 1.4em; } li { overflow-wrap: anywhere; } li p { margin: 0; color: #59636e; font-size: 12px; }
nav p { margin: 0; line-height: 1.9; } nav a { color: inherit; white-space: nowrap; margin-right: .6em; }
section.who { break-inside: avoid; } section.who p { margin: 0 0 2px; } .first { font-weight: 700; }
@page { size: A4; margin: 14mm 12mm; }
@media print { body { padding: 0; max-width: none; font-size: 10.5pt; }
  li { break-inside: avoid; } h2, h3 { break-after: avoid; } nav a { text-decoration: none; } }
""".strip()


#: Pages with fewer headings than this need no table of contents.
_MANY = 8


def as_html(found: Compared, files: Mapping[tuple[str, str], str], lang: str) -> str:
    """The page. ``files``: where applications were written, by subject and way."""
    words = WORDS[lang]
    between = words["between"].format(old=side(found.old, lang), new=side(found.new, lang))
    first, *more = opening(found, lang)
    body = [
        f"<h1>{_text(words['title'])}</h1>",
        f'<p class="between">{_text(between)}</p>',
        f'<p class="verdict{"" if found.same else " changed"}">{_text(first)}</p>',
        *_paragraphs(more, "said"),
        *_contents(found, lang),
        *_changes(found, lang),
        *_answers(found, files, lang),
        *_paragraphs(closing(found, lang), "said"),
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}">\n<head>\n<meta charset="utf-8"/>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n'
        f"<title>{_text(words['title'])} {_text(between)}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def _text(value: object) -> str:
    return escape(printable(str(value)))


def _paragraphs(lines: Iterable[str], style: str) -> list[str]:
    return [f'<p class="{style}">{_text(line)}</p>' for line in lines]


def _contents(found: Compared, lang: str) -> list[str]:
    """Links to the clauses, and to what is said of applications."""
    words = WORDS[lang]
    heads = dict.fromkeys((anchor(change), heading(change, lang)) for change in found.changes)
    if len(heads) < _MANY:
        return []
    links = [f'<a href="#{_text(to)}">{_text(head)}</a>' for to, head in heads]
    links += [f'<a href="#effects">{_text(words["effects"])}</a>'] if found.answers else []
    return [f"<nav><h2>{_text(words['contents'])}</h2><p>{' '.join(links)}</p></nav>", f"<h2>{_text(words['changes'])}</h2>"]


def anchor(change: Change) -> str:
    """Where a change stands in the page: the clause that it is listed under."""
    named = change.clause or ("document" if change.kind in OF_DOCUMENT else "other")
    return ("was-" if change.kind in GONE and change.clause else "") + re.sub(r"\s+", "-", named)


def _changes(found: Compared, lang: str) -> list[str]:
    parts: list[str] = []
    last = None
    for change, effect in zip(found.changes, found.effects, strict=True):
        head = heading(change, lang)
        if head != last:
            parts += ["</ul></section>"] if last is not None else []
            parts.append(f'<section class="clause" id="{_text(anchor(change))}"><h3>{_text(head)}</h3><ul>')
            last = head
        alone = "".join(f"<p>{_text(line)}</p>" for line in effect_lines(effect, found, lang))
        parts.append(f'<li class="{change.kind}">{_text(sentence(change, lang))}{alone}</li>')
    return parts + (["</ul></section>"] if last is not None else [])


def _answers(found: Compared, files: Mapping[tuple[str, str], str], lang: str) -> list[str]:
    if not found.answers:
        return []
    words = WORDS[lang]
    parts = [f'<h2 id="effects">{_text(words["effects"])}</h2>']
    for each in found.answers:
        parts.append(f"<h3>{_text(named(found.new.tables, each.subject, lang))}</h3>")
        for way, (first, *rest) in answered(found, each, files, lang):
            lines = [f'<p class="first">{_text(first)}</p>', *(f"<p>{_text(line)}</p>" for line in rest)]
            parts.append(f'<section class="who {way}">{"".join(lines)}</section>')
    return parts
