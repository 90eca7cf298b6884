"""The public names of :mod:`engine.difference`: two policies compared."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from engine.difference.as_html import as_html
from engine.difference.as_json import as_json
from engine.difference.as_text import as_text
from engine.difference.compared import Compared, compare
from engine.difference.edition import Edition
from engine.difference.opened import SIDES, open_edition


class Difference:
    """What :func:`compare_policies` found. ``files`` names, by subject and way (``admitted``, ``excluded`` …), the files that
    :meth:`applications` are written to, once they are."""

    def __init__(self, found: Compared) -> None:
        self.found = found
        self.files: dict[tuple[str, str], str] = {}

    @property
    def same(self) -> bool:
        """Whether nothing was changed."""
        return self.found.same

    def text(self, lang: str = "zh") -> str:
        """The comparison as text for a terminal."""
        return as_text(self.found, self.files, lang)

    def html(self, lang: str = "zh") -> str:
        """The comparison as a page of its own."""
        return as_html(self.found, self.files, lang)

    def data(self, lang: str = "zh") -> dict[str, Any]:
        """The comparison under ``schemas/diff.schema.json``."""
        return as_json(self.found, self.files, lang)

    def applications(self) -> dict[str, Mapping[str, Any]]:
        """Those whose decision turned, by file name, as ``policy eval`` takes them.

        Where the policies are of different years there is another file, with the year of the older policy in its name: the
        same applicant as that policy is asked about them.
        """
        written: dict[str, Mapping[str, Any]] = {}
        old, new = self.found.old, self.found.new
        for each in self.found.answers:
            id = new.tables["subjects"].get(each.subject, {"id": each.subject})["id"]
            part = "" if each.subject == _main_subject(new) else f"-{id}"
            for way, answer in each.by_way.items():
                if answer.application is None:
                    continue
                name, pair = f"newly-{way}{part}", self.found.pair(each.subject)
                written[f"{name}.json"] = pair.later(answer.application)
                self.files[each.subject, way] = f"{name}.json"
                earlier = pair.earlier(answer.application)
                if earlier != written[f"{name}.json"]:
                    written[f"{name}.{old.year if old.year != new.year else 'old'}.json"] = earlier
        return written


def _main_subject(edition: Edition) -> str:
    """The subject that needs no name in a file: that of applications."""
    subjects = edition.tables["subjects"]
    return next((name for name, each in subjects.items() if each["wording"] == "application"), "")


def compare_policies(
    old: str, new: str, layers: Sequence[str] = (), *, old_layers: Sequence[str] = (), new_layers: Sequence[str] = (),
    cache: str | None = None,
) -> Difference:  # fmt: skip
    """Compare the policy at ``old`` with that at ``new`` (folders or released bundles), ``layers`` laid over both,
    ``old_layers`` and ``new_layers`` over one of them.

    ``cache``: a folder in which what was read is kept. Raises :class:`engine.errors.InvalidInput`, which says on which side
    something is wrong (E0960).
    """
    laid = [(*layers, *own) for own in (old_layers, new_layers)]
    editions = [open_edition(path, over, cache, side) for path, over, side in zip((old, new), laid, SIDES, strict=True)]
    itself = laid[0] == laid[1] and os.path.realpath(old) == os.path.realpath(new)
    return Difference(compare(*editions)._replace(itself=itself))
