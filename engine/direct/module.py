"""A policy as a Python module of such functions, and the module loaded. The entrance to :mod:`engine.direct`.

:func:`generate` needs the core room and runs when a policy is prepared; :func:`load` needs light rooms only.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from engine.artifact.tables import Tables, calendar
from engine.direct.answers import Findings, Verdict
from engine.direct.reading import renamed
from engine.direct.texts import Told

if TYPE_CHECKING:
    from engine.core.policy import CorePolicy

Answer = TypeVar("Answer")

FILENAME = "<direct policy>"
#: Keys under which an application names its subject.
SUBJECT_KEYS = ("主体", "subject")

_HEADER = '''"""Generated from a policy by engine.direct; do not edit."""
from datetime import date

from engine.case.unknowns import GIVEN_AS_INAPPLICABLE as INAPPLICABLE
from engine.direct.answers import Finding, Findings, Grant, RowFindings, Verdict
from engine.direct.reading import HandOver, day, domain, entries, fields, hand_over, number, text
from engine.direct.reading import years as year_span
from engine.direct.runtime import agreed, answers, covers, ends, in_force, known, listed_rows, or_else, recorded, related, years
from engine.direct.sentences import N, listed, span, those
from engine.direct.texts import Told, ToldFinding, ToldRow, once, told_rows, written
from engine.diagnostics.safe_text import safe
from engine.evaluate.temporal import shifted, working_day
from engine.explain.figures import decimal
from engine.values import NOT_APPLICABLE

new = tuple.__new__

'''


class Generated(NamedTuple):
    """The source of a module, and the subjects that are left to the general way, with the construct that is why."""

    source: str
    left: dict[str, str]


def generate(policy: CorePolicy, tables: Tables) -> Generated:
    """The functions of every subject that is covered. The same policy gives the same text."""
    from engine.direct.deciding import decide  # only here: the core room is not loaded to answer
    from engine.direct.finding import findings
    from engine.direct.place import Module, NotCovered
    from engine.direct.subjects import Subject
    from engine.direct.telling import explain

    module = Module(policy, tables)
    left: dict[str, str] = {}
    functions, names = [], []
    for number, part in enumerate(policy.subjects):
        try:
            subject = Subject(module, part, number)
            made = [decide(subject), findings(subject), explain(subject)]
            compile("".join(made), FILENAME, "exec", dont_inherit=True)
        except (NotCovered, RecursionError, MemoryError) as reason:
            left[part.name] = str(reason) or "size"
            continue
        except SyntaxError as reason:
            left[part.name] = f"size: {reason.msg}"  # Python limits how deep expressions and blocks may be nested
            continue
        functions += made
        names.append(f"    {part.name!r}: (decide{number}, findings{number}, explain{number}),\n")
    constants = "".join([f"{name} = {text}\n" for text, name in module.constants.items()])
    return Generated(_HEADER + constants + "\n\n" + "\n\n".join(functions) + f"\n\nSUBJECTS = {{\n{''.join(names)}}}\n", left)


def compile_source(source: str) -> CodeType:
    """The code of a generated module."""
    return compile(source, FILENAME, "exec", dont_inherit=True, optimize=2)


def load(source_or_code: str | CodeType, tables: Tables) -> Direct:
    """The functions of a generated module, for a policy with these tables."""
    code = compile_source(source_or_code) if isinstance(source_or_code, str) else source_or_code
    namespace: dict[str, Any] = {"__name__": FILENAME, "CALENDAR": calendar(tables)}
    exec(code, namespace)
    return Direct(namespace["SUBJECTS"], tables)


class Direct:
    """A loaded module. Its answers are ``None`` where the general way has to be taken."""

    __slots__ = ("by_subject", "tables")

    def __init__(self, functions: dict[str, tuple[Callable, Callable, Callable]], tables: Tables) -> None:
        self.tables = tables
        self.by_subject: dict[str, Asking] = {}
        for name, functions_of in functions.items():
            subject = tables["subjects"][name]
            self.by_subject[name] = self.by_subject[subject["id"]] = Asking(subject, *functions_of)

    def asking(self, subject: str | None) -> Asking | None:
        """The functions of a subject by either of its names; of applications where none is named."""
        if subject is None:
            subjects = self.tables["subjects"].values()
            subject = next((each for each in subjects if each["wording"] == "application"), next(iter(subjects)))["name"]
        return self.by_subject.get(subject)


class _Silent:
    """Stands for a subject that is left to the general way."""

    def nothing(self, *_: object) -> None:
        """No answer."""

    decide = findings = explain = again = nothing


SILENT: Any = _Silent()


class Asking:
    """The functions of one subject."""

    __slots__ = ("decide", "explain", "findings", "names", "own", "records")

    def __init__(
        self,
        subject: dict[str, Any],
        decide: Callable[[dict[str, Any]], Verdict | None],
        findings: Callable[[dict[str, Any]], Findings | None],
        explain: Callable[[dict[str, Any]], Told | None],
    ) -> None:
        self.decide = decide
        self.findings = findings
        self.explain = explain
        self.own = (subject["name"], subject["id"])
        self.names = {fact[key]: fact["id"] for key in ("name", "id") for fact in subject["facts"]}
        year = dict.fromkeys(("年", "年度", "年份", "year"), "year")
        self.records = {
            fact["id"]: year | {field[key]: field["id"] for key in ("name", "id") for field in fact["fields"]}
            for fact in subject["facts"]
            if fact["type"] == "records"
        }

    def again(self, function: Callable[[dict[str, Any]], Answer | None], application: dict[str, Any]) -> Answer | None:
        """Ask once more where only keys are named otherwise."""
        try:
            other = self.under_ids(application)
        except Exception:  # whatever stands in the application cannot even be compared: the general way says what it is
            return None
        return None if other is None else function(other)

    def under_ids(self, application: dict[str, Any]) -> dict[str, Any] | None:
        """An application that uses the Chinese names or states its subject, as the functions take it; ``None`` where that
        changes nothing, or it is another subject's."""
        named = [key for key in SUBJECT_KEYS if key in application]
        if named:
            if len(named) > 1 or application[named[0]] not in self.own:
                return None
            application = {key: value for key, value in application.items() if key != named[0]}
        found = renamed(application, self.names, self.records)
        return found if found is None or named or found != application else None
