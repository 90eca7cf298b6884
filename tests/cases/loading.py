"""Reads the files of conformance cases into runs: one application and what is wanted of it. Used by :mod:`tests.cases.test_cases`.

A case with a table is as many runs as the table has lines. Nothing here knows an evaluator; README.md describes the format.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.source.nodes import to_plain
from engine.source.yaml_reader import read_yaml

FOLDER = Path(__file__).parent
#: What a case may say of the diagnostic that takes the place of a decision.
DIAGNOSTIC = ("want_code", "at", "underlines", "mentions")


@dataclass(frozen=True, slots=True)
class PolicySource:
    """Where a policy comes from: a folder, files laid over it (file name → text), and layers: files of their own, or a path."""

    folder: str
    files: tuple[tuple[str, str], ...] = ()
    layers: tuple[tuple[tuple[str, str], ...] | str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """One application under one policy, and what is wanted: of the decision, or of a diagnostic (keys as in the file)."""

    id: str
    policy: PolicySource
    subject: str | None
    on: str | None
    application: dict[str, Any]
    want: dict[str, Any]
    diagnostic: dict[str, Any]


def case_files() -> list[Path]:
    """The files of cases, in order."""
    return sorted(FOLDER.glob("*/*.yaml"))


def read_file(path: Path) -> dict[str, Any]:
    """A file of cases as plain data, by the YAML that the product itself reads."""
    document, diagnostics = read_yaml(str(path), path.read_bytes())
    if document is None:
        raise ValueError([(diagnostic.code, diagnostic.span, diagnostic.arguments) for diagnostic in diagnostics])
    data: dict[str, Any] = to_plain(document.root)
    return data


def runs_of(path: Path, data: Mapping[str, Any]) -> Iterator[Run]:
    """The runs of one file; ids begin with folder and file name."""
    stem = f"{path.parent.name}/{path.stem}"
    for case in data["cases"]:
        wanted = {key: case[key] for key in DIAGNOSTIC if key in case}
        for label, given, expected in _lines(case):
            application = merged(merged(data.get("base", {}), case.get("change", {})), given)
            yield Run(
                f"{stem}: {case['name']}{label}", _policy(data["policy"], case), data.get("subject"), case.get("on"),
                application, merged(case.get("want", {}), expected), wanted,
            )  # fmt: skip


def _lines(case: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Label, given facts and wanted values of every line of a case's table; a case without one is a single line."""
    if "table" not in case:
        yield "", {}, {}
        return
    given, expected = case["given"], case.get("expect", [])
    for line in case["table"]:
        if len(line) != len(given) + len(expected):
            raise ValueError(f"{case['name']}: {line} has not {len(given)} + {len(expected)} columns")
        facts, values = line[: len(given)], line[len(given) :]
        label = f" ({', '.join(map(_shown, facts))})"
        yield label, _nested(given, facts, "."), _nested(expected, values, "/")


def _shown(value: Any) -> str:
    return "–" if value is None else str(value)


def _nested(paths: list[str], values: list[Any], separator: str) -> dict[str, Any]:
    """``{"a": {"b": value}}`` from the path ``a.b``."""
    found: dict[str, Any] = {}
    for path, value in zip(paths, values, strict=True):
        *outer, last = path.split(separator)
        place = found
        for part in outer:
            place = place.setdefault(part, {})
        place[last] = value
    return found


def merged(base: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """``change`` merged deeply into ``base``; ``None`` removes, lists are replaced whole."""
    found = dict(base)
    for key, value in change.items():
        if value is None:
            found.pop(key, None)
        elif isinstance(value, Mapping):
            inner = found.get(key)
            found[key] = merged(inner if isinstance(inner, Mapping) else {}, value)
        else:
            found[key] = value
    return found


def _policy(declared: str | Mapping[str, Any], case: Mapping[str, Any]) -> PolicySource:
    """The policy of a file with what the case lays over it."""
    if isinstance(declared, str):
        declared = {"folder": f"policies/{declared}" if "/" not in declared else declared}
    files = {**declared.get("files", {}), **case.get("files", {})}
    layers = case.get("layers", declared.get("layers", []))
    layers = [layer if isinstance(layer, str) else _frozen(layer) for layer in layers]
    return PolicySource(declared["folder"], _frozen(files), tuple(layers))


def _frozen(files: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(files.items()))
