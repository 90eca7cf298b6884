"""What programs may ask of this room; :mod:`engine.api` hands these names on. Part of :mod:`engine.planning`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from engine import pipeline
from engine.artifact.tables import Tables
from engine.core.policy import CorePolicy
from engine.errors import InvalidPolicy
from engine.planning.calendar_file import calendar_file as deadlines_as_calendar
from engine.planning.chart import chart as deadlines_as_chart
from engine.planning.plan import Wanted, plan
from engine.planning.readings import list_readings as _list_readings

__all__ = ["deadlines_as_calendar", "deadlines_as_chart", "list_readings", "plan_deadlines"]


def plan_deadlines(
    folder: str,
    layers: Sequence[str] = (),
    *,
    subject: str | None = None,
    rows: Sequence[str] = (),
    meeting: str | None = None,
    given: Sequence[str] = (),
    on: date | None = None,
) -> dict[str, Any]:
    """The dates that a policy's deadlines come to, as data (``schemas/deadlines.schema.json``).

    ``subject``: Chinese name or English id, by default all that have deadlines; ``rows``: locators of annex rows, by default
    all; ``meeting``: the date of the meeting; ``given``: further facts as ``FACT=VALUE``; ``on``: the day on
    which amendments are taken as they stand, by default all of them. Raises
    :class:`~engine.errors.InvalidInput`, with E0840 where the working days of a year are not announced.
    """
    tables, core = _load(folder, layers)
    return plan(tables, core, Wanted(subject, tuple(rows), meeting, tuple(given), on))


def list_readings(folder: str, layers: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Every reading of a policy with its options and all that uses it (``schemas/readings-list.schema.json``)."""
    return _list_readings(*_load(folder, layers))


def _load(folder: str, layers: Sequence[str]) -> tuple[Tables, CorePolicy]:
    artifact, result = pipeline.build(folder, layers)
    if artifact is None:
        raise InvalidPolicy(result.diagnostics, result.sources)
    return artifact.tables, result.stages["core"]
