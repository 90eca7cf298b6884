"""The beginning of every generated function: each fact read once from the application and checked. Part of :mod:`engine.direct`.

Whatever is not plainly a value ends the function with ``None``. A fact that is left out is ``None`` in its local, unless the
vocabulary says what it is then.
"""

from __future__ import annotations

from typing import Any

from engine.case.dates import YEARS
from engine.direct import reading
from engine.direct.expressions import Expressions
from engine.direct.judging import Body
from engine.direct.place import NotCovered, Place
from engine.values import NOT_APPLICABLE

#: Numbers of a range that are worth a table.
TABULATED = 20_000
#: Decimal places of which Python writes numbers without an exponent.
PLAIN_PLACES = 4

Fact = dict[str, Any]


class Prologue:
    """Reads the facts of one subject. ``read`` are the facts that rules read as values, ``placed`` what words add to the number
    of a routing combination, ``needed`` the facts without which nothing can be said."""

    def __init__(
        self, expressions: Expressions, subject: Fact, read: set[str], placed: dict[str, dict[str, int]], needed: set[str]
    ) -> None:
        self.expressions = expressions
        self.module = expressions.module
        self.subject = subject
        self.read = read
        self.placed = placed
        self.needed = needed

    def lines(self) -> list[str]:
        """All of it; after everything else is written, when it is known which records are asked for what."""
        body = Body(self.expressions)
        facts = self.subject["facts"]
        keys = self.module.made_once("frozenset((" + "".join([f"{fact['id']!r}, " for fact in facts]) + "))")
        body.emit(f"if len(a) == {len(facts)}:")
        for number, fact in enumerate(facts):
            body.emit(f"    f{number} = a[{fact['id']!r}]")
        body.emit("else:")
        body.emit(f"    if not a.keys() <= {keys}:")
        body.emit("        return None")
        body.emit("    get = a.get")
        for number, fact in enumerate(facts):
            body.emit(f"    f{number} = get({fact['id']!r})")
        for number, fact in enumerate(facts):
            self.fact(body, f"f{number}", fact)
        self.agree(body, {fact["id"]: f"f{number}" for number, fact in enumerate(facts)})
        return body.lines

    def fact(self, body: Body, local: str, fact: Fact) -> None:
        """Check one fact."""
        kind = fact["type"]
        inapplicable = fact["may_not_apply"] and kind != "word"
        if inapplicable:
            body.emit(f"if type({local}) is str and {local} in INAPPLICABLE:")
            body.emit(f"    {local} = NOT_APPLICABLE")
            body.emit("else:")
            body.indent += 1
        if kind == "word":
            self.word(body, local, fact)
        elif kind == "records":
            self.records(body, local, fact)
        else:
            self.scalar(body, local, fact, fact["id"] in self.needed)
        if inapplicable:
            body.indent -= 1
        if fact["absent"] == "not_applicable" and kind != "word":
            body.emit(f"if {local} is None:")
            body.emit(f"    {local} = NOT_APPLICABLE")

    def word(self, body: Body, local: str, fact: Fact) -> None:
        words = self.module.tables["enumerations"][fact["enumeration"]]["words"]
        places = self.placed.get(fact["id"])
        if places is not None:
            offsets = {name: places[word] for name, word in reading.words_of(words).items()}
            body.emit(f"o{local} = {self.table(offsets)}[{local}]")
        if places is None or fact["id"] in self.read:
            absent = NOT_APPLICABLE if fact["absent"] == "not_applicable" else None
            table = reading.word_table(words, absent, fact["may_not_apply"])
            if fact["id"] in self.needed:
                del table[None]
            body.emit(f"{local} = {self.table(table)}[{local}]")

    def table(self, mapping: dict[Any, Any]) -> str:
        """A dictionary made when the module is loaded."""
        entries = "".join([f"{key!r}: {self.module.constant(value)}, " for key, value in mapping.items()])
        return self.module.made_once(f"{{{entries}}}")

    def scalar(self, body: Body, local: str, fact: Fact, needed: bool) -> None:
        """A fact that is one value of a plain type."""
        kind = fact["type"]
        given = "" if needed else f"if {local} is not None:"
        if kind == "boolean":
            body.emit(f"if {local} is not True and {local} is not False" + ("" if needed else f" and {local} is not None") + ":")
            body.emit("    return None")
        elif kind == "year":
            low, high = fact["range"] or YEARS
            body.emit(f"if type({local}) is not int or not {low} <= {local} <= {high}:")
            body.emit("    return None" if needed else f"    {given}")
            if not needed:
                body.emit("        return None")
        elif kind in ("integer", "quantity"):
            self.number(body, local, local, fact, given)
        else:
            body.emit(given or "if True:")
            body.emit(f"    {local} = {self.reader(local, fact)}")

    def number(self, body: Body, local: str, source: str, fact: Fact, given: str) -> None:
        """A number: found in the table of its range, or plainly a whole number; else read with care."""
        scale, (low, high) = fact["scale"] or 0, reading.bounds(fact)
        careful = f"{local} = number({source}, {scale}, {low}, {high})"
        if scale and high - low < TABULATED and scale <= PLAIN_PLACES:
            body.emit("try:")
            body.emit(f"    {local} = {self.module.made_once(f'domain({low}, {high}, {scale})')}[{source}]")
            body.emit("except KeyError:")
        elif scale:
            body.emit("if True:")
        else:
            body.emit(f"if type({source}) is not int or not {low} <= {source} <= {high}:")
        body.emit(f"    {given or 'if True:'}")
        body.emit(f"        {careful}")

    def reader(self, local: str, fact: Fact) -> str:
        """The call that reads a date, text, span, list or row."""
        match fact["type"]:
            case "date":
                return f"day({local})"
            case "text":
                return f"text({local})"
            case "years":
                low, high = fact["range"] or YEARS
                return f"year_span({local}, {low}, {high})"
            case "list":
                return f"entries({local}, {self.columns(fact)})"
            case "row":
                rows = self.module.tables["rows"]
                named = {row["name"] for row in rows.values()}
                return f"{self.table({locator: locator for locator in rows if locator not in named})}[{local}]"
            case kind:
                raise NotCovered(f"facts of type {kind}")

    def columns(self, fact: Fact) -> str:
        """Names, ids and words of the columns of a list."""
        enumerations = self.module.tables["enumerations"]
        parts = []
        for column in fact["columns"]:
            words = self.table(reading.words_of(enumerations[column["enumeration"]]["words"]))
            parts.append(f"({column['name']!r}, {column['id']!r}, {words}), ")
        return self.module.made_once(f"({''.join(parts)})")

    # ---- records --------------------------------------------------------------------------------------------

    def records(self, body: Body, local: str, fact: Fact) -> None:
        """A record by year: every entry complete, every year once."""
        record = fact["id"]
        truths = {name: found for (each, name), found in self.expressions.by_year.items() if each == record}
        whole = self.expressions.records.get(record)
        sparse = [found for found in truths.values() if found in self.expressions.sparse]
        kept = [*truths.values(), *([whole] if whole else [])]
        every = next((each for each in kept if each not in sparse), None)
        low, high = fact["range"] or self.years_of_records()
        body.emit(f"if type({local}) is list:")
        body.indent += 1
        for each in kept:
            body.emit(f"{each} = {{}}")
        if every is None:
            body.emit(f"last, falling = {high + 1}, True")
        body.emit(f"for entry in {local}:")
        body.indent += 1
        body.emit(f"if len(entry) != {len(fact['fields']) + 1}:")
        body.emit("    return None")
        body.emit("year = entry['year']")
        if every is None:
            body.emit(f"if type(year) is not int or not {low} <= year < last:")
            body.emit(f"    if type(year) is not int or not {low} <= year <= {high}:")
            body.emit("        return None")
            body.emit("    falling = False")
            body.emit("last = year")
        else:
            body.emit(f"if type(year) is not int or not {low} <= year <= {high}:")
            body.emit("    return None")
        locals_ = self.fields(body, fact)
        at = Place((), (record, "year", tuple(locals_.items())))
        for name, found in truths.items():
            definition = self.module.definitions[name]
            held = self.expressions.truth(definition.body, at.bind(definition.parameters, ("year",)))
            if found in sparse:
                body.emit(f"if {held}:")
                body.emit(f"    {found}[year] = None")
            else:
                body.emit(f"{found}[year] = {held}")
        if whole:
            body.emit(f"{whole}[year] = ({''.join([each + ', ' for each in locals_.values()])})")
        body.indent -= 1
        twice = f"len({every}) != len({local})"
        if every is None:
            twice = f"not falling and len({{entry['year'] for entry in {local}}}) != len({local})"
        body.emit(f"if {twice}:")
        body.emit("    return None")
        body.indent -= 1
        body.emit(f"elif {local} is not None:")
        body.emit("    return None")
        if kept:
            body.emit("else:")
            body.emit(f"    {' = '.join(kept)} = None")

    def years_of_records(self) -> tuple[int, int]:
        """As in :mod:`engine.case.records`: no later than the subject's own year may be."""
        own = next((fact["range"] for fact in self.subject["facts"] if fact["id"] == self.subject["year"]), None)
        return YEARS if own is None else (YEARS[0], own[1])

    def fields(self, body: Body, fact: Fact) -> dict[str, str]:
        """Check the fields of an entry; gives their locals."""
        locals_ = {field["id"]: f"e{number}_" for number, field in enumerate(fact["fields"])}
        tabulated = [field for field in fact["fields"] if self.has_table(field)]
        if tabulated:
            body.emit("try:")
            for field in tabulated:
                table = self.module.made_once(f"domain({', '.join(map(str, reading.bounds(field)))}, {field['scale'] or 0})")
                body.emit(f"    {locals_[field['id']]} = {table}[entry[{field['id']!r}]]")
            body.emit("except KeyError:")
            known = tuple((field["id"], field["scale"] or 0, *reading.bounds(field)) for field in tabulated)
            names = "".join([locals_[field["id"]] + ", " for field in tabulated])
            body.emit(f"    {names.rstrip(' ')} = fields(entry, {self.module.constant(known)})")
        for field in fact["fields"]:
            if field["may_not_apply"] or field["judge"] or field["absent"] != "unknown":
                raise NotCovered("fields that may be left out")
            if not self.has_table(field):
                local = locals_[field["id"]]
                body.emit(f"{local} = entry[{field['id']!r}]")
                if field["type"] == "word":
                    words = self.module.tables["enumerations"][field["enumeration"]]["words"]
                    body.emit(f"{local} = {self.table(reading.words_of(words))}[{local}]")
                else:
                    self.scalar(body, local, field, True)
        for rule in fact["contains"]:
            whole, parts = locals_[rule["whole"]], [locals_[part] for part in rule["parts"]]
            body.emit(f"if {whole} < {' + '.join(parts)} or min({', '.join(parts)}, 0) < 0:")
            body.emit("    return None")
        return locals_

    @staticmethod
    def has_table(field: Fact) -> bool:
        """Whether a field is a number of a range that is worth a table."""
        low, high = reading.bounds(field) if field["type"] in ("integer", "quantity") else (0, TABULATED)
        return high - low < TABULATED and (field["scale"] or 0) <= PLAIN_PLACES

    # ---- what must agree, and what is assumed ---------------------------------------------------------------

    def agree(self, body: Body, locals_: dict[str, str]) -> None:
        """Related facts in agreement and what follows from them, registers not asked, defaults filled in."""
        relations = []
        for relation in self.subject["relations"]:
            rows = self.module.constant(tuple(tuple(row) for row in relation["rows"]))
            columns = "".join([locals_[column] + ", " for column in relation["columns"]])
            relations.append((self.module.made_once(f"related({rows})"), columns))
        for _ in relations:  # what follows by one may let more follow by another
            for table, columns in relations:
                body.emit(f"{columns.rstrip(' ')} = {table}[{columns}]")
        if len(relations) > 1:
            settled = " or ".join([f"{table}[{columns}] != ({columns})" for table, columns in relations])
            body.emit(f"if {settled}:")
            body.emit("    return None")
        assuming = {fact["id"] for fact in self.subject["facts"] if fact["absent"] == "assume"}
        for relation in self.subject["relations"]:
            if assuming.intersection(relation["columns"]):  # more may follow from what is assumed
                body.emit(f"if None in ({''.join([locals_[column] + ', ' for column in relation['columns']])}):")
                body.emit("    return None")
        for fill in self.subject.get("fills", ()):
            body.emit(f"if {locals_[fill['fact']]} is None:")
            body.emit("    return None")
        for fact in self.subject["facts"]:
            if fact["absent"] == "assume" and fact["type"] != "records":
                assumed = self.module.constant(reading.assumed(fact))
                body.emit(f"if {locals_[fact['id']]} is None:")
                body.emit(f"    {locals_[fact['id']]} = {assumed}")
