"""What ``policy eval`` does: read, evaluate and write each file; a bad one never loses the others. Part of
:mod:`engine.cli`; imports no click, so that :mod:`engine.cli.quick` can lead here directly.

With ``--format json`` every input has one document at its own place: the decision, or ``{"input": …, "diagnostics": […]}``
(``schemas/refusal.schema.json``) for an input that could not be evaluated.
"""

from __future__ import annotations

import re
from datetime import date

from engine import api
from engine.cli import output
from engine.cli.choosing import Chooser, refuse
from engine.cli.eval_options import Request

_INVALID = 2
#: What ``--exit-code`` makes of decisions; procedures comply or breach.
_STATUS = {"eligible": 0, "compliant": 0, "ineligible": 1, "breach": 1, "incomplete": 3, "not_applicable": 4}
#: Exit codes from the worst to the best.
_ORDER = (_INVALID, 1, 3, 4, 0)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_WORDS = {
    "zh": {
        "head": "—— {} ——", "failed": "未能核对，原因见错误信息。",
        "found": "所用政策：{}（在当前文件夹或其上级找到，先于随附的政策）。",
        "only": "没有写明申报年度，按仅有的{}年度政策核对。", "stdin": "标准输入",
    },
    "en": {
        "head": "—— {} ——", "failed": "Not evaluated; the error messages say why.",
        "found": "Policy used: {} (found in this folder or above it; it takes precedence over the shipped one).",
        "only": "No declared year is stated: evaluated under the only policy there is, that of {}.", "stdin": "standard input",
    },
}  # fmt: skip


def evaluate_files(request: Request, lang: str) -> int:
    """Evaluate all files of ``request``, write the results, and return the exit code.

    Raises :class:`api.InvalidInput` for what is wrong with the request itself.
    """
    if request.files.count("-") > 1:
        refuse("E0906", value="-")
    on = read_day(request.on) if request.on is not None else None
    chooser = Chooser(request.policy, request.layers, on.year if on else None, request.keys)
    writer = (_JsonWriter if request.format == "json" else _TextWriter)(lang, len(request.files))
    statuses = set()
    for file in request.files:
        try:
            decision = _evaluate(file, request, on, chooser, lang)
        except api.InvalidInput as error:
            statuses.add(_INVALID)
            writer.refused(file, error)
        else:
            statuses.add(_STATUS[decision.decision] if request.exit_code else 0)
            writer.decided(file, decision)
    writer.end(chooser)
    return next(status for status in _ORDER if status in statuses)


def _evaluate(file: str, request: Request, on: date | None, chooser: Chooser, lang: str) -> api.Decision:
    """One file's decision. A mistake of the program itself is told like a bad file, so that the others go on."""
    name = _WORDS[lang]["stdin"] if file == "-" else file
    try:
        application = api.read_application(api.read_input(file, name), file=name)
        policy = chooser.policy_for(application)
        return policy.evaluate(application, subject=request.subject, on=on, reference=request.reference)
    except (api.InvalidInput, MemoryError, BrokenPipeError):
        raise
    except Exception as error:
        raise api.InvalidInput([output.internal_error(error, name)], {}) from error


def read_day(text: str) -> date:
    """The date given with ``--on``."""
    try:
        return date.fromisoformat(text if _DATE.match(text) else "")
    except ValueError:
        expected = api.Term("2023-06-12 这样的日期，历法中须有这一天", "a date of the calendar such as 2023-06-12")
        refuse("E0905", name="--on", value=text, expected=expected)


class _Writer:
    """What letters and data have in common: how many there are, and what is told beside them on standard error."""

    def __init__(self, lang: str, count: int) -> None:
        self.lang = lang
        self.several = count > 1
        self.first = True
        self.told: list[object] = []

    def tell(self, error: api.InvalidInput) -> None:
        """Tell what is wrong with an input; the same policy's mistakes once."""
        if error not in self.told:
            self.told.append(error)
            output.complain(error.diagnostics, error.sources, self.lang)

    def tell_only_year(self, chooser: Chooser) -> None:
        """Tell which policy was taken where there was no choice."""
        if chooser.only_year is not None:
            output.tell(_WORDS[self.lang]["only"].format(chooser.only_year) + "\n")


class _TextWriter(_Writer):
    """Letters, each under its file's name where there are several."""

    def decided(self, file: str, decision: api.Decision) -> None:
        """Write one letter."""
        self._write(file, api.letter(decision, self.lang))

    def refused(self, file: str, error: api.InvalidInput) -> None:
        """Tell why there is none; the same policy's mistakes once."""
        if self.several:
            self._write(file, _WORDS[self.lang]["failed"])
        self.tell(error)

    def end(self, chooser: Chooser) -> None:
        """Name the policies found."""
        for folder in chooser.found:
            output.write("\n" * self.several + _WORDS[self.lang]["found"].format(api.safe(folder, 200)) + "\n")
        self.tell_only_year(chooser)

    def _write(self, file: str, text: str) -> None:
        words = _WORDS[self.lang]
        head = words["head"].format(words["stdin"] if file == "-" else api.safe(file, 200))
        output.write("\n" * (not self.first) + (head + "\n") * self.several + text + "\n")
        self.first = False


class _JsonWriter(_Writer):
    """One document per input: alone, or in a list where there are several."""

    def decided(self, file: str, decision: api.Decision) -> None:
        """Write one decision."""
        self._write(decision.to_json())

    def refused(self, file: str, error: api.InvalidInput) -> None:
        """Write a document in the decision's place, and tell on standard error as well."""
        name = api.safe(_WORDS[self.lang]["stdin"] if file == "-" else file, 200)
        self._write({"input": name, "diagnostics": api.diagnostics_as_json(error.diagnostics, self.lang)})
        self.tell(error)

    def end(self, chooser: Chooser) -> None:
        """Close the list; which policy was used stands in every decision."""
        if self.several:
            output.write("\n]\n")
        self.tell_only_year(chooser)

    def _write(self, document: dict[str, object]) -> None:
        before = ("[\n" if self.first else ",\n") if self.several else ""
        output.write_json(document, before, "" if self.several else "\n")
        self.first = False
