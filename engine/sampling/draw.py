"""The rule by which a sample is drawn. Part of :mod:`engine.sampling`; described for other programs in ``docs/sampling.md``.

Every record gets a rank: the SHA-256 of the algorithm's name, the seed, the digest of the population, the stratum and the
key. The records of least rank are taken. Whoever fixes the list cannot foresee the ranks while the seed is open, and whoever
fixes the seed cannot while the list is: the digest of the list is part of every rank.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from hashlib import sha256
from heapq import nsmallest
from typing import NamedTuple

ALGORITHM = "policy-sample-1"


class Record(NamedTuple):
    """One of the population: its key, its stratum (empty where there are none), the line it stands on, and in a JSON list,
    which may be one line, its number."""

    key: str
    stratum: str
    line: int
    item: int | None = None


class Drawn(NamedTuple):
    """A record that was drawn, with its rank (64 hexadecimal digits) and its place within its stratum, from 1."""

    record: Record
    rank: str
    place: int


class Stratum(NamedTuple):
    """How many of a stratum there are and how many of them are drawn."""

    name: str
    size: int
    drawn: int


def population_digest(records: Iterable[Record]) -> str:
    """SHA-256 over stratum, tab, key, line feed of all records in ascending order of these bytes, as hexadecimal digits.

    Neither the order of lines nor the kind of file counts. Stratum and key hold no tab and no line feed.
    """
    found = sha256()
    for line in sorted(f"{record.stratum}\t{record.key}\n".encode() for record in records):
        found.update(line)
    return found.hexdigest()


def allocate(sizes: Mapping[str, int], rate: Fraction | None, count: int | None) -> dict[str, int]:
    """How many to draw from each stratum: the rate rounded up, or ``count`` shared out by size.

    Shares of a count are rounded down; what is left goes one each to the largest remainders, ties to the stratum that comes
    first in the order of its UTF-8 bytes. Exact arithmetic throughout.
    """
    if rate is not None:
        return {name: -(-size * rate.numerator // rate.denominator) for name, size in sizes.items()}
    wanted, total = count or 0, sum(sizes.values())
    shares = {name: wanted * size // total for name, size in sizes.items()}
    order = sorted(sizes, key=lambda name: (-(wanted * sizes[name] % total), name.encode()))
    for name in order[: wanted - sum(shares.values())]:
        shares[name] += 1
    return shares


def draw(
    records: Sequence[Record], seed: str, rate: Fraction | None = None, count: int | None = None
) -> tuple[str, list[Stratum], list[Drawn]]:
    """The digest of the population, its strata and the records drawn, by stratum (in byte order) and rank.

    Exactly one of ``rate`` (above 0, at most 1) and ``count`` (1 to the size of the population) is given; ``records`` have
    distinct keys.
    """
    digest = population_digest(records)
    groups: dict[str, list[Record]] = {}
    for record in records:
        groups.setdefault(record.stratum, []).append(record)
    shares = allocate({name: len(group) for name, group in groups.items()}, rate, count)
    strata, drawn = [], []
    for name in sorted(groups, key=str.encode):
        strata.append(Stratum(name, len(groups[name]), shares[name]))
        drawn += _least(groups[name], "\n".join((ALGORITHM, seed, digest, name, "")).encode(), shares[name])
    return digest, strata, drawn


def _least(group: Sequence[Record], start: bytes, wanted: int) -> list[Drawn]:
    """The ``wanted`` records of least rank; equal ranks, should they ever occur, in the order of the keys' bytes."""

    def rank(record: Record) -> tuple[bytes, bytes]:
        key = record.key.encode()
        return sha256(start + key).digest(), key

    chosen = nsmallest(wanted, group, key=rank)
    return [Drawn(record, rank(record)[0].hex(), place) for place, record in enumerate(chosen, 1)]
