"""The decision on one case, as plain data under ``schemas/decision.schema.json``. The entrance to :mod:`engine.explain`.

Everything a person or a program may want to know about the case is in it; the letter is written from it alone. Ids are
English; every text for people is ``{"zh": …, "en": …}``; numbers are integers, or decimal strings where the unit has
decimal places; dates are ISO texts; ``null`` is used for what is not known or does not apply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from engine import __version__
from engine.artifact.tables import Tables
from engine.diagnostics import Diagnostic
from engine.diagnostics.safe_text import safe
from engine.explain.committees import FEW, Committee, committee
from engine.explain.counterfactual import remedies
from engine.explain.documents import documents, unverified
from engine.explain.earliest import earliest_year
from engine.explain.finality import finality
from engine.explain.findings import entitlement, finding
from engine.explain.flips import flips
from engine.explain.incidents import diagnostics
from engine.explain.inquiry import Evaluate, Inquiry
from engine.explain.labels import fact_use
from engine.explain.missing import missing_facts
from engine.explain.notices import advice, nearest_rows, referrals, warnings
from engine.explain.paths import field_path
from engine.explain.words import Text, text

#: Version of the decision's shape.
FORMAT = 1
#: What the outcome of a procedure is called.
PROCEDURE = {"eligible": "compliant", "ineligible": "breach", "incomplete": "incomplete"}


class Decision:
    """A decision. ``data`` is the whole of it as JSON data; the properties are what callers ask for most."""

    __slots__ = ("data",)

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data

    @property
    def decision(self) -> str:
        """``eligible``, ``ineligible``, ``incomplete``, ``not_applicable``; for procedures ``compliant``, ``breach``,
        ``incomplete``."""
        return str(self.data["decision"])

    @property
    def final(self) -> bool:
        """Whether more information cannot change it."""
        return bool(self.data["final"])

    @property
    def words(self) -> Text:
        """The decision in words for people."""
        words: Text = self.data["words"]
        return words

    def to_json(self) -> dict[str, Any]:
        """The decision as JSON data, valid under ``schemas/decision.schema.json``."""
        return self.data


class Parts(Mapping[str, Any]):
    """The parts of a decision by name, in the order of its data; what explains it is made when it is first asked for."""

    __slots__ = ("_inquiry", "_made")

    def __init__(self, inquiry: Inquiry, policy_source: str) -> None:
        self._inquiry = inquiry
        self._made = _identity(inquiry, policy_source)

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made |= _MAKERS[name](self._inquiry, self)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_NAMES)

    def __len__(self) -> int:
        return len(_NAMES)


def decide(tables: Tables, case: Any, evaluate: Evaluate, policy_source: str) -> tuple[Decision | None, list[Diagnostic]]:
    """Evaluate ``case`` and explain the outcome.

    ``evaluate(subject, facts, bindings)`` is the evaluator of the policy that ``tables`` belong to; ``policy_source``
    says where that policy was loaded from. No decision, but diagnostics, where exceptions clash or a range is impossible.
    """
    parts, problems = inquire(tables, case, evaluate, policy_source)
    return (None if parts is None else Decision(dict(parts))), problems


def inquire(tables: Tables, case: Any, evaluate: Evaluate, policy_source: str) -> tuple[Parts | None, list[Diagnostic]]:
    """As :func:`decide`, explaining no more of the outcome than will be asked for."""
    inquiry = Inquiry(tables, case, evaluate)
    if inquiry.first.incidents:
        return None, diagnostics(inquiry.first, case.file)
    return Parts(inquiry, policy_source), []


def _identity(inquiry: Inquiry, policy_source: str) -> dict[str, Any]:
    policy, case, subject = inquiry.tables["policy"], inquiry.case, inquiry.subject
    kept = ("document_number", "title", "short_title", "year", "issuer", "issued_on", "region")
    return {
        "format": FORMAT,
        "engine": __version__,
        "policy": {**{key: policy[key] for key in kept}, "source": policy_source},
        "digests": {"policy": policy["digest"], "calendar": policy["calendar_digest"], "input": case.digest},
        "input": safe(case.file or "-", 200),
        "subject": {"name": subject["name"], "id": subject["id"], "wording": subject["wording"]},
        "on": case.on.isoformat() if isinstance(case.on, date) else None,
    }


def _verdict(inquiry: Inquiry, parts: Parts) -> dict[str, Any]:
    outcome = inquiry.first.decision
    return {
        "decision": PROCEDURE.get(outcome, outcome) if _is_procedure(inquiry) else outcome,
        "words": text(("procedure_" if _is_procedure(inquiry) else "decision_") + outcome),
        "routing": {True: "true", False: "false", None: "unknown"}[inquiry.first.routing],
    }


def _finality(inquiry: Inquiry, parts: Parts) -> dict[str, Any]:
    final, carried_by = finality(inquiry)
    return {"final": final, "carried_by_assumed": carried_by}


def _facts(inquiry: Inquiry, parts: Parts) -> dict[str, Any]:
    case = inquiry.case
    return {"facts": [fact_use(inquiry, path) for path in _paths(case.facts, case.provenance)]}


def _findings(inquiry: Inquiry, parts: Parts) -> dict[str, Any]:
    asked = [condition for condition in inquiry.first.conditions if condition.name not in inquiry.notes]
    return {"findings": [finding(inquiry, condition) for condition in asked]}


def _committees(inquiry: Inquiry, parts: Parts) -> dict[str, Any]:
    return {"committees": [committee(inquiry, row) for row in inquiry.first.rows]}


def _everything(parts: Parts) -> list[dict[str, Any]]:
    """The findings on the case and on every row."""
    return [*parts["findings"], *(one for row in parts["committees"] for one in row["findings"])]


def _entitlements(inquiry: Inquiry, parts: Parts) -> dict[str, Any]:
    granted = [shown for given in inquiry.first.entitlements if (shown := entitlement(inquiry, given))]
    return {"entitlements": granted}


def _referrals(inquiry: Inquiry, parts: Parts) -> dict[str, Any]:
    return {"referrals": referrals(inquiry, _everything(parts))}


def _advice(inquiry: Inquiry, parts: Parts) -> dict[str, Any]:
    return {"advice": advice(inquiry, _everything(parts))}


def _warnings(inquiry: Inquiry, parts: Parts) -> dict[str, Any]:
    told = warnings(inquiry, _named_rows(parts["committees"]), _everything(parts))
    return {"warnings": [*told, *unverified(inquiry)]}


def _registered(inquiry: Inquiry, parts: Parts) -> dict[str, Any]:
    """What the policy says beside any decision."""
    return {
        "nearest": nearest_rows(inquiry),
        "not_decided": list(inquiry.tables["policy"]["not_decided"]),
        "next_steps": _next_steps(inquiry, _is_procedure(inquiry)),
        "documents": documents(inquiry),
    }


def _missing(inquiry: Inquiry, parts: Parts) -> dict[str, Any]:
    return {"missing": _named(missing_facts(inquiry), _is_procedure(inquiry))}


def _remedies(inquiry: Inquiry, parts: Parts) -> dict[str, Any]:
    remedied = remedies(inquiry)
    if _is_procedure(inquiry):
        _as_procedure(remedied["remedies"])
    return {"remedies": remedied}


def _earliest(inquiry: Inquiry, parts: Parts) -> dict[str, Any]:
    return {"earliest_year": earliest_year(inquiry, bool(parts["remedies"]["remedies"]))}


def _alternatives(inquiry: Inquiry, parts: Parts) -> dict[str, Any]:
    return {"flips": _flips(inquiry, _is_procedure(inquiry))}


#: What makes each part that the identity has not; one maker may make several.
_MAKERS: dict[str, Callable[[Inquiry, Parts], dict[str, Any]]] = {
    "decision": _verdict, "words": _verdict, "final": _finality, "carried_by_assumed": _finality, "routing": _verdict,
    "facts": _facts, "committees": _committees, "nearest": _registered, "findings": _findings, "entitlements": _entitlements,
    "missing": _missing, "referrals": _referrals, "advice": _advice, "not_decided": _registered, "next_steps": _registered,
    "documents": _registered, "warnings": _warnings, "remedies": _remedies, "earliest_year": _earliest, "flips": _alternatives,
}  # fmt: skip
#: All parts, in the order of the data.
_NAMES = ("format", "engine", "policy", "digests", "input", "subject", "on", *_MAKERS)


def _is_procedure(inquiry: Inquiry) -> bool:
    return bool(inquiry.subject["wording"] == "procedure")


def _next_steps(inquiry: Inquiry, procedure: bool) -> list[dict[str, Any]]:
    """What the policy wants said after this decision about an application."""
    steps = () if procedure else inquiry.tables["policy"].get("next_steps", ())
    return [
        {"text": {"zh": step["text"], "en": step["text"]}, "clauses": [step["clause"]]}
        for step in steps
        if step["decision"] == inquiry.first.decision
    ]


def _named_rows(committees: list[Committee]) -> list[str]:
    """The rows whose errata concern the case: those in scope, and a few that may be."""
    possible = [row["locator"] for row in committees if row["scope"] == "possible"]
    return [row["locator"] for row in committees if row["scope"] == "true"] + possible * (len(possible) <= FEW)


def _flips(inquiry: Inquiry, procedure: bool) -> dict[str, Any]:
    found = flips(inquiry)
    if procedure:
        for reading in found["readings"]:
            _as_procedure(reading["alternatives"])
    return found


def _as_procedure(entries: list[dict[str, Any]]) -> None:
    """Name the decisions in ``entries`` as those of a procedure."""
    for entry in entries:
        entry["decision"] = PROCEDURE.get(entry["decision"], entry["decision"])


def _named(missing: list[dict[str, Any]], procedure: bool) -> list[dict[str, Any]]:
    if procedure:
        _as_procedure([entry["decides"] for entry in missing if entry["decides"]])
    return missing


def _paths(facts: Mapping[str, Any], provenance: Mapping[str, str]) -> list[str]:
    """The paths of everything that the case states, assumes or derives, in the order of the form."""
    paths: list[str] = []
    for id, value in facts.items():
        if not isinstance(value, dict):
            paths += [id] if id in provenance else []
            continue
        for year, entry in sorted(value.items()):
            if isinstance(entry, dict):
                paths += [field_path(id, year, field) for field in entry]
    return paths
