"""Diagnostics as text for a terminal and as plain data for JSON. Part of :mod:`engine.diagnostics`.

The text form is plain (no colour, no frames) so that it can be read aloud, pasted into a message, compared in tests::

    E0127 notice.yaml:3:5 键“启动时间”后为全角冒号“：”，YAML 只认半角“:”。
      3 |   启动时间：5月
        |           ^^
      办法：请改为“启动时间: 5月”。
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from engine.diagnostics.catalog import help_text, label_text, message
from engine.diagnostics.diagnostic import Diagnostic
from engine.diagnostics.excerpt import excerpt, underlined_text
from engine.diagnostics.safe_text import safe
from engine.diagnostics.span import Span

_FILE_NAME_LIMIT = 200
_WORDS = {
    "zh": {"help": "  办法：", "error": "错误", "warning": "警告", "more": "另有 {} 处"},
    "en": {"help": "  help: ", "error": "error", "warning": "warning", "more": "{} more"},
}


def render_text(diagnostics: Iterable[Diagnostic], sources: Mapping[str, str], lang: str = "zh", width: int = 100) -> str:
    """All ``diagnostics`` for a person, each followed by an empty line.

    ``sources`` maps the file names of the spans to their texts (a missing one only leaves the excerpt out); ``width``
    is the number of terminal columns that an excerpt may take.
    """
    return "".join(_block(diagnostic, sources, lang, width) for diagnostic in diagnostics)


def first_lines(diagnostics: Sequence[Diagnostic], count: int, lang: str = "zh") -> str:
    """Code, place and message of the first ``count``, and that there are more; for logs and exceptions."""
    lines = [_first_line(diagnostic, lang) for diagnostic in diagnostics[:count]]
    if len(diagnostics) > count:
        lines.append(_WORDS[lang]["more"].format(len(diagnostics) - count))
    return "\n".join(lines)


def _first_line(diagnostic: Diagnostic, lang: str) -> str:
    place = _place(diagnostic.span)
    return f"{diagnostic.code} {place + ' ' if place else ''}{message(diagnostic, lang)}"


def _block(diagnostic: Diagnostic, sources: Mapping[str, str], lang: str, width: int) -> str:
    lines = [_first_line(diagnostic, lang)]
    lines += _excerpt_lines(diagnostic.span, sources, width, "^", "")
    for label in diagnostic.labels:
        text = label_text(diagnostic, label, lang)
        elsewhere = _place(label.span)
        shown = _excerpt_lines(label.span, sources, width, "-", text)
        if shown and label.span.file != diagnostic.span.file:
            lines.append(f"  {elsewhere}")
        lines += shown or [f"  {elsewhere} {text}".rstrip()]
    advice = help_text(diagnostic, lang)
    if advice:
        lines.append(f"{_WORDS[lang]['help']}{advice}")
    return "\n".join(lines) + "\n\n"


def _place(span: Span) -> str:
    """``file:line:column``, ``file`` alone for a whole file (line 0), or nothing where no file is meant."""
    if not span.file:
        return ""
    name = safe(span.file, _FILE_NAME_LIMIT)
    return f"{name}:{span.line}:{span.column}" if span.line else name


def _excerpt_lines(span: Span, sources: Mapping[str, str], width: int, mark: str, remark: str) -> list[str]:
    text = sources.get(span.file)
    if text is None or span.line < 1:
        return []
    gutter = f"{span.line:>4} | "
    part = excerpt(span, text, max(20, width - len(gutter)))
    if part is None or not part.text.strip():
        return []
    underline = f"{' ' * (len(gutter) - 2)}| {' ' * part.start}{mark * part.length}"
    return [f"{gutter}{part.text}", f"{underline} {remark}".rstrip()]


def to_json(diagnostics: Iterable[Diagnostic], lang: str = "zh") -> list[dict[str, object]]:
    """The diagnostics as JSON-ready data; places as in :class:`Span`, texts in ``lang``, nothing unprintable."""
    return [
        {
            "code": diagnostic.code,
            "severity": diagnostic.severity,
            "message": message(diagnostic, lang),
            "help": help_text(diagnostic, lang),
            **_span_data(diagnostic.span),
            "labels": [{"message": label_text(diagnostic, label, lang), **_span_data(label.span)} for label in diagnostic.labels],
        }
        for diagnostic in diagnostics
    ]


def _span_data(span: Span) -> dict[str, object]:
    return {
        "file": safe(span.file, _FILE_NAME_LIMIT),
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def underlined(diagnostic: Diagnostic, text: str) -> str:
    """The characters of ``text`` that the diagnostic points at."""
    return underlined_text(diagnostic.span, text)
