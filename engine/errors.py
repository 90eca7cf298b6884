"""The exceptions that the public API raises for bad input. Light; re-exported by :mod:`engine.api`."""

from __future__ import annotations

from collections.abc import Mapping

from engine.diagnostics import Diagnostic

#: Messages that an exception shows of itself.
_SHOWN = 3


class InvalidInput(ValueError):
    """Something given to the engine is wrong; ``diagnostics`` say what, where and what to do.

    ``sources`` holds the texts that the diagnostics point into, by file name, for excerpts. As text it is the first few
    messages in Chinese; :func:`engine.api.render_diagnostics` writes all of them, in either language.
    """

    def __init__(self, diagnostics: list[Diagnostic], sources: Mapping[str, str]) -> None:
        super().__init__(", ".join(f"{d.code} {d.span}" for d in diagnostics[:_SHOWN]))
        self.diagnostics = diagnostics
        self.sources = sources

    def __str__(self) -> str:
        from engine.diagnostics.render import first_lines  # the catalogue is read only where somebody looks

        return first_lines(self.diagnostics, _SHOWN)

    def __reduce__(self) -> tuple[type[InvalidInput], tuple[list[Diagnostic], dict[str, str]]]:
        return type(self), (self.diagnostics, dict(self.sources))  # so that it comes back from another process


class InvalidPolicy(InvalidInput):
    """A policy folder that cannot be used."""


class InvalidApplication(InvalidInput):
    """An application, or another subject's file, that cannot be evaluated."""
