"""Last year's scenarios carried into the new year. Part of :mod:`engine.scaffold`.

Texts of feature files and what became of figures → the texts of the new year. Years and dates go on with the plan year. Where a
figure of the policy changed, scenarios that quote it quote the new one, and the values beside it move with it: the boundary
that they show stays a boundary. Every such figure is told once, with the scenarios that it stands in, and is to be confirmed;
what scenarios claim is never rewritten. Locators are called as they are called now.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from engine.resolved.declarations.access import child, entries, text
from engine.scaffold import remarks
from engine.scaffold.context import Context
from engine.scaffold.notes import CARRIED, FIGURE, note
from engine.source.nodes import MappingNode
from engine.source.yaml_reader import read_yaml
from engine.trace.scenarios import short

_PARAMETERS, _NOTICE = "parameters.yaml", "notice.yaml"
_PLACE = "features"
#: How far back and ahead of the plan a number is taken for a year.
_BACK, _AHEAD = 20, 5
_YEAR = re.compile(r"(?<![\d.〔\[])(20\d\d)(?:-(\d\d)-(\d\d))?(?![\d.〕]|年通知原有)")
_DATED = "日期"
#: The words between a fact and the figure that it is held against.
_COMPARED = r"(?:不少于|不超过|多于|少于|不早于|不晚于|早于|晚于|是|≥|≤|>=|<=|>|<|=)"
_TAG = re.compile(r"@(\S+)")
_BLOCK = re.compile(r"\s*(?:@|场景大纲|场景|剧本|规则)")
_SHOWN = 12


@dataclass(slots=True)
class _Figure:
    """A figure of the policy that changed: its ``name``, the clause it stands in by its new name, old and new value, the facts
    held against it; ``places`` are the lines that quote it now. A count is known by a fact wherever it stands, a day and a count
    with its unit only where scenarios are about the clause, the day of the notice (no clause) everywhere."""

    name: str
    clause: str
    old: str
    new: str
    unit: str
    facts: tuple[str, ...] = ()
    places: list[str] = field(default_factory=list)

    @property
    def dated(self) -> bool:
        """Whether it is a day."""
        return "-" in self.old

    def quoted(self, block: str) -> bool:
        """Whether the old value itself stands in a scenario; values beside it alone are no boundary."""
        day = _day(self.old)
        if day is None:
            return re.search(rf"(?<![\d.-]){self.old}(?![\d.-])", block) is not None
        return self.old in block or re.search(rf"(?<!\d){_spoken(day)}", block) is not None


def carry_features(ctx: Context, features: Mapping[str, str]) -> dict[str, str]:
    """The scenarios of the new year by file name; what was rewritten joins the open entries of ``ctx``."""
    figures = [*_figures(ctx)]
    numbers = dict(_numbers(ctx))
    rolled = 0
    written: dict[str, str] = {}
    for name, before in features.items():
        blocks, now = _blocks(ctx.renames.apply(_replaced(before, numbers))), []
        tags = {short(tag) for block in blocks for tag in _tags(block)}
        line = 1
        for number, block in enumerate(blocks):
            own = {short(tag) for tag in _tags(block)} if number else tags
            changed, count = _block(ctx, block, [(each, not each.clause or each.clause in own) for each in figures], (name, line))
            now.append(changed)
            rolled += count
            line += block.count("\n")
        written[name] = "".join(now)
    _tell(ctx, figures, rolled)
    return written


def _tell(ctx: Context, figures: Sequence[_Figure], rolled: int) -> None:
    if rolled:
        remark = remarks.joined(remarks.ROLLED(count=rolled), remarks.ROLLED_FAILS())
        last, now = str(ctx.last_year), str(ctx.year)
        ctx.open.append(note(CARRIED, place=_PLACE, column="年份、日期", last=last, now=now, remark=remark))
    for figure in figures:
        places = list(dict.fromkeys(figure.places))
        if places:
            more = f"等{len(places)}处" if len(places) > _SHOWN else ""
            remark = remarks.IN_SCENARIOS(names="、".join(places[:_SHOWN]) + more)
            ctx.open.append(note(FIGURE, place=_PLACE, column=figure.name, last=figure.old, now=figure.new, remark=remark))


def _figures(ctx: Context) -> Iterator[_Figure]:
    """Parameters whose value is another one, and the day of the notice."""
    before = {text(item, "名称"): item for item in entries(child(ctx.root(_PARAMETERS), "参数"))}
    for item in entries(child(_now(ctx, _PARAMETERS), "参数")):
        name = text(item, "名称")
        old, new, kind = text(before.get(name), "值"), text(item, "值"), text(item, "类型")
        if kind in ("年", "文本") or old == new or not (_is(old, kind) and _is(new, kind)):
            continue
        yield _Figure(name, short(text(item, "条款")), old, new, text(item, "单位"), tuple(_held(ctx, name)))
    old, new = text(ctx.root(_NOTICE), "成文日期"), text(_now(ctx, _NOTICE), "成文日期")
    if old != new and _day(old) is not None and _day(new) is not None:
        yield _Figure("成文日期", "", old, new, "")


def _now(ctx: Context, file: str) -> MappingNode | None:
    """The top of a file as it is written so far."""
    sheet = ctx.sheets.get(file)
    document, _ = read_yaml(file, sheet.rendered(list(ctx.renames.edits(sheet.text))).encode()) if sheet else (None, [])
    return document.root if document is not None and isinstance(document.root, MappingNode) else None


def _is(value: str, kind: str) -> bool:
    return _day(value) is not None if kind == _DATED else value.isascii() and value.isdecimal()


def _held(ctx: Context, parameter: str) -> Iterator[str]:
    """The facts that rules hold against a parameter, as scenarios call them."""
    compared = re.compile(rf"([^\s()（）【】]+)\s*{_COMPARED}\s*参数\.{re.escape(parameter)}(?!\w)")
    for rules in ctx.policy.rules.values():
        for found in compared.finditer(rules):
            yield found[1].rpartition(".")[2]


def _numbers(ctx: Context) -> Iterator[tuple[str, str]]:
    """Numbers of documents, last year's and this year's."""
    before, now = ctx.root(_NOTICE), _now(ctx, _NOTICE)
    pairs = [(before, now), *zip(entries(child(before, "依据文件")), entries(child(now, "依据文件")), strict=False)]
    for old, new in pairs:
        if text(old, "文号") and text(old, "文号") != text(new, "文号"):
            yield text(old, "文号"), text(new, "文号")


def _replaced(written: str, numbers: Mapping[str, str]) -> str:
    for old, new in numbers.items():
        written = written.replace(old, new)
    return written


def _blocks(written: str) -> list[str]:
    """Head and background of a feature, then its scenarios, each with the tags above it."""
    blocks: list[list[str]] = [[]]
    tagged = False
    for line in written.splitlines(keepends=True):
        begins = _BLOCK.match(line) is not None
        if begins and not tagged:
            blocks.append([])
        tagged = begins and line.lstrip().startswith("@")
        blocks[-1].append(line)
    return ["".join(lines) for lines in blocks]


def _tags(block: str) -> list[str]:
    return [tag for line in block.splitlines() if line.lstrip().startswith("@") for tag in _TAG.findall(line)]


def _block(ctx: Context, block: str, figures: Sequence[tuple[_Figure, bool]], place: tuple[str, int]) -> tuple[str, int]:
    """A scenario with its figures (and whether it is about them) and years as they are now; how many years and dates went on."""
    file, first = place
    lines = block.splitlines(keepends=True)
    quoting = [(figure, about) for figure, about in figures if figure.quoted(block)]
    facts = {fact for figure, _ in quoting for fact in figure.facts}
    headings: list[str] = []
    rolled = 0
    for number, line in enumerate(lines):
        cells = [cell.strip() for cell in line.split("|")] if line.lstrip().startswith("|") else []
        if not cells or not headings or facts & set(cells):
            headings = cells
        for figure, about in quoting:
            changed = _figure(line, figure, about, headings)
            if changed != line:
                figure.places.append(f"{file}第{first + number}行")
                line = changed
        line, count = _years(ctx, line)
        lines[number] = line.replace("\0", "")
        rolled += count
    return "".join(lines), rolled


def _figure(line: str, figure: _Figure, about: bool, headings: Sequence[str]) -> str:
    if figure.dated:
        return _days(line, figure) if about else line
    line = _counts(line, figure, headings)
    if about and figure.unit and not headings:
        line = re.sub(rf"(?<![\d.-]){figure.old}(?=个?{re.escape(figure.unit)})", figure.new, line)
    return line


def _counts(line: str, figure: _Figure, headings: Sequence[str]) -> str:
    """A count and its neighbours where they stand behind a fact held against it, or in its column."""
    old, new = int(figure.old), int(figure.new)

    def shifted(found: re.Match[str]) -> str:
        value = int(found["value"]) if len(found["value"]) < 10 else 0
        return found[0][: -len(found["value"])] + str(value - old + new) if abs(value - old) <= 1 else found[0]

    for fact in figure.facts:
        behind = rf"(?:(?<!\w)|(?<=其中)){re.escape(fact)}(?:改为|为|不少于|不低于)?“?(?P<value>\d+)(?![\d.])"
        line = re.sub(behind, shifted, line)
        if fact in headings:
            cells = line.split("|")
            at = headings.index(fact)
            cells[at] = re.sub(r"(?<![\w.])(?P<value>\d+)(?![\w.])", shifted, cells[at])
            line = "|".join(cells)
    return line


def _days(line: str, figure: _Figure) -> str:
    """A day and its neighbours; behind each a mark keeps it from going on with the year."""
    old, new = _day(figure.old), _day(figure.new)
    assert old is not None
    assert new is not None
    changed = line
    for shift in (-1, 0, 1):
        before, after = old + timedelta(shift), new + timedelta(shift)
        changed = changed.replace(before.isoformat(), _marked(after.isoformat()))
        said = _marked(_spoken(after), 1)
        changed = changed.replace(f"{before.year}年{_spoken(before)}", f"{_marked(str(after.year))}年{said}")
        changed = re.sub(rf"(?<![\d\0]){_spoken(before)}", said, changed)
    return changed


def _spoken(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _marked(written: str, at: int = 2) -> str:
    """What is written now, so that nothing takes it for what was written before."""
    return written[:at] + "\0" + written[at:]


def _years(ctx: Context, line: str) -> tuple[str, int]:
    """Years and dates of a line as much later as the plan is."""
    count = 0
    later = ctx.year - ctx.last_year

    def rolled(found: re.Match[str]) -> str:
        nonlocal count
        year = int(found[1])
        if not ctx.last_year - _BACK <= year <= ctx.last_year + _AHEAD:
            return found[0]
        count += 1
        if found[2] is None:
            return str(year + later)
        day, month = int(found[3]), int(found[2])
        if not 1 <= month <= 12:
            return f"{year + later}-{found[2]}-{found[3]}"
        last = calendar.monthrange(year, month)[1] == day
        return f"{year + later}-{found[2]}-{calendar.monthrange(year + later, month)[1] if last else day:02d}"

    return _YEAR.sub(rolled, line), count


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if len(written) == 10 else None
    except ValueError:
        return None
