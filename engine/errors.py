"""The exceptions that the public API raises for bad input. Light; re-exported by :mod:`engine.api`."""

from __future__ import annotations

from collections.abc import Mapping

from engine.diagnostics import Diagnostic


class InvalidInput(ValueError):
    """Something given to the engine is wrong; ``diagnostics`` say what, where and what to do.

    ``sources`` holds the texts that the diagnostics point into, by file name, for excerpts.
    """

    def __init__(self, diagnostics: list[Diagnostic], sources: Mapping[str, str]) -> None:
        super().__init__(", ".join(f"{d.code} {d.span}" for d in diagnostics[:3]))
        self.diagnostics = diagnostics
        self.sources = sources


class InvalidPolicy(InvalidInput):
    """A policy folder that cannot be used."""


class InvalidApplication(InvalidInput):
    """An application, or another subject's file, that cannot be evaluated."""
