"""What a register asks of each row, as few narrow columns: a code and masks of bits. Part of :mod:`engine.columnar`.

:func:`compile_register` gives a :class:`Program`: plain data that can be kept and sent to whatever runs the query. The query
reads the relation ``cases`` of rows that are in order (:mod:`engine.columnar.trusted`) and says of each what came of it, or
that it has to be looked at one by one. Of rows of which something is open a second query over ``open_cases`` says the same and
why (:mod:`engine.columnar.openings`): they are few, and what is asked of them is much.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlglot import exp

from engine.artifact.tables import Tables
from engine.case.completion import related
from engine.columnar import bits, layers
from engine.columnar.gathering import gathered
from engine.columnar.lanes import MANY, Lanes, StandIns, packed
from engine.columnar.openings import Entry, alike, given, openings, years_of
from engine.columnar.outcome import Asked, StandIn, outcomes
from engine.columnar.program import CAREFUL, CODES, RELATED, WIDTH, Program
from engine.columnar.reasons import Reasons
from engine.columnar.relation import CASES, DAYS, ID, Column
from engine.columnar.rewriting import replaced
from engine.columnar.scalar import Pool, Scalar
from engine.columnar.times import CALENDAR
from engine.columnar.trusted import JUDGEMENT, TrustedTranslator
from engine.columnar.two_valued import two_valued
from engine.columnar.writing import Dialect, Writer, alias, select_from, table
from engine.core.policy import CorePolicy, SubjectPolicy
from engine.evaluate.outcome import Bindings

#: The relation of combinations of words, and the number of each.
COMBINATIONS, COMBINATION = "combinations", "_combination"
#: Columns that a query hands on as they are: the row, its key, its combination.
HANDED_ON = (ID, "_key", COMBINATION)
#: Operations, on average, of parts that are computed once for each combination of words.
WORTH = 16
#: The relation of rows of which something is open.
OPEN_CASES = "open_cases"
Readings = tuple[tuple[str, tuple[Entry, ...]], ...]


def compile_register(
    core: CorePolicy,
    tables: Tables,
    subject: str,
    bindings: Bindings,
    known: frozenset[str],
    whole: bool = True,
    shared: bool = True,
    dialect: Dialect = bits.DIALECT,
    handed_on: Sequence[str] = HANDED_ON,
    reasons: bool = False,
    by_word: bool = False,
) -> Program:
    """The program of one subject; not ``whole``: the code alone; not ``shared``: everything is computed row by row; ``by_word``:
    what words say of many rows of the policy is looked up word by word (:mod:`engine.columnar.lanes`).

    ``dialect``: one that says years as bits too; ``handed_on``: columns of ``cases`` that the result has as they are;
    ``reasons``: with the second query, where anything can be open.

    Raises :class:`engine.columnar.value.Unsupported` for what cannot be said in SQL.
    """
    translator = TrustedTranslator(core, tables["subjects"][subject], bindings, known)
    pool = translator.pool
    stand_ins = StandIns(pool)
    many = by_word and len(core.subject(subject).rows) >= MANY
    asked = _Asked(pool, translator, tables, core.subject(subject), stand_ins if many else None)
    finished = _Finished(pool, known, stand_ins, tables["subjects"][subject])
    words = frozenset(_words(translator)) if shared else frozenset()
    entries = _apart(asked.entries(), words) if whole else []
    named = finished.named(asked.code(whole), entries)
    pieces = {scalar: f"_s{number}" for number, scalar in enumerate(_pieces(named.values(), words))} if words else {}
    columns = {scalar: pool.column(text, scalar.type, scalar.bounds, known=scalar.known) for scalar, text in pieces.items()}
    select = _select(dict(zip(named, replaced(pool, list(named.values()), columns), strict=True)), handed_on, CASES, dialect)
    used = [text for text in words if any(part.value == text for part in layers.reachable(pieces) if part.operation == "column")]
    lookups = dict(finished.lookups())
    combined = lookups.pop(RELATED, {text: scalar for scalar, text in pieces.items()})
    looked_up = [
        (fact, tuple(said), dialect.text(_select(said, (COMBINATION,), COMBINATIONS, dialect))) for fact, said in lookups.items()
    ]
    masks = _readings(entries)
    second = None
    if whole and reasons and asked.open() is not pool.false:
        opened, more = asked.opened(entries, finished)
        second = _select(opened, handed_on, OPEN_CASES, dialect)
        masks += more
    calendar = any(each.name == DAYS for one in (select, second) if one is not None for each in one.find_all(exp.Table))
    days = [(day.day.isoformat(), *day[1:]) for day in translator.calendar.rows()] if calendar else []
    return Program(
        subject, dialect.text(select), tuple(sorted(used)),
        dialect.text(_select(combined, (COMBINATION,), COMBINATIONS, dialect)) if combined else "",
        tuple(map(tuple, _columns(translator))), masks, tuple(days), tuple(sorted(known)),  # type: ignore[arg-type]
        tuple(each.name for each in core.subject(subject).conditions),
        tuple(each.name for each in core.subject(subject).entitlements), tuple(asked.alike.items()),
        "" if second is None else dialect.text(second), len(entries), tuple(looked_up),
    )  # fmt: skip


class _Finished:
    """Truths as they are asked of a register: with years as bits, never null on the way, rows of the policy as bits of lanes."""

    def __init__(self, pool: Pool, known: frozenset[str], stand_ins: StandIns, subject: Mapping[str, Any]) -> None:
        self.pool = pool
        self._known = known
        self._lanes: Lanes | None = None
        self._bits: dict[Scalar, tuple[Scalar, Scalar]] = {}
        if stand_ins.statements:
            self._lanes = Lanes(pool, stand_ins.statements, *_looked_up(subject))
            self._bits = self._lanes.bits(two_valued(pool, bits.with_bits(pool, self._lanes.sides(), known)))

    def lookups(self) -> Iterator[tuple[str, dict[str, Scalar]]]:
        """As :meth:`engine.columnar.lanes.Lanes.lookups`."""
        return iter(()) if self._lanes is None else self._lanes.lookups()

    def named(self, code: Scalar, masks: Sequence[Mapping[Entry, Scalar]]) -> dict[str, Scalar]:
        """The columns of the first query."""
        roots = [code, *(truth for some in masks for truth in some.values())]
        return self._columns(self._finished(roots), masks)

    def _finished(self, roots: list[Scalar]) -> list[Scalar]:
        pool = self.pool
        given = {column: (true, pool.negation(may)) for column, (true, may) in self._bits.items()}
        roots = replaced(pool, roots, {column: true for column, (true, _) in given.items() if column.known})
        return gathered(pool, two_valued(pool, bits.with_bits(pool, roots, self._known), given))

    def opened(self, code: Scalar, masks: Sequence[Mapping[Entry, Scalar]], years: Sequence[Scalar]) -> dict[str, Scalar]:
        """The columns of the second query; ``years``: masks that are finished but for their years."""
        found = self._finished([*years, code, *(truth for some in masks for truth in some.values())])
        named = self._columns(found[len(years) :], masks)
        return named | {f"mask{number}": told for number, told in enumerate(found[: len(years)], len(masks))}

    def _columns(self, found: Sequence[Scalar], masks: Sequence[Mapping[Entry, Scalar]]) -> dict[str, Scalar]:
        code, *truths = found
        waiting = iter(truths)
        return {"code": code} | {
            f"mask{number}": packed(self.pool, list(islice(waiting, len(some)))) for number, some in enumerate(masks)
        }


def _looked_up(subject: Mapping[str, Any]) -> tuple[frozenset[str], dict[str, frozenset[str]]]:
    """The columns of related facts, and of every other fact that holds words."""
    together = related(subject)
    columns = {
        fact["id"]: frozenset((fact["id"], f"{fact['id']}__na") if fact["may_not_apply"] else (fact["id"],))
        for fact in subject["facts"]
    }
    own = {fact["id"]: columns[fact["id"]] for fact in subject["facts"] if fact["type"] in ("word", "row")}
    both = frozenset().union(*(columns[id] for id in together))
    return both, {id: theirs for id, theirs in own.items() if id not in together}


def _words(translator: TrustedTranslator) -> Iterator[str]:
    """The columns of few values: words, truths, years."""
    for id, fact in translator.relation.facts.items():
        if fact["type"] in ("word", "boolean", "row"):
            yield id
            if fact["may_not_apply"]:
                yield f"{id}__na"
    yield JUDGEMENT


def _rests_on(scalars: Iterable[Scalar], words: frozenset[str]) -> dict[Scalar, bool]:
    """Of the scalars and all they rest on: whether only columns ``words`` are below."""
    found: dict[Scalar, bool] = {}
    for scalar in layers.reachable(scalars):
        if scalar.operands:
            found[scalar] = not scalar.free and all(found[operand] for operand in scalar.operands)
        else:
            found[scalar] = scalar.is_constant or (scalar.operation == "column" and scalar.value in words)
    return found


def _pieces(scalars: Iterable[Scalar], words: frozenset[str]) -> list[Scalar]:
    """The largest parts that rest on columns ``words`` alone, if they cost more than to find them by their words."""
    roots = list(scalars)
    rests = _rests_on(roots, words)
    kept: dict[Scalar, None] = {}
    waiting, met = roots[::-1], set(roots)
    while waiting:
        scalar = waiting.pop()
        if rests[scalar]:
            if scalar.operands:
                kept[scalar] = None
            continue
        fresh = [operand for operand in scalar.operands if operand not in met]
        met.update(fresh)
        waiting += fresh
    return list(kept) if sum(bool(part.operands) for part in layers.reachable(kept)) >= WORTH * len(kept) else []


def _columns(translator: TrustedTranslator) -> list[Column]:
    return [*translator.relation.columns(), Column(JUDGEMENT, "boolean")]


class _Asked:
    """What is asked of one subject."""

    def __init__(
        self, pool: Pool, translator: TrustedTranslator, tables: Tables, part: SubjectPolicy, stand_in: StandIn | None
    ) -> None:
        self.pool = pool
        self.part = part
        self.found = outcomes(translator, part) if stand_in is None else outcomes(translator, part, stand_in)
        self.reasons = Reasons(translator, tables["subjects"][part.name]["reference_date"])
        self.alike = alike(self.found)
        self.notes = {name for name, known in tables["conditions"].items() if known["kind"] == "note"}
        self.blocks = {name for name, known in tables["conditions"].items() if known["blocks"]}
        self.referring = {name for name, known in tables["conditions"].items() if known["consequence"] == "referral"}
        self.judged = {id for id, fact in translator.relation.facts.items() if fact["judge"]} | {JUDGEMENT}

    def code(self, whole: bool, unsaid: Scalar | None = None) -> Scalar:
        """The code of a row; ``whole``: only where nothing is open; ``unsaid``: only where that is not so."""
        pool, found = self.pool, self.found
        barred = [incident(pool, site) for site in found.sites]
        number = {name: pool.constant(code) for code, name in enumerate(CODES)}
        arms = [
            (pool.is_false(found.routing), number["not_applicable", True]),
            (pool.all_of([pool.is_false(found.passes), pool.is_true(found.routing)]), number["ineligible", True]),
            (pool.is_false(found.passes), number["ineligible", False]),
            (pool.is_null(found.passes), number["incomplete", False]),
        ]
        told = pool.case(arms, number["eligible", True])
        barred += [self.open()] if whole else [] if unsaid is None else [unsaid]
        return pool.case([(pool.any_of(barred), pool.constant(CAREFUL))], told)

    def opened(self, entries: list[dict[Entry, Scalar]], finished: _Finished) -> tuple[dict[str, Scalar], Readings]:
        """The columns of the second query, and what the masks say that it gives beyond ``entries``."""
        pool = self.pool
        found = openings(pool, self.reasons, self.part, self.found, self.alike, self.notes, self.blocks)
        awaits = {entry: pool.false for some in entries for entry in some if entry[0].startswith("awaiting")} | found.entries
        again = [{entry: awaits.get(entry, truth) for entry, truth in some.items()} for some in entries]
        settled = {entry for some in entries for entry in some}
        more = [entry for entry in found.entries if entry not in settled]
        again += [{entry: found.entries[entry] for entry in more[at : at + WIDTH]} for at in range(0, len(more), WIDTH)]
        said, years = _readings(again), sorted(found.years.items())
        said += tuple((f"mask{number}", years_of(field)) for number, (field, _) in enumerate(years, len(again)))
        named = finished.opened(self.code(False, found.unsaid), again, [told for _, told in years])
        return named, said[len(entries) :]

    def open(self) -> Scalar:
        """Whether anything is open whose reasons a record names."""
        pool = self.pool
        parts = [pool.is_null(each.holds) for each in self.found.conditions if each.condition.name not in self.notes]
        for row in self.found.rows:
            reached = pool.may_be_true(row.scope)
            asked = [pool.is_null(each.holds) for each in row.conditions]
            asked += [pool.all_of([pool.is_null(truth), pool.negation(self._awaits(truth))]) for _, truth in row.granted]
            parts += [pool.is_null(row.scope), pool.all_of([reached, pool.any_of(asked)])]
        parts += [pool.all_of([pool.is_null(truth), pool.negation(self._awaits(truth))]) for _, truth in self.found.entitlements]
        return pool.any_of(parts)

    def _awaits(self, truth: Scalar) -> Scalar:
        """Whether an entitlement that is open waits for a judge alone: nothing else that it rests on is unknown."""
        pool = self.pool
        parts = list(layers.reachable([truth]))
        if any(part.type.endswith("[]") or part.value in CALENDAR for part in parts if part.operation == "column"):
            return pool.false
        columns = [part for part in parts if part.operation == "column"]
        judged = [part for part in columns if part.value in self.judged and part.type == "boolean"]
        known = [pool.is_known(part) for part in columns if part not in judged]
        for said in (pool.true, pool.false):  # whatever the judge says, it is settled then
            known.append(pool.is_known(replaced(pool, [truth], dict.fromkeys(judged, said))[0]))
        return pool.all_of(known)

    def entries(self) -> dict[Entry, Scalar]:
        """Everything a record lists, by what it says."""
        pool = self.pool
        made: dict[Entry, Scalar] = {}
        for each in self._blocking(self.found.conditions):
            made["failed", each.condition.name, None] = pool.is_false(each.holds)
        by_name: dict[str, list[Scalar]] = {}
        for row in self.found.rows:
            made["row", row.row.locator, None] = pool.is_true(row.scope)
            reached = pool.may_be_true(row.scope)
            for each in self._blocking(row.conditions):
                by_name.setdefault(each.condition.name, []).append(pool.all_of([reached, pool.is_false(each.holds)]))
        made |= {("failed_in_rows", name, None): pool.any_of(parts) for name, parts in by_name.items()}
        for (after, name, locator), reached, truth in given(pool, self.found, self.alike):
            made[f"granted{after}", name, locator] = pool.all_of([reached, pool.is_true(truth)])
            made[f"awaiting{after}", name, locator] = pool.all_of([reached, pool.is_null(truth)])
        made |= {("clause", clause, None): truth for clause, truth in self.found.failed.items()}
        made |= {("referred", name, None): truth for name, truth in self._referred().items()}
        return {entry: truth for entry, truth in made.items() if truth is not pool.false}

    def _referred(self) -> dict[str, Scalar]:
        """Whether a condition that refers on is not met, and whether the case surely falls into a gap of the notice."""
        pool, found = self.pool, self.found
        parts = {name: [pool.is_true(truth)] for name, truth in found.gaps}
        everywhere = [(pool.true, found.conditions), *((pool.may_be_true(row.scope), row.conditions) for row in found.rows)]
        for reached, asked in everywhere:
            for each in asked:
                if each.condition.name in self.referring:
                    failed = pool.all_of([reached, pool.is_false(each.holds)])
                    parts.setdefault(each.condition.name, []).append(failed)
        return {name: pool.any_of(some) for name, some in parts.items()}

    def _blocking(self, asked: Iterable[Asked]) -> list[Asked]:
        return [each for each in asked if each.condition.name in self.blocks]


def incident(pool: Pool, site: Scalar) -> Scalar:
    """Whether something impossible was met where ``site`` would tell it: never null."""
    if site.operation == "case":
        *arms, otherwise = site.operands
        parts, before = [], pool.false
        for condition, value in [*zip(arms[::2], arms[1::2], strict=True), (pool.true, otherwise)]:
            parts.append(pool.all_of([pool.negation(before), pool.is_true(condition), incident(pool, value)]))
            before = pool.any_of([before, pool.is_true(condition)])
        return pool.any_of(parts)
    if site.operation == "each":
        listed, variable, body = site.operands
        return pool.is_true(pool.call("contains", "boolean", pool.each(listed, variable, incident(pool, body)), pool.true))
    if site.operation == "flattened":
        return incident(pool, site.operands[0])
    if site.operation in ("concatenated", "text"):  # not put together only to see whether it can be
        return pool.all_of([incident(pool, operand) for operand in site.operands])
    return pool.is_known(site)


def _apart(entries: Mapping[Entry, Scalar], words: frozenset[str]) -> list[dict[Entry, Scalar]]:
    """The entries mask by mask, those that rest on columns ``words`` alone apart from the others."""
    rests = _rests_on(entries.values(), words)
    found = []
    for own in (True, False):
        some = [entry for entry, truth in entries.items() if rests[truth] is own]
        found += [{entry: entries[entry] for entry in some[at : at + WIDTH]} for at in range(0, len(some), WIDTH)]
    return found


def _readings(masks: list[dict[Entry, Scalar]]) -> Readings:
    return tuple((f"mask{number}", tuple(some)) for number, some in enumerate(masks))


def _select(named: Mapping[str, Scalar], first: Sequence[str], below: str, dialect: Dialect) -> exp.Select:
    """The query, layer on layer; ``first``: columns that are handed on."""
    plan = layers.plan(named.values())
    ctes: list[exp.CTE] = []
    if any(scalar.operation == "column" and scalar.value in CALENDAR for scalar in layers.reachable(named.values())):
        ctes = [_cte("_days", dialect.days()), _cte("_cases", select_from([exp.Star()], table(below), table("_days")))]
        below = "_cases"
    for number, layer in enumerate(plan.layers, 1):
        writer = Writer(dialect, {scalar: text for scalar, text in plan.names.items() if text not in layer})
        added = [alias(writer.write(scalar), text) for text, scalar in layer.items()]
        ctes.append(_cte(f"_layer{number}", select_from([exp.Star(), *added], table(below))))
        below = f"_layer{number}"
    writer = Writer(dialect, plan.names)
    results = [*map(dialect.column, first), *(alias(writer.write(scalar), text) for text, scalar in named.items())]
    select = select_from(results, table(below))
    if ctes:
        select.set("with_", exp.With(expressions=ctes))
    return select


def _cte(called: str, select: exp.Select) -> exp.CTE:
    return exp.CTE(this=select, alias=exp.TableAlias(this=exp.Identifier(this=called, quoted=True)))
