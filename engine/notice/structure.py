"""The parts of a notice: head, introduction, sections, close, enclosures, signature, annexes. Part of :mod:`engine.notice`.

Told by the numbering and wording that notices of Chinese bureaus have in common: 一、 （一） 1. （1） ①, the addressees that
end with a colon, 附件：, the line with nothing but a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from engine.notice.flow import Flow, join
from engine.notice.source import Block
from engine.notice.wording import bare

_CN = "[一二三四五六七八九十]{1,3}"
_LEVELS = (
    re.compile(rf"^\s*(?P<n>{_CN})[、．.]\s*"),
    re.compile(rf"^\s*[(（](?P<n>{_CN})[)）]\s*[、.．]?\s*"),
    re.compile(r"^\s*(?P<n>\d{1,2})[.．、](?!\d)\s*"),
    re.compile(r"^\s*(?:[(（](?P<n>\d{1,2})[)）]|(?P<c>[①-⑳]))\s*"),
)
_ANNEX = re.compile(r"^附\s*件?\s*(?P<n>[\dlIOo一二三四五六七八九]{0,2})(?:[-—]\d+)?\s*[:：]?$")
_ENCLOSURES = re.compile(r"^附\s*件\s*[:：]\s*\S")
_FIGURE = r"[\dOolI０-９〇○零一二三四五六七八九十\s]"
_DAY = re.compile(rf"^{_FIGURE}{{4,8}}年{_FIGURE}{{1,4}}月{_FIGURE}{{1,5}}日$")
_ADDRESSED = re.compile(r"^(?:各|市直|市级|有关|全市|局属|委属|省|机关)|各县|有关(?:单位|部门)")
_ISSUER = re.compile(r"(?:局|厅|委|委员会|办公室|政府|部|院|会|中心|处)$")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,8}[〔\[［(（]\s*[\dOolI０-９]{4}\s*[〕\]］)）]\s*(?:第\s*)?[\dOolI０-９\s]+号")
_CLOSING = re.compile("切实|高度重视|精心|统筹|履行|尽职|确保|顺利|特此|贯彻|落实好")
_HEADING, _INLINE, _ITEM = 36, 20, 8


@dataclass(slots=True)
class Section:
    """A stretch of running text under one heading: ``items`` are offsets where a numbered item begins, with its number;
    ``whole`` says that it is one statement however many sentences it has."""

    locator: str
    flow: Flow
    items: list[tuple[int, str]] = field(default_factory=list)
    whole: bool = False


@dataclass(slots=True)
class Structure:
    """The parts of a notice; ``around`` says to which part a line of layout belongs (headings, 附件1, titles of annexes)."""

    sections: list[Section] = field(default_factory=list)
    head: dict[str, str] = field(default_factory=dict)
    around: dict[int, str] = field(default_factory=dict)
    titles: dict[int, str] = field(default_factory=dict)


def read_structure(blocks: Sequence[Block], tables: Sequence[tuple[int, int]]) -> Structure:
    """The parts of a notice from its lines of text (page layout and tables left out, blank lines kept for paragraphs).

    ``tables``: the number of the first heading line of each table and its place in the order.
    """
    result = Structure()
    marks = _Marks.find(blocks)
    _head(blocks[: marks.body], result)
    _body(blocks[marks.body : marks.end], result)
    _close(blocks[marks.end : marks.annex], result)
    _annexes(blocks[marks.annex :], tables, result)
    return result


@dataclass(frozen=True, slots=True)
class _Marks:
    """Where the body begins, where it ends, where the annexes begin: positions among the lines."""

    body: int
    end: int
    annex: int

    @classmethod
    def find(cls, blocks: Sequence[Block]) -> _Marks:
        """The marks of a notice: where one is missing, the part it begins is empty."""
        texts = [bare(block.text) for block in blocks]
        count = len(blocks)
        body = next((at for at, text in enumerate(texts) if _LEVELS[0].match(text)), None)
        annex = next((at for at, text in enumerate(texts) if _ANNEX.match(text) and at > (body or 0)), count)
        listed = next((at for at, text in enumerate(texts[:annex]) if _ENCLOSURES.match(text) and at > (body or 0)), annex)
        day = next((at for at in range(annex - 1, -1, -1) if _DAY.match(texts[at])), annex)
        signed = day
        while signed > 0 and day < annex and day - signed < 4:
            above = texts[signed - 1]
            if above and not (len(above) <= 24 and _ISSUER.search(above)):
                break
            signed -= 1
        if annex == count and day < count and listed >= annex:
            annex = day + 1
        if body is None or body > min(listed, signed):
            body = min(_opening(texts), listed, signed)
        return cls(body, max(body, min(listed, signed, annex)), max(body, annex))


def _opening(texts: Sequence[str]) -> int:
    """Where the text of a notice without numbered sections begins: behind its addressees."""
    return next((at + 1 for at, text in enumerate(texts) if text.endswith(":") and _ADDRESSED.search(text)), 0)


def _head(blocks: Sequence[Block], result: Structure) -> None:
    held = [block for block in blocks if bare(block.text)]
    last = -1
    for at, block in enumerate(held):
        text = bare(block.text)
        if _ADDRESSED.search(text) and (text.endswith(":") or len(text) < 40):
            last = at
            break
    if last < 0 and held:
        words = [bare(block.text) for block in held]
        titled = [at for at, text in enumerate(words) if re.search("通知|公告|意见$|函$", text) and len(text) < 40]
        last = titled[0] if titled else -1
    if last >= 0:
        result.sections.append(Section("头", join((b.number, b.text) for b in held[: last + 1]), whole=True))
        _name(held[: last + 1], result.head)
    if held[last + 1 :]:
        result.sections.append(Section("引", join((b.number, b.text) for b in held[last + 1 :]), whole=True))


def _name(held: Sequence[Block], head: dict[str, str]) -> None:
    """Title, number, addressees and issuer from the lines of the head."""
    texts = [block.text.replace("\f", "").strip() for block in held]
    numbered = next((at for at, text in enumerate(texts) if _NUMBER.search(text)), None)
    if numbered is not None:
        found = _NUMBER.search(texts[numbered])
        head["number"] = bare(found[0]) if found else ""
    if _ADDRESSED.search(bare(texts[-1])):
        head["addressee"] = texts[-1].rstrip("：: ")
        texts = texts[:-1]
    rest = [text for at, text in enumerate(texts) if at != numbered]
    whole = "".join(rest)
    about = re.search(r"关于.*?(?:通知|公告|意见|函)", re.sub(r"\s+", "", whole))
    if about:
        head["title"] = about[0]
        before = re.sub(r"\s+", "", whole)[: about.start()]
        issuer = re.search(r"[^\s]*?(?:局|厅|委员会|办公室|政府|部|院)", before)
        if issuer:
            head["issuer"] = issuer[0]


# ---- body ------------------------------------------------------------------------------------------------------------------


def _body(blocks: Sequence[Block], result: Structure) -> None:
    paragraphs = list(_paragraphs(blocks))
    closing = _closing(paragraphs)
    path = ["", ""]
    section: Section | None = None
    parts: list[tuple[int, str]] = []
    items: list[tuple[int, str]] = []

    def flush(locator: str) -> None:
        nonlocal parts, items
        if section is not None and parts:
            flow = join(parts)
            result.sections.append(Section(section.locator, flow, list(items)))
        parts, items = [], []

    for index, paragraph in enumerate(paragraphs):
        if index == closing:
            flush("")
            result.sections.append(Section("结", join(paragraph), whole=True))
            section = None
            continue
        for number, text in paragraph:
            level, label, rest = _level(text)
            if level in (0, 1):
                flush("")
                path = [label, ""] if level == 0 else [path[0], label]
                section = Section(path[0] + (f"({path[1]})" if path[1] else ""), Flow("", ()))
                heading, rest = _inline(rest, level)
                if heading:
                    result.titles[number] = heading
                if not rest:
                    result.around[number] = section.locator
                    continue
                text = rest
            elif level in (2, 3):
                items.append((len(join(parts).text), label))
                text = rest
            section = section or Section("文", Flow("", ()))
            parts.append((number, text))
    flush("")


def _paragraphs(blocks: Sequence[Block]) -> Iterator[list[tuple[int, str]]]:
    """Lines that belong together: parted by blank lines, by numbering, by a sentence that ends before the edge of the page."""
    widest = max((len(bare(block.text)) for block in blocks), default=0)
    current: list[tuple[int, str]] = []
    for block in blocks:
        text = block.text.replace("\f", "").strip()
        if not text:
            continue
        previous = bare(current[-1][1]) if current else ""
        done = bool(current) and (
            _level(text)[0] is not None
            or (previous.endswith(("。", ";", "；")) and (block.paragraph or len(previous) < widest - 2))
        )
        if done:
            yield current
            current = []
        current.append((block.number, text))
    if current:
        yield current


def _closing(paragraphs: Sequence[Sequence[tuple[int, str]]]) -> int | None:
    """The paragraph that closes the notice: the last one, without a number, behind another one of running text."""
    if len(paragraphs) < 2:
        return None
    last, before = paragraphs[-1], paragraphs[-2]
    words = "".join(text for _, text in last)
    level, _, rest = _level(before[0][1])
    titled = len(before) == 1 and level in (0, 1) and not _inline(rest, level)[1]
    return len(paragraphs) - 1 if _level(last[0][1])[0] is None and not titled and _CLOSING.search(words) else None


def _level(text: str) -> tuple[int | None, str, str]:
    """The level of a line's numbering, the number, and the rest of the line."""
    for level, pattern in enumerate(_LEVELS):
        found = pattern.match(text)
        if found:
            groups = found.groupdict()
            return level, str(groups.get("n") or groups.get("c")), text[found.end() :]
    return None, "", text


def _inline(text: str, level: int) -> tuple[str, str]:
    """The heading at the beginning of a numbered line, and what follows it."""
    words = bare(text)
    if len(words) <= _HEADING and not re.search("[。；;，,]", words[:-1]) and not words.endswith(("；", ";", "，")):
        return text, ""
    stop = re.match(rf"([^。，,；;：:]{{2,{_INLINE}}})[。：:]\s*", text)
    return (stop[1], text[stop.end() :]) if stop else ("", text)


# ---- behind the body -------------------------------------------------------------------------------------------------------


def _close(blocks: Sequence[Block], result: Structure) -> None:
    """Enclosures (one statement each) and the signature, in either order."""
    enclosures: list[list[tuple[int, str]]] = []
    signature: list[tuple[int, str]] = []
    rest: list[tuple[int, str]] = []
    for block in blocks:
        text = block.text.replace("\f", "").strip()
        words = bare(text)
        if not words:
            continue
        if _ENCLOSURES.match(words):
            enclosures.append([(block.number, text)])
        elif _DAY.match(words) or (_ISSUER.search(words) and len(words) <= 24 and not _LEVELS[2].match(words)):
            signature.append((block.number, text))
        elif enclosures and _LEVELS[2].match(text):
            enclosures.append([(block.number, text)])
        elif enclosures and not signature:
            enclosures[-1].append((block.number, text))
        else:
            rest.append((block.number, text))
    result.sections += [Section("附", join(each), whole=True) for each in enclosures]
    if signature:
        result.sections.append(Section("落款", join(signature), whole=True))
        _sign(signature, result.head)
    if rest:
        result.sections.append(Section("文末", join(rest)))


def _sign(signature: Sequence[tuple[int, str]], head: dict[str, str]) -> None:
    dated = [bare(text) for _, text in signature if _DAY.match(bare(text))]
    named = [bare(text) for _, text in signature if not _DAY.match(bare(text))]
    if dated:
        head["date"] = dated[-1]
    if named:
        head["issuer"] = named[0]


def _annexes(blocks: Sequence[Block], tables: Sequence[tuple[int, int]], result: Structure) -> None:
    """Titles of tables become statements (附1.一), everything else in an annex statements of its own."""
    annex, waiting = "1", sorted(tables)
    pending: list[Block] = []
    loose: list[Block] = []
    used = 0

    def settle(first: int | None) -> None:
        """What stands before a table: its title last, the title of the annex above it."""
        nonlocal used, pending
        titles = [block for block in pending if bare(block.text)]
        if first is not None and titles:
            used += 1
            title = titles.pop()
            result.sections.append(Section(f"附{annex}", join([(title.number, title.text)]), [(0, _cn(used))], whole=True))
            result.titles[first] = title.text.strip()
        for block in titles:
            if len(bare(block.text)) <= _HEADING and not bare(block.text).endswith("。"):
                result.around[block.number] = f"附{annex}"
            else:
                loose.append(block)
        pending = []

    for block in blocks:
        while waiting and waiting[0][0] < block.number:
            settle(waiting.pop(0)[0])
        found = _ANNEX.match(bare(block.text)) if bare(block.text) else None
        if found:
            settle(None)
            _loose(loose, annex, result)
            annex = (found["n"] or annex).translate(str.maketrans("lIOo", "1100"))
            result.around[block.number] = f"附{annex}"
            used = 0
        elif bare(block.text):
            pending.append(block)
    while waiting:
        settle(waiting.pop(0)[0])
    settle(None)
    _loose(loose, annex, result)


def _loose(loose: list[Block], annex: str, result: Structure) -> None:
    if loose:
        result.sections.append(Section(f"附{annex}", join((b.number, b.text) for b in loose)))
        loose.clear()


def _cn(number: int) -> str:
    return "〇一二三四五六七八九十"[number] if number <= 10 else str(number)
