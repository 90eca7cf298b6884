"""Messages with values: ``“{年}年度继续教育学时未达要求”``. Part of :mod:`engine.syntax`.

Braces hold an expression; ``{{`` and ``}}`` stand for the braces themselves.
"""

from __future__ import annotations

import re
from typing import Any

from lark import Token

from engine.diagnostics import Diagnostic
from engine.syntax.citations import Locate
from engine.syntax.nodes import Expression, Template

_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


def read_template(token: Token, locate: Locate, language: str, diagnostics: list[Diagnostic], parse: Any) -> Template:
    """The template of a quoted text token. ``parse`` is ``parse_expression``, handed in because it calls this module."""
    text = str(token)[1:-1]
    offset = (token.start_pos or 0) + 1
    parts: list[str | Expression] = []
    literal = ""
    last = 0
    for match in _PIECE.finditer(text):
        literal += text[last : match.start()]
        last = match.end()
        if match[0] in ("{{", "}}"):
            literal += match[0][0]
            continue
        place = offset + match.start()
        if match[1] is None:
            diagnostics.append(Diagnostic("E0214", locate(place, place + 1), {"text": match[0]}))
            continue
        if literal:
            parts.append(literal)
            literal = ""
        at = place + 1
        expression, found = parse(match[1], lambda s, e, at=at: locate(s + at, e + at), language)
        diagnostics += found
        if expression is not None:
            parts.append(expression)
    literal += text[last:]
    if literal:
        parts.append(literal)
    return Template(tuple(parts), locate(token.start_pos or 0, token.end_pos or 0))
