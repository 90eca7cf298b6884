"""A word of ours in both languages, as an argument of a diagnostic. Part of :mod:`engine.diagnostics`.

Messages say “应为整数，现为文字” or "expected an integer, found text": the template is the catalogue's, the two type
names are terms, chosen by the stage and turned into words only when somebody renders the diagnostic.
"""

from __future__ import annotations

from typing import NamedTuple


class Term(NamedTuple):
    """One word in Chinese and English."""

    zh: str
    en: str

    def in_language(self, lang: str) -> str:
        """The word in ``lang`` (``"zh"`` or ``"en"``)."""
        return self.en if lang == "en" else self.zh
