"""A policy folder: which files it holds, each read and refused on its own. Part of :mod:`engine.source`.

The room's entry point: folder → :class:`SourcePolicy`. Nothing outside the folder is ever opened: symbolic links are
refused (E0107), so are special files (E0108) and file references that lead out (E0109).
"""

from __future__ import annotations

import fnmatch
import os
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from engine.diagnostics import Diagnostic
from engine.diagnostics.suggest import did_you_mean
from engine.diagnostics.terms import Term
from engine.source.digest import FILE, FOLDER, LINK, OTHER, Entry, belongs, digest_of, misnamed, read_bytes, walk
from engine.source.limits import FOLDER_BYTES, FOLDER_DEPTH, FOLDER_FILES, POLICY
from engine.source.nodes import Document, MappingNode, ScalarNode, SequenceNode
from engine.source.resources import shipped_layers
from engine.source.text import LineTable, decode, find_forbidden, whole
from engine.source.yaml_reader import read_yaml

#: File pattern → schema, first match wins; ``None`` for files that have none. Routing tables are named in notice.yaml.
KNOWN_FILES: tuple[tuple[str, str | None], ...] = (
    ("notice.yaml", "notice"),
    ("clauses.yaml", "clauses"),
    ("vocabulary/units.yaml", "units"),
    ("vocabulary/enumerations.yaml", "enumerations"),
    ("vocabulary/*.yaml", "vocabulary"),
    ("parameters.yaml", "parameters"),
    ("readings.yaml", "readings"),
    ("series.yaml", "series"),
    ("regions.yaml", "regions"),
    ("calendar.yaml", "calendar"),
    ("committees.yaml", "committees"),
    ("recommendations.yaml", "recommendations"),
    ("initial_titles.yaml", "initial_titles"),
    ("gaps.yaml", "gaps"),
    ("checks.yaml", "checks"),
    ("tables/*.yaml", "decision-table"),
    ("layer.yaml", "layer"),
    ("committee-notices/*.yaml", "committee-notice"),
    ("county-plans/*.yaml", "county-plan"),
    ("amendments/*.yaml", "amendment"),
    ("registers/evaluation_conditions.yaml", "evaluation-conditions"),
    ("registers/committee_approvals.yaml", "committee-approvals"),
    ("registers/hour_exemptions.yaml", "hour-exemptions"),
    ("rules/*.policy", None),
)
#: A folder of layers inside a policy folder: each has files of its own, laid out as above; read only when named.
LAYER_FOLDERS = ("layers",)
#: Scenarios kept within a policy folder; they are no part of the policy.
FEATURES = "features/*.feature"
#: The file that makes a folder a policy's or a layer's, as told where it is missing, and a folder that has it.
_HEADS = ("notice.yaml", "layer.yaml")
_OF_POLICY = {
    "head": Term("notice.yaml（也没有 layer.yaml）", "notice.yaml (nor layer.yaml)"),
    "needed": "notice.yaml",
    "example": "policies/2023",
}
_OF_LAYER = {"head": "layer.yaml", "needed": "layer.yaml", "example": "policies/upper/order-40"}
_A_FOLDER = Term("这是文件夹，不是文件", "it is a folder, not a file")


@dataclass(frozen=True, slots=True)
class SourcePolicy:
    """A policy folder as read: YAML documents and rule texts by file name, and the digest of all their bytes.

    ``prefix`` stands before file names wherever they are shown: empty for a policy, its folder's name for a layer.
    """

    path: str
    documents: Mapping[str, Document] = field(repr=False)
    rules: Mapping[str, str] = field(repr=False)
    digest: str
    prefix: str = ""

    @property
    def sources(self) -> dict[str, str]:
        """Every text by the file name that is shown, for excerpts in diagnostics."""
        texts = {**{name: document.text for name, document in self.documents.items()}, **self.rules}
        return {self.prefix + name: text for name, text in texts.items()}


def schema_for(name: str) -> str | None:
    """The schema that the file called ``name`` must satisfy, or ``None``."""
    return next((schema for pattern, schema in KNOWN_FILES if _fits(name, pattern)), None)


def _fits(name: str, pattern: str) -> bool:
    return name.count("/") == pattern.count("/") and fnmatch.fnmatchcase(name, pattern)


def read_folder(path: str, prefix: str = "") -> tuple[SourcePolicy | None, list[Diagnostic]]:
    """Read all files of the policy folder ``path``; ``None`` if there is any error (warnings do not count).

    ``prefix`` tells the files of a layer from those of the policy it lies on, which have the same names.
    """
    try:
        entries = walk(path)
    except (OSError, ValueError):
        return None, [Diagnostic("E0114", whole(path), {"name": path} | (_meant_pack(path) if prefix else {}))]
    diagnostics = _check_entries(path, entries, prefix)
    names = [entry.name for entry in entries if entry.kind == FILE and belongs(entry.name)]
    if any(each.code in ("E0110", "E0112") for each in diagnostics):
        return None, diagnostics
    documents: dict[str, Document] = {}
    rules: dict[str, str] = {}
    contents: list[tuple[str, bytes]] = []
    for entry in entries:
        if entry.name in names and entry.kind == FILE:
            data, problems = _read(entry, prefix)
            diagnostics += problems
            if data is not None:
                contents.append((entry.name, data))
                diagnostics += _take(entry.name, prefix, data, documents, rules)
    diagnostics += _check_references(documents, names)
    if any(each.severity == "error" for each in diagnostics):
        return None, diagnostics
    policy = SourcePolicy(path, MappingProxyType(documents), MappingProxyType(rules), digest_of(contents), prefix)
    return policy, diagnostics


def _meant_pack(name: str) -> dict[str, str]:
    """The shipped pack that the name of a layer was likely meant to be, for the message."""
    found = did_you_mean(name, shipped_layers())
    return {"suggestion": found} if found is not None else {}


def _check_entries(path: str, entries: list[Entry], prefix: str) -> list[Diagnostic]:
    files = [entry for entry in entries if entry.kind == FILE]
    size = sum(os.path.getsize(entry.path) for entry in files if os.path.exists(entry.path) and belongs(entry.name))
    if len(entries) > FOLDER_FILES or size > FOLDER_BYTES:
        return [_too_much(path)]
    found: list[Diagnostic] = []
    for entry in entries:
        if entry.kind == LINK:
            found.append(Diagnostic("E0107", whole(prefix + entry.name), {"name": entry.name}))
        elif entry.kind == OTHER:
            found.append(Diagnostic("E0108", whole(prefix + entry.name), {"name": entry.name}))
        elif entry.kind == FOLDER and entry.name.count("/") >= FOLDER_DEPTH:
            found.append(_too_much(prefix + entry.name))
        elif entry.kind == FOLDER and misnamed(entry):
            found.append(Diagnostic("E0106", whole(prefix + entry.name), {"name": entry.name, "reason": _A_FOLDER}))
    heads, told = (_HEADS[1:], _OF_LAYER) if prefix else (_HEADS, _OF_POLICY)
    if not any(entry.name in heads for entry in files):
        close = did_you_mean(heads[0], [entry.name for entry in files if schema_for(entry.name) is None])
        return [*found, Diagnostic("E0112", whole(path), {"name": path, "suggestion": close, **told})]
    return found + _unknown_files(files, prefix)


def _too_much(name: str) -> Diagnostic:
    arguments = {"name": name, "limit": FOLDER_FILES, "size": f"{FOLDER_BYTES >> 20} MB"}
    return Diagnostic("E0110", whole(name), arguments)


def _unknown_files(files: list[Entry], prefix: str) -> list[Diagnostic]:
    """W0111 for files that are no part of the policy: a misspelt name must not go unnoticed.

    E0115 where a document would be lost without a word: in a layer, which nobody checks before it is used, and with an ending
    that is never read.
    """
    patterns = [pattern for pattern, _ in KNOWN_FILES]
    found: list[Diagnostic] = []
    for entry in files:
        name = entry.name
        lost = misnamed(entry) or (bool(prefix) and belongs(name))
        if not lost and (name.split("/")[0] in LAYER_FOLDERS or name.endswith((".md", ".txt")) or _fits(name, FEATURES)):
            continue
        if any(_fits(name, pattern) for pattern in patterns):
            continue
        arguments = {"name": name, "suggestion": _meant(name, patterns)}
        found.append(Diagnostic("E0115" if lost else "W0111", whole(prefix + name), arguments))
    return found


def _meant(name: str, patterns: list[str]) -> str | None:
    """The file name that may have been meant: one of the fixed names, or the same one with a known folder and ending."""
    plain = [pattern for pattern in patterns if "*" not in pattern]
    stem = posixpath.splitext(name)[0]
    close = did_you_mean(name, plain) or did_you_mean(stem + ".yaml", [*plain, name])
    if close is not None and close != name:
        return close
    folder, _, file = stem.rpartition("/")
    kinds = {posixpath.dirname(pattern): posixpath.splitext(pattern)[1] for pattern in patterns if "/*" in pattern}
    known = folder if folder in kinds else did_you_mean(folder, sorted(kinds))
    return f"{known}/{file}{kinds[known]}" if known else None


def _read(entry: Entry, prefix: str) -> tuple[bytes | None, list[Diagnostic]]:
    try:
        return read_bytes(entry.path, POLICY.bytes), []
    except OSError:
        return None, [Diagnostic("E0106", whole(prefix + entry.name), {"name": entry.name})]


def _take(name: str, prefix: str, data: bytes, documents: dict[str, Document], rules: dict[str, str]) -> list[Diagnostic]:
    if name.endswith(".policy"):
        text, problems = read_rules(prefix + name, data)
        if text is not None and not _says_something(text):
            return [Diagnostic("E0133", whole(prefix + name), {"name": prefix + name})]
        if text is not None:
            rules[name] = text
        return problems
    document, found = (_remembered if len(data) <= _SMALL else _read_yaml)(prefix + name, data)
    if document is not None:
        documents[name] = document
    return list(found)


def _read_yaml(file: str, data: bytes) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    document, problems = read_yaml(file, data)
    return document, tuple(problems)


#: A folder is read again and again on the way to a release, most of its files unchanged; trees are never changed.
_remembered = lru_cache(maxsize=64)(_read_yaml)
#: Files up to so many bytes are remembered: a notice's are far smaller.
_SMALL = 64 << 10


def _says_something(text: str) -> bool:
    """Whether rules hold more than blanks and comments; a file emptied by mistake must not pass for one without mistakes."""
    return any(line.strip() and line.strip()[0] not in "#＃" for line in text.split("\n"))


def read_rules(file: str, data: bytes) -> tuple[str | None, list[Diagnostic]]:
    """The text of a ``.policy`` file, decoded and free of invisible characters."""
    text, problems = decode(file, data, POLICY, allow_mark=False)
    if text is not None:
        problems = problems + find_forbidden(LineTable(file, text))
    return (None, problems) if problems else (text, [])


def _check_references(documents: Mapping[str, Document], names: list[str]) -> list[Diagnostic]:
    """表[].文件 of notice.yaml must name files of this folder."""
    notice = documents.get("notice.yaml")
    tables = notice.root.get("表") if notice and isinstance(notice.root, MappingNode) else None
    if not isinstance(tables, SequenceNode):
        return []
    found: list[Diagnostic] = []
    for row in tables.items:
        node = row.get("文件") if isinstance(row, MappingNode) else None
        if not isinstance(node, ScalarNode) or not isinstance(node.value, str):
            continue
        name = node.value
        if name.startswith(("/", "~")) or "\\" in name or ":" in name or ".." in name.split("/"):
            found.append(Diagnostic("E0109", node.span, {"name": name}))
        elif name not in names:
            found.append(Diagnostic("E0113", node.span, {"name": name, "suggestion": did_you_mean(name, names)}))
    return found
