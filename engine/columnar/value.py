"""What expressions become: scalars with what must be told of them. Part of :mod:`engine.columnar`.

``sites`` are texts (or lists of texts) that are null unless something impossible was met: the incidents of an outcome.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from engine.columnar.scalar import Pool, Scalar
from engine.diagnostics import Span
from engine.diagnostics.terms import Term

Sites = tuple[Scalar, ...]


class Unsupported(Exception):
    """Something that the back end does not do: the code of the diagnostic, its arguments and the place."""

    def __init__(self, code: str, arguments: dict[str, object], span: Span) -> None:
        super().__init__(code)
        self.code = code
        self.arguments = arguments
        self.span = span


#: What a refusal calls a construct, by kind of node.
CONSTRUCTS = {
    "Applicable": Term("对这里的值问“适用”", "asking whether this value applies"),
    "Default": Term("这里的“若不适用取”", "this `if it does not apply`"),
    "Covers": Term("对名单以外的值问“覆盖”", "`covers` of anything but a list fact"),
    "Member": Term("这里的“属于”", "this `is one of`"),
    "Choice": Term("例外的值可能不适用，或是集合、名单；这样的例外", "an exception that may not apply, or gives a group or list"),
    "Fact": Term("可不适用的年段、名单或逐年记录", "a span of years, list or record that may not apply"),
    "RowAttribute": Term("本行可能没有的一栏直接参加比较", "comparing a row's column that may not apply"),
}


class Judged(NamedTuple):
    """A statement."""

    truth: Scalar
    sites: Sites


class Value(NamedTuple):
    """A value, unknown where ``low`` is null; a count or sum may be open between ``low`` and ``high``.

    ``inapplicable``: whether it does not apply (then it is null too); ``None`` where it always applies.
    """

    low: Scalar
    high: Scalar
    inapplicable: Scalar | None
    sites: Sites

    @property
    def is_plain(self) -> bool:
        """Whether it is a single value, not a count or sum that may be open."""
        return self.low is self.high


class YearSpan(NamedTuple):
    """The years from ``first`` to ``last``; unknown where ``first`` is null."""

    first: Scalar
    last: Scalar
    sites: Sites


class Group(NamedTuple):
    """A set of words: that of the first case whose condition holds, ``None`` where it is unknown."""

    cases: tuple[tuple[Scalar, frozenset | None], ...]
    sites: Sites


class Entries(NamedTuple):
    """A list fact: the list, and whether everything is listed."""

    list: Scalar
    everything: Scalar
    sites: Sites = ()


def plain(scalar: Scalar, sites: Sites = ()) -> Value:
    """A single value."""
    return Value(scalar, scalar, None, sites)


def joined(*parts: Iterable[Scalar]) -> Sites:
    """All sites, each once."""
    return tuple(dict.fromkeys(site for part in parts for site in part))


def guarded(pool: Pool, condition: Scalar, sites: Sites) -> Sites:
    """The sites, told only where ``condition`` (never null) is true."""
    told = (pool.case([(condition, site)], pool.null(site.type)) for site in sites)
    return tuple(site for site in told if not site.is_constant or site.operation == "constant")


def told(pool: Pool, kind: str, condition: Scalar, *names: Scalar) -> Sites:
    """An incident of ``kind`` where ``condition`` is true."""
    if condition is pool.false or condition.operation == "null":
        return ()
    parts = [pool.constant(f"{kind}(")]
    for index, name in enumerate(names):
        parts += [pool.constant(", ")] * bool(index)
        parts.append(name if name.type == "text" else pool.call("text", "text", name, known=name.known))
    text = pool.call("concatenated", "text", *parts, pool.constant(")"), known=all(part.known for part in parts))
    return (pool.case([(condition, text)], pool.null("text")),)


def settled(pool: Pool, value: Value) -> Scalar:
    """The single value, null where a count or sum is open."""
    if value.is_plain:
        return value.low
    return pool.case([(pool.compare("=", value.low, value.high), value.low)], pool.null(value.low.type))
