"""What to do about each kind of open item, in both languages, and in which order. Part of :mod:`engine.scaffold`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

#: What is asked for by the reason of an entry of 核对.
_BY_REASON: dict[str, tuple[str, str]] = {
    "改动": (
        "原文改了：对照新通知，看这里写的还对不对，该改的改好",
        "the wording changed: hold this against the new notice and put right what no longer holds",
    ),
    "数值改动": ("数改了：对照新通知核对新值", "the figure changed: hold the new value against the notice"),
    "新增": (
        "新增：补齐写着“待定”的和列出的各栏；落实到规则、表或参数",
        "new: fill in what says 待定 and the columns named; carry it by a rule, table or parameter",
    ),
    "删去": (
        "新通知里没有了：删去或改写还在引用它的规则、口径、参数和场景",
        "the notice no longer has it: take out or rewrite the rules, readings, figures and scenarios that rest on it",
    ),
    "合并": ("由几行合并：核对范围、职称和备注", "joined from several rows: check 范围, titles and notes"),
    "拆分": ("由一行拆开：写明各行的范围、职称和备注", "parted from one row: say 范围, titles and notes of each"),
    "改名": ("名称改了：核对是否仍是去年这一行，范围还对不对", "renamed: is it still last year's row, and does 范围 hold?"),
    "移动": ("换了位置，原文有疑：核对内容", "moved, and words of it are in doubt: check what it says"),
    "重新编号": ("编号变了：引用的地方已改，请抽查", "renumbered: citations were changed with it; look at some of them"),
    "承上年": ("沿用去年的：对照新通知核定是否仍然适用", "carried over: hold last year's against the new notice"),
    "未找到": ("新通知里没有找到：请对照原文填写", "not found in the notice: fill it in from the text"),
    "未读": ("这些行没有读出归处：请看原文，要登记的登记", "these lines were not placed: read them, register what must be"),
    "未公布": ("有关安排还没有公布：公布后核对", "not announced yet: check when it is"),
    "未承接": ("去年的文件没有带过来：仍有效的另行录入", "last year's document was not carried: enter it if it still holds"),
    "存疑": ("写法有疑问：请对照原文核定", "in doubt: settle it from the text"),
}  # fmt: skip
#: What is asked for by the heading that an item of its own stands under.
_BY_SECTION: dict[str, tuple[str, str]] = {
    "口径": ("核定采用哪一种口径", "settle which reading is taken"),
    "勘误": ("对照正式文本核对这处文字", "hold these words against the official text"),
}
#: The same for rows, and whether whom they take is in question.
_OF_ROWS: dict[tuple[str, bool], tuple[str, str]] = {
    ("改动", False): ("已照新通知改写：请核对", "put as the new notice prints it: check it"),
    ("改动", True): (
        "已照新通知改写；范围仍是去年的：看还对不对，该改的改好",
        "put as the new notice prints it; 范围 is still last year's: see whether it holds",
    ),
    ("新增", True): (
        "新增的行，现在谁也不受理（范围写着“否”）：写明范围，补齐职称，并写场景",
        "a new row that takes nobody yet (范围: 否): write its 范围, its titles and scenarios",
    ),
    ("移动", True): ("换了位置：核对内容和范围", "moved: check contents and 范围"),
    ("移动", False): ("换了位置：核对内容", "moved: check its contents"),
    ("拆分", True): (
        "由一行拆开，各行的范围起初一样：分开写明，不能两行都受理",
        "parted from one row and still with its 范围: tell them apart, no case may go to both",
    ),
}
#: The same for readings.
_OF_READINGS: dict[str, tuple[str, str]] = {
    "改动": ("所读的原文改了：核定仍采用哪一种口径", "the words it reads changed: settle which reading is taken now"),
    "删去": (
        "所读的条款今年没有了：不再用的，连同引用它的规则一并删去",
        "the clause it reads is gone: take it out with the rules that use it",
    ),
}
_OTHERWISE = ("核定这一项", "settle this item")
#: What is asked for where something cites a clause or row that is gone, after the item about it was closed.
GONE_TASK = {
    "zh": "今年的通知没有这一条，下列地方还引用它：去年的规定不再适用的，删去或改写；改写成了另一条的，改引那一条",
    "en": "this year's notice does not have it, and these places still cite it: take them out or rewrite them, or cite the "
    "clause that it became",
}
#: How it is closed, by the key that says 待确认.
_CLOSING = {
    "确认": {"zh": "核定后把“待确认”改填姓名或处室", "en": "then put the name or office in place of 待确认"},
    "状态": {"zh": "核定后把“待确认”改为“已确认”", "en": "then put 已确认 in place of 待确认"},
}
#: Reasons and headings that ask for a decision, and the columns that say whom a row takes.
_DECIDED = frozenset({"新增", "删去", "合并", "拆分", "改名", "未找到", "未读", "存疑", "口径"})
_ROUTING = ("范围", "转办")
#: Files in the order in which they are worked off; rules and everything else come after them.
_FILES = ("notice.yaml", "clauses.yaml", "parameters.yaml", "readings.yaml", "series.yaml", "regions.yaml")
#: What is gone is called by its name of last year.
LAST_YEARS = "去年的"
#: Where what was carried over in scenarios is told (:mod:`engine.scaffold.features`).
FEATURES = "features"
_TABLES, _GAPS, _OTHERS, _FEATURES, _ERRORS, _LAST, _SCENARIOS = 10, 11, 12, 13, 14, 15, 16
#: What the stages are called.
_HEADINGS = {
    0: ("通知、附件和勘误", "the notice, its enclosures and errata"),
    1: ("条款", "clauses"),
    2: ("数字和日期", "figures and dates"),
    3: ("口径", "readings"),
    4: ("系列和职称", "series and titles"),
    5: ("县和地区", "counties and regions"),
    _TABLES: ("附件各行", "rows of the annex"),
    _GAPS: ("没有行受理的情形", "cases that no row takes"),
    _OTHERS: ("其他文件", "other files"),
    _FEATURES: ("随着改过的场景", "scenarios that went with it"),
    _ERRORS: ("检查出的错误", "errors of the check"),
    _LAST: ("等有关安排公布或者另行录入", "waiting for others"),
    _SCENARIOS: ("场景", "scenarios"),
}


def asks(reason: str, section: str, columns: Sequence[str], row: bool) -> dict[str, str]:
    """What to do about an open item; ``row``: whether it is a row of a table."""
    routed = row and any(column in _ROUTING for column in columns)
    said = _OF_ROWS.get((reason, routed)) if row else _OF_READINGS.get(reason) if section == "口径" else None
    said = said or _BY_REASON.get(reason) or _BY_SECTION.get(reason, _OTHERWISE)
    return {"zh": said[0], "en": said[1]}


def closing(key: str) -> dict[str, str]:
    """How an open item is closed, by the key that says 待确认."""
    return _CLOSING.get(key, _CLOSING["确认"])


def decides(reason: str, section: str, columns: Sequence[str], evidence: Mapping[str, str]) -> bool:
    """Whether an open item asks for more than reading: a word that nobody can take from the notice."""
    if section == "勘误":
        return "proposed" not in evidence
    return reason in _DECIDED or section in _DECIDED or any(column in _ROUTING for column in columns)


def heading(number: int) -> dict[str, str]:
    """What a stage is called."""
    zh, en = _HEADINGS[number]
    return {"zh": zh, "en": en}


def stage(kind: str, reason: str, file: str, subject: str) -> int:
    """Where a task stands in the order: the notice itself, its clauses, figures, readings, tables, then what rests on them."""
    if kind in ("error", "scenario"):
        return _ERRORS if kind == "error" else _SCENARIOS
    if file == "notice.yaml" and subject.startswith("场景里的"):
        return _FEATURES
    if reason in ("未公布", "未承接"):
        return _LAST
    if file == "notice.yaml" and reason in ("删去", "重新编号", "新增"):
        return _TABLES if "表" in subject else _FILES.index("clauses.yaml")
    if file in _FILES:
        return _FILES.index(file)
    return _GAPS if file == "gaps.yaml" else _TABLES if "/" not in file else _OTHERS
