"""The years that the first rows of a register state, to choose the policy of its own year by. Part of :mod:`engine.batch`.

Looked at before there is a policy to decide by: what is not plainly in order is passed over, and told when the rows are decided.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from engine.artifact.tables import Tables
from engine.batch import sources as inputs
from engine.batch.nodes import node
from engine.batch.places import check_inputs
from engine.batch.reading import Options, RowReader, default_subject
from engine.batch.tried import tried
from engine.case.dates import read_year
from engine.case.reading import Reader, Target

#: Rows that are looked at.
FIRST = 1_000


def years_stated(
    names: Sequence[str], tables: Tables, subject: str | None = None, ignored: Sequence[str] = (), encoding: str | None = None
) -> dict[int, int] | None:
    """How many of the first thousand rows of the inputs ``names`` state which year of application, most frequent first; ``None``
    where rows about ``subject`` state no year at all, because it has no such fact. ``tables``: of any policy that knows the fact.

    Raises :class:`engine.errors.InvalidInput` for inputs that cannot be read.
    """
    check_inputs(names)
    table = tables["subjects"][subject or default_subject(tables)]
    fact = next((each for each in table["facts"] if each["id"] == table["year"]), None)
    if fact is None:
        return None
    reader = RowReader(tables, Options(subject, None, tuple(ignored), "jsonl", "zh", len(names) > 1))
    found: Counter[int] = Counter()
    left = FIRST
    for chunk in inputs.chunks([inputs.source(each) for each in names], encoding, [0]):
        for number, row in enumerate(chunk.rows[:left]):
            plain = tried(chunk, row, reader.plain, chunk, row, number)
            year = _year(tables, table, fact, plain) if isinstance(plain, dict) else None
            if year is not None:
                found[year] += 1
        left -= len(chunk.rows)
        if left <= 0:
            break
    return dict(found.most_common())


def _year(tables: Tables, subject: dict[str, Any], fact: dict[str, Any], plain: Mapping[str, Any]) -> int | None:
    value = plain.get(fact["name"], plain.get(fact["id"]))
    return None if value is None else read_year(Reader(tables, subject, 20), Target.of(fact), node(value, "", 1))
