"""A sample as data, and drawn again from data. Part of :mod:`engine.sampling`; shape in ``schemas/sample.schema.json``."""

from __future__ import annotations

import json
import os
from fractions import Fraction
from typing import Any

from engine.diagnostics import Diagnostic
from engine.errors import InvalidInput
from engine.sampling.draw import ALGORITHM, draw
from engine.sampling.population import LIST, Population, read_population
from engine.sampling.request import parse_count, parse_rate, parse_seed, refuse
from engine.source.text import decode, read_file_limited, whole


def sample(
    path: str,
    seed: str | None,
    *,
    rate: str | None = None,
    count: str | None = None,
    by: str | None = None,
    key: str | None = None,
) -> dict[str, Any]:
    """Draw a sample from the list in ``path``. Exactly one of ``rate`` (``5%``) and ``count`` is given.

    ``by``: the column of the strata (counties); ``key``: the one that names each record, by default the first. Raises
    :class:`~engine.errors.InvalidInput` (E0850–E0863) for anything that cannot be read or drawn from.
    """
    if (rate is None) == (count is None):
        refuse("E0863")
    share, sown = None if rate is None else parse_rate(rate), parse_seed(seed)
    population = read_population(path, key, by)
    number = None if count is None else parse_count(count, len(population.records))
    return _document(path, population, sown, share, number)


def _document(path: str, population: Population, seed: str, rate: Fraction | None, count: int | None) -> dict[str, Any]:
    digest, strata, drawn = draw(population.records, seed, rate, count)
    return {
        "algorithm": ALGORITHM,
        "seed": seed,
        "rate": None if rate is None else _percent(rate),
        "count": count,
        "population": {
            "file": os.path.basename(path),
            "key": population.key,
            "by": population.by,
            "size": len(population.records),
            "digest": digest,
        },
        "strata": [stratum._asdict() for stratum in strata],
        "drawn": [
            {
                "stratum": d.record.stratum, "place": d.place, "key": d.record.key, "line": d.record.line,
                "item": d.record.item, "rank": d.rank,
            }
            for d in drawn
        ],
    }  # fmt: skip


def _percent(rate: Fraction) -> str:
    """The exact rate in per cent, as short as it can be written."""
    whole_part, rest = divmod(rate * 100, 1)
    digits = ""
    while rest:
        digit, rest = divmod(rest * 10, 1)
        digits += str(digit)
    return f"{whole_part}{'.' + digits if digits else ''}%"


def verify(path: str, source: str | None = None) -> dict[str, Any]:
    """Draw the sample in ``path`` (JSON) again from its list and return it if every record is the same.

    ``source``: the list; by default the file that the sample names, beside it. Raises
    :class:`~engine.errors.InvalidInput`: E0865 where it is no such file, E0866 where the list is another one than the sample
    was drawn from, E0867 where the same list and seed give another sample.
    """
    claimed = _read(path)
    about = claimed["population"]
    beside = source or os.path.join(os.path.dirname(path), os.path.basename(about["file"]))
    population = read_population(beside, about["key"], about["by"])
    rate = None if claimed["rate"] is None else parse_rate(claimed["rate"])
    count = None if claimed["count"] is None else parse_count(str(claimed["count"]), len(population.records))
    again = _document(beside, population, parse_seed(claimed["seed"]), rate, count)
    if again["population"]["digest"] != about["digest"]:
        refuse("E0866", name=beside, expected=about["digest"], found=again["population"]["digest"])
    ours, theirs = _keys(again), _keys(claimed)
    if ours != theirs or again["strata"] != claimed["strata"]:
        missing = tuple(key for _, key, _ in ours if key not in {k for _, k, _ in theirs})
        added = tuple(key for _, key, _ in theirs if key not in {k for _, k, _ in ours})
        refuse("E0867", name=path, missing=missing[:10], added=added[:10])
    return again


def _keys(document: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What makes a sample: who was drawn, in which stratum and order, by which rank. Lines and numbers are only a help."""
    return [(item["stratum"], item["key"], item["rank"]) for item in document["drawn"]]


def _read(path: str) -> dict[str, Any]:
    data, problems = read_file_limited(path, LIST)
    text = None
    if data is not None:
        text, problems = decode(path, data, LIST, True)
    if text is None:
        raise InvalidInput(problems, {})
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        document = None
    if not _is_sample(document):
        raise InvalidInput([Diagnostic("E0865", whole(path), {"name": path, "algorithm": ALGORITHM})], {})
    return dict(document)


def _is_sample(document: Any) -> bool:
    """Whether this is a result of :func:`sample`, as far as drawing it again needs."""
    if not isinstance(document, dict) or document.get("algorithm") != ALGORITHM:
        return False
    about, drawn = document.get("population"), document.get("drawn")
    return (
        isinstance(document.get("seed"), str)
        and [type(document.get(name)) for name in ("rate", "count")] in ([str, type(None)], [type(None), int])
        and isinstance(document.get("strata"), list)
        and isinstance(about, dict)
        and all(isinstance(about.get(name), str) for name in ("file", "digest"))
        and all(isinstance(about.get(name, 0), str | None) for name in ("key", "by"))
        and isinstance(drawn, list)
        and all(isinstance(d, dict) and all(isinstance(d.get(k), str) for k in ("stratum", "key", "rank")) for d in drawn)
    )
