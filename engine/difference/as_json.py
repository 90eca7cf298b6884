"""A comparison as data under ``schemas/diff.schema.json``. Part of :mod:`engine.difference`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.diagnostics.safe_text import safe
from engine.difference.change import Change
from engine.difference.compared import Compared, Effect, shown
from engine.difference.edition import Edition
from engine.difference.judged import OPEN
from engine.difference.proof import Answer
from engine.difference.telling import sentence

FORMAT = 1


def as_json(found: Compared, files: Mapping[tuple[str, str], str], lang: str) -> dict[str, Any]:
    """The whole comparison; ``text`` of a change is in ``lang``, everything else is the same in both."""
    figures, rows = found.carried
    return {
        "format": FORMAT,
        "old": _side(found.old),
        "new": _side(found.new),
        "same": found.same,
        "solver": found.solver,
        "changes": [_change(*pair, lang) for pair in zip(found.changes, found.effects, strict=True)],
        "carried": {"parameters": list(figures), "rows": list(rows)},
        "subjects": [
            {
                "subject": each.subject,
                **{
                    way: _answer(found, each.subject, answer, files.get((each.subject, way)))
                    for way, answer in each.by_way.items()
                },
            }
            for each in found.answers
        ],
    }


def _side(edition: Edition) -> dict[str, Any]:
    policy = edition.tables["policy"]
    return {
        "policy": safe(edition.name, 400), "digest": policy["digest"], "number": policy["document_number"],
        "title": policy["title"], "year": policy["year"],
    }  # fmt: skip


def _change(change: Change, effect: Effect | None, lang: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind": change.kind, "clause": change.clause or None, "name": change.name, "before": change.before,
        "after": change.after, "detail": change.detail, "text": sentence(change, lang),
    }  # fmt: skip
    if effect is not None:
        found["alone"] = {
            "meaning": effect.meaning or None,
            "subjects": [
                {"subject": each.subject, **{way: _short(answer) for way, answer in each.by_way.items()}}
                for each in effect.answers
            ],
        }
    return found


def _short(answer: Answer) -> dict[str, Any]:
    found: dict[str, Any] = {"verdict": answer.verdict}
    if answer.looked:
        found["looked"] = answer.looked
    if answer.application is not None:
        found["application"] = answer.application
    return found


def _answer(found: Compared, subject: str, answer: Answer, file: str | None) -> dict[str, Any]:
    data = _short(answer)
    if answer.application is None:
        return data
    told = shown(found.pair(subject), answer.application)
    data["earlier"] = told.earlier
    data["decisions"] = {"old": told.decisions[0], "new": told.decisions[1]}
    data["against"] = {
        side: [{"condition": name, "clauses": list(clauses)} for name, clauses in listed]
        for side, listed in zip(("old", "new"), told.against, strict=True)
    }
    if OPEN in told.decisions:
        data["missing"] = {"old": list(told.missing[0]), "new": list(told.missing[1])}
    if file is not None:
        data["file"] = file
    return data
