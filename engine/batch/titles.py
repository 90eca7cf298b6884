"""What facts and gaps are called in tables and summaries for people: the policy's own words. Part of :mod:`engine.batch`.

Only Chinese has such words; in English, and in whatever programs read, the ids stand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from engine.artifact.tables import Tables
from engine.case.keys import by_name
from engine.explain.paths import split

_PARAMETER = "parameter:"
_REMEMBERED = 4_096


def titles(tables: Tables) -> Callable[[str, str | None], str]:
    """The name of a path (``continuing_education[2022].total_hours``: ``继续教育[2022].总学时``), as the columns of registers are
    called, in the subject it is of; where that is not known, in all that have it. A path that names no fact is left as it is."""
    subjects = {name: by_name(subject["facts"]) for name, subject in tables["subjects"].items()}

    @lru_cache(maxsize=_REMEMBERED)
    def title(path: str, subject: str | None) -> str:
        if path.startswith(_PARAMETER):
            return f"参数.{path.removeprefix(_PARAMETER)}"
        parts = split(path)
        head = path if parts is None else parts[0]
        own = subjects.get(subject or "", {})
        facts = [own[head]] if head in own else [facts[head] for facts in subjects.values() if head in facts]
        return "／".join(dict.fromkeys(_titled(fact, parts) for fact in facts)) or path

    return title


def gap_titles(tables: Tables) -> dict[str, str]:
    """By the name of each gap of the notice (``G6``) the name with what it is: the first sentence of its text."""
    return {name: f"{name}：{gap['text'].partition('。')[0]}" for name, gap in tables["gaps"].items()}


def _titled(fact: Mapping[str, Any], parts: tuple[str, int, str] | None) -> str:
    if parts is None:
        return str(fact["name"])
    field = by_name(fact["fields"] or []).get(parts[2])
    return f"{fact['name']}[{parts[1]}].{parts[2] if field is None else field['name']}"
