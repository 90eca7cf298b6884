"""Queries of policies over rows that were put together, planned with next to nothing to choose. Part of :mod:`engine.batch`.

They are long, and read one table: an optimizer looks at each of their thousands of parts and finds nothing, which takes as
long as deciding thirty thousand rows.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from engine.batch.mapped import text

#: What the database still looks for: parts of a query that it would otherwise keep aside, columns that are not used.
_PLANNED = ("cte_inlining", "unused_columns")


@contextlib.contextmanager
def planned_plainly(base: Any) -> Iterator[None]:
    """Meanwhile the connection's database plans so."""
    wanted = ", ".join(map(text, _PLANNED))
    (others,) = base.execute(f"SELECT string_agg(name, ',') FROM duckdb_optimizers() WHERE name NOT IN ({wanted})").fetchone()
    base.execute(f"SET disabled_optimizers = {text(others or '')}")
    try:
        yield
    finally:
        base.execute("RESET disabled_optimizers")
