"""What tests of every room share: :func:`expect` pins a whole diagnostic, underlined text included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.diagnostics import Diagnostic
from engine.diagnostics.catalog import help_text, message
from engine.diagnostics.render import underlined


def expect(
    diagnostics: Iterable[Diagnostic],
    code: str,
    message: str | None = None,
    help: str | None = None,
    underlines: str | None = None,
    sources: Mapping[str, str] | str | None = None,
    at: tuple[int, int] | None = None,
    lang: str = "zh",
) -> Diagnostic:
    """The one diagnostic of that code, after holding it against everything given.

    ``sources`` is the text, or texts by file name, that ``underlines`` is looked up in; ``at`` is line and column.
    """
    found = list(diagnostics)
    matching = [each for each in found if each.code == code]
    assert len(matching) == 1, f"expected one {code}, found {[(each.code, _said(each, lang)) for each in found]}"
    diagnostic = matching[0]
    if message is not None:
        assert _said(diagnostic, lang) == message
    if help is not None:
        assert help_text(diagnostic, lang) == help
    if underlines is not None:
        text = sources if isinstance(sources, str) else (sources or {})[diagnostic.span.file]
        assert underlined(diagnostic, text) == underlines
    if at is not None:
        assert (diagnostic.span.line, diagnostic.span.column) == at
    return diagnostic


def _said(diagnostic: Diagnostic, lang: str) -> str:
    return message(diagnostic, lang)
