"""What checks, formatting and the ledger give back. Light; re-exported by :mod:`engine.api`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from engine import __version__
from engine.diagnostics import Diagnostic, Severity
from engine.diagnostics.safe_text import safe

if TYPE_CHECKING:
    from engine.trace.ledger import Ledger


class Checked:
    """What a check of a policy found. ``counts``: how much of each kind was checked, empty where an error stands;
    ``known``: findings that ``checks.yaml`` sets aside, each with the reason; ``folders``: where files are whose names begin so.
    """

    __slots__ = ("counts", "diagnostics", "folders", "known", "sources")

    def __init__(
        self,
        diagnostics: list[Diagnostic],
        sources: dict[str, str],
        counts: dict[str, int],
        known: Sequence[tuple[Diagnostic, str]] = (),
        folders: Mapping[str, str] | None = None,
    ) -> None:
        self.diagnostics = diagnostics
        self.sources = sources
        self.counts = counts
        self.known = known
        self.folders = folders or {}

    @property
    def failed(self) -> bool:
        """Whether an error stands; warnings do not fail a policy."""
        return any(diagnostic.severity == Severity.ERROR for diagnostic in self.diagnostics)

    def sarif(self, diagnostics: Sequence[Diagnostic], lang: str = "zh", base: str = "", help_uri: str = "") -> dict[str, object]:
        """Some of the diagnostics as a SARIF 2.1.0 log: files within the folder ``base`` named from there, others by their whole
        address; ``help_uri`` is where the list of codes is published."""
        from engine.diagnostics.sarif import Shown, to_sarif, under

        roots = {prefix: under(folder, base) for prefix, folder in self.folders.items()}
        return to_sarif(diagnostics, lang, __version__, Shown(self.sources, roots, help_uri))


class Formatted:
    """A rule file as it was (``before``, ``None`` where it cannot be read) and in the settled form (``after``, ``None``
    where it has mistakes)."""

    __slots__ = ("after", "before", "diagnostics")

    def __init__(self, before: str | None, after: str | None, diagnostics: list[Diagnostic]) -> None:
        self.before = before
        self.after = after
        self.diagnostics = diagnostics


class Traced:
    """The ledger of a policy and all that is wrong with it; ``ledger`` is an :class:`engine.trace.ledger.Ledger`."""

    __slots__ = ("diagnostics", "digest", "folder", "ledger", "sources")

    def __init__(self, ledger: Ledger, diagnostics: list[Diagnostic], sources: dict[str, str], folder: str, digest: str) -> None:
        self.ledger = ledger
        self.diagnostics = diagnostics
        self.sources = sources
        self.folder = folder
        self.digest = digest

    @property
    def failed(self) -> bool:
        """Whether an error stands."""
        return any(diagnostic.severity == Severity.ERROR for diagnostic in self.diagnostics)

    def data(self, lang: str = "zh") -> dict[str, Any]:
        """The ledger under ``schemas/trace.schema.json``; ``lang`` is that of the diagnostics' words."""
        from engine.trace.as_json import as_json

        return as_json(self.ledger, safe(self.folder, 400), self.digest, lang)

    def text(self, lang: str = "zh") -> str:
        """The ledger as a table for a terminal."""
        from engine.trace.as_text import as_text

        return as_text(self.ledger, lang)

    def html(self, lang: str = "zh") -> str:
        """The ledger as a page to read, print and sign."""
        from engine.trace.as_html import as_html

        return as_html(self.ledger, self.digest, lang, __version__)
