"""What to do about each kind of open item, in both languages, and in which order. Part of :mod:`engine.scaffold`."""

from __future__ import annotations

from collections.abc import Mapping

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
    "移动": ("换了位置：核对内容和范围", "moved: check contents and 范围"),
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
_OTHERWISE = ("核定这一项", "settle this item")
#: How it is closed, by the key that says 待确认.
_CLOSING = {
    "确认": ("；核定后把“待确认”改填姓名或处室", "; then put the name or office in place of 待确认"),
    "状态": ("；核定后把“待确认”改为“已确认”", "; then put 已确认 in place of 待确认"),
}
#: Files in the order in which they are worked off; rules and everything else come after them.
_FILES = ("notice.yaml", "clauses.yaml", "parameters.yaml", "readings.yaml", "series.yaml", "regions.yaml")
_TABLES, _GAPS, _OTHERS, _ERRORS, _LAST = 10, 11, 12, 13, 14


def asks(reason: str, key: str, evidence: Mapping[str, str]) -> dict[str, str]:
    """What to do about an open item."""
    said = _BY_REASON.get(reason) or _BY_SECTION.get(reason, _OTHERWISE)
    closing = _CLOSING.get(key, _CLOSING["确认"])
    return {"zh": said[0] + closing[0], "en": said[1] + closing[1]}


def stage(kind: str, reason: str, file: str, subject: str) -> int:
    """Where a task stands in the order: the notice itself, its clauses, figures, readings, tables, then what rests on them."""
    if kind == "error":
        return _ERRORS
    if reason in ("未公布", "未承接"):
        return _LAST
    if file == "notice.yaml" and reason in ("删去", "重新编号", "新增"):
        return _TABLES if "表" in subject else _FILES.index("clauses.yaml")
    if file in _FILES:
        return _FILES.index(file)
    return _GAPS if file == "gaps.yaml" else _TABLES if "/" not in file else _OTHERS
