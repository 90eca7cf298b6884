"""The public names of :mod:`engine.impact`: what a change of policy does to a register."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, BinaryIO

from engine.artifact.store import Artifact
from engine.artifact.tables import Tables
from engine.batch.places import check_inputs
from engine.batch.public import columnar_programs
from engine.batch.run import Progress
from engine.difference.edition import Edition
from engine.difference.matching import match_rows
from engine.difference.opened import SIDES, open_edition
from engine.impact import run
from engine.impact.as_html import as_html
from engine.impact.as_json import as_json
from engine.impact.as_tables import ChangedTable, as_tables
from engine.impact.as_text import as_text
from engine.impact.plots import library

if TYPE_CHECKING:
    from engine.columnar.programs import Programs
    from engine.impact.bulk_run import Makers

ImpactRequest = run.Request


class Impact:
    """What a change does. ``data``: all of it under ``schemas/impact.schema.json``; ``notes``: what else is to be told, such as
    inputs that were decided row by row."""

    def __init__(self, found: run.Impact) -> None:
        self.data = as_json(found)
        self.notes = found.notes

    @property
    def changes(self) -> int:
        """Rows that are decided otherwise; of a sweep, none."""
        return sum(each["rows"] for each in self.data.get("turns", ()) if each["before"] != each["after"])

    def text(self, lang: str = "zh") -> str:
        """As text for a terminal."""
        return as_text(self.data, lang)

    def html(self, lang: str = "zh") -> str:
        """As a page with plots. Raises :class:`InvalidInput` (E0935) where plotly is not installed."""
        return as_html(self.data, lang)

    def tables(self, lang: str = "zh") -> dict[str, bytes]:
        """As CSV tables, by file name."""
        return as_tables(self.data, lang)


def impact_of(
    before: str, after: str | None, request: run.Request, *, layers: Sequence[str] = (), cache: str | None = None,
    progress: Progress | None = None, plots: bool = False, changed: BinaryIO | None = None, lang: str = "zh",
) -> Impact:  # fmt: skip
    """What it would do to the register of ``request`` if the policy at ``after`` stood in place of that at ``before`` (folders or
    released bundles; ``None``: the same policy, with what ``request`` sets).

    ``layers`` are laid over both. ``plots``: refuse at once where a page could not be drawn. ``changed``: every row that turns is
    written there, as a CSV table in ``lang``. Raises :class:`InvalidInput`.
    """
    check_inputs(request.inputs)
    if plots:
        library()
    old = open_edition(before, layers, cache, SIDES[0])
    name = request.subject
    if name is not None and name not in old.tables["subjects"]:
        name = next((each for each, table in old.tables["subjects"].items() if table["id"] == name), None)
    if after is None:
        new, rows = old, None
    else:
        new = open_edition(after, layers, cache, SIDES[1])
        rows = {locator: targets[0] for locator, targets in match_rows(old, new).forward.items() if targets}
    policies = run.Policies(_artifact(old), _artifact(new), (before, before if after is None else after), rows)
    makers = None
    if request.engine != "python":
        columnar_programs("", (), old.tables)  # refuses where a package is not there
        makers = _makers(old, new, cache)
    table = None if changed is None else ChangedTable(changed, lang)
    return Impact(run.run_impact(policies, request._replace(subject=name), progress, makers, table))


def _artifact(edition: Edition) -> Artifact:
    return Artifact(edition.code, edition.tables)


def _makers(old: Edition, new: Edition, cache: str | None) -> Makers:
    """Make programs of both policies, under whatever parameters and readings."""
    from engine.columnar.programs import Programs
    from engine.impact.bulk_run import Makers

    def maker(edition: Edition) -> Callable[[Tables], Programs]:
        # rows are put together once for both policies, whose lanes differ
        return lambda tables: Programs("", (), tables, cache=cache, core=edition.core, lanes=False)

    return Makers(maker(old), maker(new))
