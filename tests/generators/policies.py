"""Random well-typed core policies over :mod:`tests.generators.world`, and as a hypothesis strategy.

One generator serves both: it draws from whatever ``random.Random`` it is given. A plain seeded one is fast enough for
100,000 pairs; the one that hypothesis gives shrinks a failure to a small policy.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from random import Random
from typing import Any

from hypothesis import strategies as st

from engine.core import nodes as n
from engine.core.policy import (
    Condition,
    CorePolicy,
    Definition,
    Entitlement,
    Gap,
    Message,
    Row,
    SubjectPolicy,
)
from tests.generators import world

TYPES = ("boolean", "number", "date", "word", "year")
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
SUBJECT = "申报"
TABLES = ("表一", "表二")


@dataclass(frozen=True)
class Place:
    """Where an expression stands: variables by type, whether a row is asked about, loops around it, depth left."""

    variables: tuple[tuple[str, str], ...] = ()
    row: bool = False
    loops: int = 0
    depth: int = 3

    def deeper(self) -> Place:
        return replace(self, depth=self.depth - 1)

    def bind(self, name: str) -> Place:
        others = tuple(pair for pair in self.variables if pair[0] != name)
        return replace(self, variables=(*others, (name, "year")), loops=self.loops + 1, depth=self.depth - 1)


class Maker:
    """Makes nodes of a wanted type at a place; numbers the atoms and names what may clash."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.atoms = 0
        self.names = 0
        #: (definition, types of its parameters, type of its value, whether it asks for the row)
        self.definitions: list[tuple[Definition, tuple[str, ...], str, bool]] = []
        #: Statements made for rows, used again so that rows share questions.
        self.pool: list[n.Node] = []

    def atom(self) -> n.Atom:
        self.atoms += 1
        return n.Atom(self.atoms)

    def name(self) -> str:
        self.names += 1
        return f"例外{self.names}"

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def choose(self, *options: Any) -> Any:
        return self.random.choice(options)

    def again(self, node: Any) -> Any:
        """The same node with atoms of its own, as another row or clause would ask the same thing."""
        if isinstance(node, n.Atom):
            return self.atom()
        if isinstance(node, tuple):
            return tuple(self.again(item) for item in node)
        if is_dataclass(node):
            return type(node)(**{field.name: self.again(getattr(node, field.name)) for field in fields(node)})
        return node

    # ---- values -------------------------------------------------------------------------------------------------

    def value(self, kind: str, at: Place) -> n.Node:
        """An expression of type ``kind``."""
        if kind == "number" and at.depth > 0 and self.chance(0.25):
            return self.aggregate(at.deeper()) or self.tally(at.deeper())
        if at.depth <= 0 or self.chance(0.3):
            return self.leaf(kind, at)
        options = [self.default, self.choice, self.call, self.call, *self.OPERATIONS.get(kind, ())]
        maker = self.random.choice(options)
        made = maker(kind, at.deeper()) if maker in options[:4] else maker(self, at.deeper())
        return made if made is not None else self.leaf(kind, at)

    def leaf(self, kind: str, at: Place) -> n.Node:
        """A fact, field, variable, parameter, reading, attribute or constant."""
        found: list[n.Node] = [n.Constant(world.value(self.random, kind))]
        found += [n.Fact(fact) for fact in world.FACTS[kind]] * 2
        found += [n.Variable(name) for name, held in at.variables if held == kind] * 6
        found += [n.Parameter(name) for name, held in world.PARAMETERS.items() if held == kind]
        found += [n.Reading(name) for name, held in world.READINGS.items() if held == kind]
        if at.row:
            found += [n.RowAttribute(name) for name, held in world.ATTRIBUTES.items() if held == kind] * 2
        fields = [field for field, (held, _) in world.FIELDS.items() if held == kind]
        if fields and self.chance(0.4):
            year = self.value("year", at.deeper()) if at.depth > 0 else self.year_leaf(at)
            return n.Field(self.choose(*world.RECORDS), year, self.choose(*fields))
        if kind == "number" and self.chance(0.15):
            year = self.choose(self.year_leaf(at), n.Arithmetic("+", self.year_leaf(at), n.Constant(8000)))
            return n.Parameter("p_dated", year)
        return self.random.choice(found)

    def year_leaf(self, at: Place) -> n.Node:
        held = [n.Variable(name) for name, kind in at.variables if kind == "year"]
        return self.choose(n.Constant(world.value(self.random, "year")), n.Fact(self.choose("y0", "y1")), *held * 3)

    def optional(self, kind: str, at: Place) -> n.Node:
        """An expression that may be inapplicable."""
        if kind == "date" and at.row and self.chance(0.5):
            return n.RowAttribute(world.OPTIONAL_ATTRIBUTE)
        return n.Fact(world.OPTIONAL[kind])

    def default(self, kind: str, at: Place) -> n.Node:
        other = self.tally(at) if kind == "number" and self.chance(0.4) else self.value(kind, at)
        return n.Default(self.optional(kind, at), other)

    def choice(self, kind: str, at: Place) -> n.Node:
        alternatives = tuple(
            n.Alternative(
                self.name(),
                self.statement(at),
                self.tally(at) if kind == "number" and self.chance(0.3) else self.value(kind, at),
            )
            for _ in range(self.choose(1, 1, 2, 2, 3))
        )
        return n.Choice(self.name(), self.value(kind, at), alternatives, False, self.atom())

    def call(self, kind: str, at: Place) -> n.Node | None:
        fitting = [made for made in self.definitions if made[2] == kind and (at.row or not made[3])]
        if not fitting:
            return None
        definition, parameters, _, _ = self.random.choice(fitting)
        arguments = tuple(
            self.statement(at)
            if wanted == "boolean" and self.chance(0.5)
            else self.tally(at)
            if wanted == "number" and self.chance(0.5)
            else self.value(wanted, at)
            for wanted in parameters
        )
        return n.Call(definition.name, arguments, kind == "statement")

    def arithmetic(self, at: Place) -> n.Node:
        left = self.value("number", at)
        right = self.again(left) if self.chance(0.2) else self.value("number", at)
        return n.Arithmetic(self.choose("+", "-", "*"), left, right)

    def tally(self, at: Place) -> n.Node:
        rows = tuple(
            (self.statement(at), self.value("number", at) if self.chance(0.5) else None) for _ in range(self.random.randrange(3))
        )
        return n.Tally(rows, self.bounds(*(worth for _, worth in rows)), self.atom())

    def bounds(self, *worths: n.Node | None) -> tuple[int, int]:
        """Bounds that hold whatever an unknown element turns out to be worth."""
        plain = all(worth is None or isinstance(worth, n.Fact | n.Field | n.Constant) for worth in worths)
        return world.NUMBER_BOUNDS if plain else world.ANY_BOUNDS

    def aggregate(self, at: Place) -> n.Node | None:
        if at.loops > 1:
            return None
        variable = self.choose("年", "岁")
        inside = at.bind(variable)
        condition = self.statement(inside) if self.chance(0.7) else None
        worth = self.value("number", inside) if self.chance(0.5) else None
        return n.Aggregate(variable, self.years(at), condition, worth, self.bounds(worth), self.atom())

    def years(self, at: Place) -> n.Node:
        """A range of years."""
        kind = self.random.randrange(4)
        if kind == 0:
            return n.Fact(self.choose(*world.FACTS["span"]))
        if kind == 1:
            return n.YearInterval(self.value("year", at.deeper()), self.year_leaf(at))
        if kind == 2 and self.chance(0.1):
            return n.Choice(
                self.name(),
                n.Fact("s0"),
                (n.Alternative(self.name(), self.statement(at.deeper()), n.Fact("s1")),),
                False,
                self.atom(),
            )
        return n.YearList(tuple(self.value("year", at.deeper()) for _ in range(self.random.randrange(4))))

    def moved_year(self, at: Place) -> n.Node:
        by = n.Constant(self.choose(1, 2)) if self.chance(0.7) else self.aggregate(at) or n.Constant(1)
        return n.Arithmetic(self.choose("+", "-"), self.value("year", at), by)

    def year_of(self, at: Place) -> n.Node:
        return n.YearOf(self.value("date", at))

    def date_shift(self, at: Place) -> n.Node:
        amount = n.Constant(10**9) if self.chance(0.05) else self.value("number", at)
        return n.DateShift(self.value("date", at), amount, self.choose("day", "month", "year"), self.choose("last", "next"))

    def working_day_shift(self, at: Place) -> n.Node:
        return n.WorkingDayShift(self.value("date", at), self.value("number", at), self.choose("before", "after"))

    OPERATIONS = {
        "number": (arithmetic, arithmetic, tally, aggregate, aggregate),
        "year": (moved_year, year_of),
        "date": (date_shift, date_shift, working_day_shift, working_day_shift),
    }

    # ---- statements ---------------------------------------------------------------------------------------------

    def statement(self, at: Place) -> n.Node:
        """A statement."""
        if at.depth <= 0 or self.chance(0.25):
            return self.atomic(at)
        deeper = at.deeper()
        kind = self.random.randrange(8)
        if kind == 0:
            return n.Not(self.statement(deeper))
        if kind in (1, 2):
            operands = tuple(self.statement(deeper) for _ in range(self.choose(0, 1, 2, 2, 3, 3)))
            return n.And(operands) if kind == 1 else n.Or(operands)
        if kind == 3 and at.loops < 2:
            variable = self.choose("年", "岁")
            body = self.statement(at.bind(variable))
            return n.Quantifier(self.chance(0.5), variable, self.years(deeper), body, self.atom())
        if kind == 4:
            return self.boolean_choice(deeper)
        if kind in (5, 6):
            return self.call("statement", deeper) or self.atomic(at)
        return self.compare(deeper)

    def boolean_choice(self, at: Place) -> n.Node:
        alternatives = tuple(
            n.Alternative(self.name(), self.statement(at), self.statement(at)) for _ in range(self.choose(1, 2, 2, 3))
        )
        return n.Choice(self.name(), self.statement(at), alternatives, True, self.atom())

    def compare(self, at: Place) -> n.Node:
        kind = self.choose("number", "number", "number", "date", "date", "year", "word", "boolean")
        operators = COMPARISONS if kind not in ("word", "boolean") else COMPARISONS[:2]
        right = n.Constant(world.value(self.random, kind)) if self.chance(0.4) else self.value(kind, at)
        left = self.value(kind, at)
        right = self.again(left) if self.chance(0.05) else right
        return n.Compare(self.choose(*operators), left, right, self.atom())

    def atomic(self, at: Place) -> n.Node:
        kind = self.random.randrange(10)
        if kind < 4:
            return self.compare(replace(at, depth=min(at.depth, 1)))
        if kind == 4:
            group = n.Parameter("p_group") if self.chance(0.3) else n.Constant(world.value(self.random, "group"))
            return n.Member(self.value("word", at.deeper()), group, self.atom())
        if kind == 5:
            return self.member_of_numbers(at)
        if kind == 6:
            columns = (self.value("word", at.deeper()), self.value("word", at.deeper()))
            return n.Covers(n.Fact(self.choose(*world.LISTS)), columns, self.atom())
        if kind == 7:
            return n.Applicable(self.optional(self.choose(*TYPES), at), self.atom())
        if kind == 8 and self.chance(0.5):
            return self.choose(n.Judgement(f"问题{self.random.randrange(3)}", self.atom()), n.Constant(self.chance(0.5)))
        return n.Truth(self.value("boolean", at.deeper()), self.atom())

    def member_of_numbers(self, at: Place) -> n.Node:
        group = n.Constant(self.choose(frozenset({0, 1}), frozenset({1, 2, 3}), frozenset({-1})))
        return n.Member(self.value("number", at.deeper()), group, self.atom())

    # ---- the policy ---------------------------------------------------------------------------------------------

    def define(self) -> None:
        """One more definition, which may call the earlier ones."""
        parameters = tuple(self.choose("number", "number", *TYPES) for _ in range(self.random.randrange(3)))
        names = ("年", "参", "数")[: len(parameters)]
        row = self.chance(0.4)
        at = Place(tuple(zip(names, parameters, strict=True)), row)
        kind = self.choose("statement", "statement", "number", *TYPES)
        body = self.statement(at) if kind == "statement" else self.value(kind, at)
        definition = Definition(f"定义{len(self.definitions)}", names, body, kind == "statement")
        self.definitions.append((definition, parameters, kind, row))

    def message(self, at: Place) -> Message | None:
        if self.chance(0.4):
            return None
        return Message(("甲", self.value(self.choose(*TYPES), at), "乙", self.statement(at)))

    def condition(self, number: int) -> Condition:
        tables = self.choose((), (TABLES[0],), TABLES)
        at = Place(row=bool(tables))
        applies = self.statement(replace(at, depth=1)) if self.chance(0.4) else None
        inside = at
        if self.chance(0.4):
            inside = at.bind("年")
            requires: n.Node = n.Quantifier(True, "年", self.years(at.deeper()), self.statement(inside), self.atom())
        else:
            requires = self.statement(at)
        message = self.message(replace(inside, depth=1) if self.chance(0.5) else Place(inside.variables, at.row, 2, 0))
        consequence = self.choose("ineligible", "ineligible", "void", "advice")
        return Condition(f"条件{number}", SUBJECT, "condition", tables, applies, requires, consequence, message, (), ())

    def entitlement(self, number: int) -> Entitlement:
        tables = self.choose((), TABLES)
        at = Place(row=bool(tables), depth=2)
        return Entitlement(f"倾斜{number}", SUBJECT, tables, self.statement(at), self.message(at), (), ())

    def scope(self) -> n.Node:
        """The scope of a row or gap, with questions that other rows ask too."""
        operands = []
        for _ in range(self.choose(1, 2, 3)):
            if self.pool and self.chance(0.5):
                operands.append(self.again(self.random.choice(self.pool)))
            else:
                self.pool.append(self.statement(Place(depth=2)))
                operands.append(self.pool[-1])
        return n.And(tuple(operands)) if len(operands) > 1 else operands[0]

    def policy(self) -> CorePolicy:
        """A whole policy of one subject."""
        for _ in range(self.choose(0, 2, 4, 6)):
            self.define()
        rows = tuple(
            Row(f"{self.choose(*TABLES)}·{index}", self.choose(*TABLES), self.scope(), world.attributes(self.random))
            for index in range(self.choose(0, 1, 3, 5))
        )
        part = SubjectPolicy(
            SUBJECT,
            tuple(self.condition(number) for number in range(self.choose(1, 2, 3))),
            tuple(self.entitlement(number) for number in range(self.choose(0, 1))),
            rows,
            tuple(Gap(f"缺口{index}", self.scope()) for index in range(2)),
        )
        fields = tuple((field, missing) for field, (_, missing) in world.FIELDS.items())
        records = tuple((record, none, fields) for record, none in world.RECORDS.items())
        return CorePolicy(tuple(made[0] for made in self.definitions), (part,), (), (), (), records)


def policy(random: Random) -> CorePolicy:
    """A random well-typed policy."""
    return Maker(random).policy()


def pairs(random: Random, cases: int) -> tuple[CorePolicy, list[tuple[dict[str, Any], Any]]]:
    """A random policy and ``cases`` random cases with bindings."""
    made = policy(random)
    return made, [(world.facts(random), world.bindings(random)) for _ in range(cases)]


#: A policy with one case: ``(policy, [(facts, bindings)])``.
policies_with_a_case = st.randoms(use_true_random=False).map(lambda random: pairs(random, 1))
