"""The small policy in memory, with changes, taken through the stages as the pipeline does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from engine.diagnostics import Diagnostic
from engine.resolved.from_surface import translate as to_resolved
from engine.source.discovery import SourcePolicy, read_folder, read_rules
from engine.source.schema_check import check_policy
from engine.source.yaml_reader import read_yaml
from engine.syntax.from_source import translate as to_surface
from engine.typed.from_resolved import translate as to_typed
from engine.typed.policy import TypedPolicy
from tests.repository import ROOT

FOLDER = ROOT / "tests" / "policies" / "small"
RULES = "rules/continuing_education.policy"


class Checked(NamedTuple):
    """What the stages made of a policy: all diagnostics of the first stage that had any, and the texts."""

    typed: TypedPolicy | None
    diagnostics: list[Diagnostic]
    sources: dict[str, str]


@cache
def _unchanged() -> SourcePolicy:
    policy, found = read_folder(str(FOLDER))
    assert policy is not None, found
    return policy


def texts() -> dict[str, str]:
    """Every file of the small policy."""
    return dict(_unchanged().sources)


def policy_of(files: Mapping[str, str], schemas: bool = True) -> tuple[SourcePolicy | None, list[Diagnostic]]:
    """Files read and held against their ``schemas``; those of the small policy are read once."""
    base = _unchanged()
    documents, rules, found = {}, {}, []
    for name, text in sorted(files.items()):
        if name.endswith(".policy"):
            rule, problems = read_rules(name, text.encode("utf-8", "surrogatepass"))
            rules |= {name: rule} if rule is not None else {}
        elif name in base.documents and base.documents[name].text == text:
            documents[name], problems = base.documents[name], []
        else:
            document, problems = read_yaml(name, text.encode("utf-8", "surrogatepass"))
            documents |= {name: document} if document is not None else {}
            if document is not None and schemas:
                problems = problems + check_policy(SourcePolicy("", {name: document}, {}, ""))
        found += problems
    return (None if found else SourcePolicy("small", documents, rules, "")), found


def check(files: Mapping[str, str], layers: Sequence[Mapping[str, str]] = (), schemas: bool = True) -> Checked:
    """A policy and its layers through all stages; a stage collects all its mistakes, then stops."""
    policies, found = [], []
    for each in (files, *layers):
        policy, problems = policy_of(each, schemas)
        policies.append(policy)
        found += problems
    sources = dict(files)
    if found or any(policy is None for policy in policies):
        return Checked(None, found, sources)
    surfaces = []
    for policy in policies:
        assert policy is not None
        surface, problems = to_surface(policy)
        surfaces.append(surface)
        found += problems
    if found:
        return Checked(None, found, sources)
    resolved, found = to_resolved(surfaces[0], surfaces[1:])
    if resolved is None:
        return Checked(None, found, sources)
    typed, more = to_typed(resolved)
    return Checked(typed, found + more, sources)


def changed(file: str, old: str, new: str) -> dict[str, str]:
    """The small policy with one snippet of one file replaced."""
    files = texts()
    assert files[file].count(old) == 1, f"{old!r} stands {files[file].count(old)} times in {file}"
    return files | {file: files[file].replace(old, new)}


def with_rules(text: str) -> dict[str, str]:
    """The small policy with one more rule file."""
    return texts() | {"rules/example.policy": text}


def with_added(file: str, text: str) -> dict[str, str]:
    """The small policy with a file more; or, for a file that is there, with the entries of ``text`` put at its end."""
    files = texts()
    if file not in files:
        return files | {file: text}
    key, entries = text.split("\n", 1)
    assert f"\n{key}\n" in files[file]
    return files | {file: files[file] + entries}
