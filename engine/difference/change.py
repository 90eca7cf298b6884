"""One change between two policies, as plain data. Part of :mod:`engine.difference`."""

from __future__ import annotations

from typing import Any, NamedTuple

#: What may have changed, in the order in which it is told within a clause. The words are in :mod:`engine.difference.words`.
KINDS = (
    "document", "next_steps", "clauses_renumbered", "rows_renumbered", "reference_added", "reference_removed",
    "reference_changed",
    "clause_added", "clause_removed", "clause_moved", "clause_reworded", "clause_restated",
    "figure", "date", "date_kept", "text", "figure_dated", "figure_added", "figure_removed", "figure_renamed", "figure_kind",
    "figure_cited", "group",
    "row_added", "row_removed", "row_moved", "row_renamed", "row_split", "row_merged", "row_titles", "row_window", "row_office",
    "row_phone", "row_audience", "row_seat", "row_notes", "row_amended",
    "reading_added", "reading_removed", "reading_chosen", "reading_options", "reading_reworded", "reading_confirmed",
    "gap_added", "gap_removed", "gap_text",
    "words", "fact_added", "fact_removed", "fact_changed", "relation", "register", "calendar",
    "table", "rule_added", "rule_removed", "rule_renamed", "rule_reworded", "rule_changed", "rule_said", "rule_cited",
)  # fmt: skip
#: Those told at the head, before the first clause.
OF_DOCUMENT = ("document", "next_steps", "clauses_renumbered", "rows_renumbered")
#: Those told under the number that the older notice gave.
GONE = ("clause_removed", "row_removed")


class Change(NamedTuple):
    """``kind`` is one of :data:`KINDS`; ``clause`` where the notice says so (that of the newer one where it has it), ``""``
    where no clause is named; ``before`` and ``after`` are texts or ``None``; ``detail`` what the kind has more to say.

    ``unit`` says what has to be put back for the change to be undone alone: ``(parameter|reading|definition|condition|
    entitlement|row|gap, name)``, ``None`` where nothing is decided by it.
    """

    kind: str
    clause: str
    name: str
    before: Any = None
    after: Any = None
    detail: dict[str, Any] = {}  # noqa: RUF012  never changed
    unit: tuple[str, str] | None = None
