"""A reading of a notice fixture held against its truth file: what is right, what is flagged, what is silent."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from engine.notice.headings import fields_of, holds_telephone
from engine.notice.model import Comparison, Notice, TableRow
from engine.notice.public import compare, read_notice
from engine.trace.passages import fold_text
from tests.repository import ROOT

NOTICES = ROOT / "tests" / "fixtures" / "notices"
POLICY = ROOT / "policies" / "2023"
BASE = NOTICES / "base-2023.txt"
_STATES = {"added": "new", "removed": "gone"}
_USES = {
    "blank": {"blank", "table"},
    "text": {"passage", "around"},
    "table_header": {"table"},
    "table_header_again": {"around"},
    "row": {"table"},
    "page_number": {"around"},
    "page_header": {"around"},
    "repeat": {"around"},
}


def load(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def policy_of_base(folder: Path) -> Path:
    """The shipped policy with a ledger that keeps the digests of the notice retold, which is last year's for the others."""
    shutil.copytree(POLICY, folder)
    texts = {
        p["locator"]: fold_text(p["text"]) for p in load(NOTICES / "base-2023.truth.yaml")["passages"] if p["part"] == "clause"
    }
    lines, locator = [], ""
    for line in (folder / "clauses.yaml").read_text(encoding="utf-8").split("\n"):
        if found := re.match(r"  - 条款号: (.*)", line):
            locator = found[1]
        said = texts.get(locator, "")
        if said and "原文字数" in line:
            line = re.sub(r"\d+$", str(len(said)), line)
        elif said and "原文摘要值:" in line:
            line = re.sub(r'"[0-9a-f]{16}"', f'"{hashlib.sha256(said.encode()).hexdigest()[:16]}"', line)
        lines.append(line)
    (folder / "clauses.yaml").write_text("\n".join(lines), encoding="utf-8")
    return folder


@dataclass
class Measured:
    """Figures of one fixture: how many there are, how many are right; what is wrong is listed."""

    cells: int = 0
    wrong: list[str] = field(default_factory=list)
    unproposed: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    clauses: int = 0
    clauses_wrong: list[str] = field(default_factory=list)
    clauses_silent: list[str] = field(default_factory=list)
    rows: int = 0
    rows_wrong: list[str] = field(default_factory=list)
    rows_silent: list[str] = field(default_factory=list)
    damages: int = 0
    damages_unasked: list[str] = field(default_factory=list)
    doubts: int = 0

    @property
    def cells_right(self) -> float:
        """The share of cells that read as they are meant, or whose doubt proposes what is meant."""
        return 1 - len(self.unproposed) / self.cells

    def summary(self) -> str:
        return (
            f"cells {self.cells - len(self.wrong)}/{self.cells} right ({self.cells_right:.1%} with proposals), {len(self.silent)} silent, {len(self.unasked)} not asked about; "
            f"lines astray {len(self.lines)}; clauses {self.clauses - len(self.clauses_wrong)}/{self.clauses}, {len(self.clauses_silent)} silent; "
            f"rows {self.rows - len(self.rows_wrong)}/{self.rows}, {len(self.rows_silent)} silent; "
            f"damages {self.damages - len(self.damages_unasked)}/{self.damages} asked about; doubts {self.doubts}"
        )


def measure(name: str, suffix: str, policy: Path) -> Measured:
    truth = load(NOTICES / f"{name}.truth.yaml")
    notice = read_notice(NOTICES / f"{name}{suffix}", truth["year"], policy)
    comparison = compare(notice, policy, BASE)
    result = Measured(doubts=len(notice.doubts))
    cells(truth, notice, suffix == ".txt", result)
    if suffix == ".txt":
        lines(truth, notice, result)
        damages(truth, comparison.notice, result)
    else:
        result.lines += [f"{line.number} {line.text}" for line in notice.unread]
    clauses(truth, comparison, result)
    rows(truth, comparison, result)
    return result


def cells(truth: Mapping[str, Any], notice: Notice, by_line: bool, result: Measured) -> None:
    """Every cell that is printed: right as read or as meant; where it is neither, or in doubt, it must be flagged."""
    for table in truth["tables"]:
        wanted = [row for row in truth["rows"] if row["table"] == table["name"]]
        found = next((each for each in notice.tables if each.name == table["name"]), None)
        read = found.rows if found is not None else ()
        keys = fields_of(table["columns"])
        for at, row in enumerate(wanted):
            own = (
                next((r for r in read if set(r.lines) & set(row["lines"])), None)
                if by_line
                else read[at]
                if at < len(read)
                else None
            )
            for column, key in zip(table["columns"], keys, strict=True):
                result.cells += 1
                said = row["cells"][column]
                said = {"reading": said} if isinstance(said, str) else said
                where = f"{row['locator']} {column}"
                got, flagged, proposed = cell(own, key, column)
                if bare(got) != bare(said["reading"]):
                    result.wrong.append(f"{where}: {got} / {said['reading']}")
                    if bare(said["reading"]) not in proposed:
                        result.unproposed.append(where)
                    if not flagged:
                        result.silent.append(where)
                if said.get("doubt") and not flagged:
                    result.unasked.append(where)


def cell(row: TableRow | None, key: str, column: str) -> tuple[str, bool, set[str]]:
    """A cell as it reads, whether it is doubted, and what the doubts propose."""
    if row is None or key not in row.cells:
        return "", False, set()
    parts = [row.cells[key]]
    if key == "office" and holds_telephone(column) and "telephone" in row.cells:
        parts.append(row.cells["telephone"])
    options = [{bare(part.text), *(bare(doubt.proposal) for doubt in part.doubts if doubt.proposal)} for part in parts]
    proposed = {"".join(each) for each in product(*options)}
    return " ".join(part.text for part in parts), any(part.doubts for part in parts), proposed


def lines(truth: Mapping[str, Any], notice: Notice, result: Measured) -> None:
    role = {line: role for first, last, role in truth["lines"] for line in range(first, last + 1)}
    assert [line.number for line in notice.lines] == sorted(role)
    result.lines += [
        f"{line.number} {line.use} {role[line.number]}" for line in notice.lines if line.use not in _USES[role[line.number]]
    ]


def damages(truth: Mapping[str, Any], notice: Notice, result: Measured) -> None:
    """Damages that leave something in doubt: each must be asked about on one of its lines."""
    asked = {doubt.line for doubt in notice.doubts}
    asked |= {line for t in notice.tables for r in t.rows for c in r.cells.values() if c.doubts for line in r.lines}
    for damage in truth["damages"]:
        if damage["kind"] in ("width_mixed", "space_in_word", "line_broken"):
            continue
        result.damages += 1
        if not asked & set(range(damage["line"], damage.get("end_line", damage["line"]) + 1)):
            result.damages_unasked.append(f"{damage['line']} {damage['kind']} {damage['as_read']}")


def like(one: str, other: str) -> float:
    return SequenceMatcher(None, bare(one), bare(other), autojunk=False).ratio()


def clauses(truth: Mapping[str, Any], comparison: Comparison, result: Measured) -> None:
    """Each statement of the truth: what became of it, and that the words told are its words."""
    for wanted in truth["passages"]:
        if wanted["part"] != "clause":
            continue
        result.clauses += 1
        found = [m for m in comparison.clauses if (m.last in wanted["last"] if wanted["last"] else m.state == "new")]
        text = wanted.get("as_read", wanted["text"])
        if text is None:
            right = [m for m in found if m.state == "gone"]
        else:
            right = [
                m for m in found
                if m.passage is not None and m.state == wanted["state"] and max(like(each, m.passage.text) for each in (text, re.sub(r"^\d+\.", "", text))) > 0.9
            ]  # fmt: skip
        if not right:
            told = [f"{m.state} {m.certainty} {m.passage and m.passage.text[:30]}" for m in found if wanted["last"]][:2]
            note = f"{wanted['last']} {wanted['state']} {(text or '')[:30]} / {told}"
            result.clauses_wrong.append(note)
            if any(m.certainty >= 1 for m in found if wanted["last"]):
                result.clauses_silent.append(note)


def rows(truth: Mapping[str, Any], comparison: Comparison, result: Measured) -> None:
    """Each row of the truth: what became of it; ``same`` and ``moved`` count alike."""
    order = {id(row): f"{row.table}·{at + 1}" for table in comparison.notice.tables for at, row in enumerate(table.rows)}
    for wanted in truth["rows"]:
        result.rows += 1
        state = _STATES.get(wanted["state"], wanted["state"])
        if wanted["locator"] is None:
            found = [m for m in comparison.rows if set(m.last) & set(wanted["last"])]
        else:
            found = [m for m in comparison.rows if m.row is not None and order[id(m.row)] == wanted["locator"]]
        if not any(plain(m.state) == plain(state) and set(m.last) == set(wanted["last"]) for m in found):
            note = f"{wanted['locator']} {wanted['last']} {state} / {[(m.state, m.last, m.certainty, m.changed) for m in found]}"
            result.rows_wrong.append(note)
            if any(m.certainty >= 1 for m in found):
                result.rows_silent.append(note)


def plain(state: str) -> str:
    return "same" if state == "moved" else state


@cache
def shipped() -> tuple[str, ...]:
    """The fixtures with the forms they come in."""
    return tuple(
        f"{path.name.removesuffix('.truth.yaml')}{suffix}"
        for path in sorted(NOTICES.glob("*.truth.yaml")) for suffix in (".txt", ".docx")
        if (NOTICES / f"{path.name.removesuffix('.truth.yaml')}{suffix}").is_file()
    )  # fmt: skip


def complaints(result: Measured) -> Iterator[str]:
    """Everything that is wrong, for people."""
    for kind in (
        "wrong",
        "silent",
        "unasked",
        "lines",
        "clauses_wrong",
        "clauses_silent",
        "rows_wrong",
        "rows_silent",
        "damages_unasked",
    ):
        for each in getattr(result, kind):
            yield f"{kind}: {each}"


def main() -> None:
    """The figures of all fixtures: ``python -m tests.notice.measuring``."""
    with tempfile.TemporaryDirectory() as place:
        policy = policy_of_base(Path(place) / "2023")
        for file in shipped():
            name, dot, suffix = file.rpartition(".")
            print(f"{file}: {measure(name, dot + suffix, policy).summary()}", flush=True)


if __name__ == "__main__":
    main()
