"""The two policies that are named, as editions: folders, or released bundles that are verified first. Part of
:mod:`engine.difference`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NoReturn

from engine.bundle.opened import open_bundle
from engine.diagnostics import Diagnostic, Span
from engine.diagnostics.terms import Term
from engine.difference.edition import Edition, read
from engine.errors import InvalidInput

#: What the two policies are called in messages.
SIDES = (Term("前一份", "the first"), Term("后一份", "the second"))


def open_edition(path: str, layers: Sequence[str], cache: str | None, side: Term) -> Edition:
    """The edition at ``path`` with ``layers`` laid over it. Raises :class:`InvalidInput`: E0960, then what is wrong."""
    try:
        if not os.path.isfile(path):
            return read(path, layers, cache)
        opened = open_bundle(path, cache)
        return read(opened.folder, (*opened.layers, *layers), cache, opened.calendar)._replace(name=path)
    except InvalidInput as error:
        _refuse(path, side, error)


def _refuse(path: str, side: Term, error: InvalidInput) -> NoReturn:
    """Say on which side something is wrong, then what."""
    first = Diagnostic("E0960", Span(path, 0, 0, 0, 0), {"side": side, "name": path})
    raise InvalidInput([first, *error.diagnostics], error.sources) from None
