"""What entries of 核对 remark, beside what changed. Part of :mod:`engine.scaffold`.

Remarks are written into the policy's files, which are Chinese; lists in English tell them in English. Whatever else an officer
has written there is told as it stands.
"""

from __future__ import annotations

import re

#: Stands between remarks of one entry.
JOIN = "；"
_MORE = re.compile(r"等(\d+)处\Z")


class Remark:
    """A sentence with fields, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh = zh
        self.en = en
        self._said = re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(zh)))

    def __call__(self, **fields: object) -> str:
        """The sentence as it is written."""
        return self.zh.format(**fields)

    def in_english(self, said: str) -> str | None:
        """A sentence that was written so, in English; ``None`` for another one."""
        found = self._said.fullmatch(said)
        return None if found is None else self.en.format(**{name: _listed(value) for name, value in found.groupdict().items()})


def _listed(value: str) -> str:
    """What stands in a field: names in a row are parted as in English."""
    return _MORE.sub(r" … \1 in all", value).replace("、", ", ")


UNMATCHED_CLAUSE = Remark("新通知里没有比对到这一条", "no clause of the new notice was matched with it")
UNMATCHED_ROW = Remark("新通知里没有比对到这一行", "no row of the new notice was matched with it")
UNMATCHED_CITED = Remark("所引条款没有比对", "the clause that it cites was not matched")
GONE_CITED = Remark("所引条款已没有", "the clause that it cites is gone")
GONE_FIGURE = Remark("这一条里已没有这个数", "the clause no longer has this figure")
CARRIED_BY = Remark("落实于{names}", "carried by {names}")
INSTEAD = Remark("可能改写成了新增的{names}", "it may have become the new {names}")
ONLY_FIGURE = Remark("条款{name}其余文字没有改动，不另列", "nothing else changed in clause {name}, which is not listed besides")
ONLY_YEAR = Remark(
    "条款{names}只有年份、文号或日期不同，摘要已照改，不另列",
    "clauses {names} differ in year, number or date alone: their summaries were changed too, and they are not listed besides",
)
EXAMPLES = Remark("词汇示例里的年份、日期已顺推，共{count}处", "years and dates in examples of the vocabulary moved on: {count}")
FIGURES = Remark("数：{figures}", "figures: {figures}")
UNUSABLE = Remark("新值不能用，这里仍是去年的", "the new value cannot be used, this is still last year's")
NO_SUCH_DAY = Remark("{year}年没有{month}月{day}日", "the year {year} has no day {day} in month {month}")
ASSUMED_YEAR = Remark("通知没有写年份，按计划年度推定", "the notice prints no year; that of the plan is taken")
MISSING_HEAD = Remark("新通知里没有找到{name}，这里仍是去年的", "{name} was not found in the new notice, this is last year's")
MISSING_NAME = Remark("新通知里没有找到这个名称", "this name was not found in the new notice")
OTHER_ISSUER = Remark("发文机关变了", "another authority issued the notice")
KEPT = Remark("{name}沿用{names}", "{name} keeps last year's {names}")
ROLLED = Remark(
    "场景里的年份和日期随计划年度顺推，共{count}处",
    "years and dates in the scenarios were moved on with the plan year: {count}",
)
ROLLED_FAILS = Remark(
    "与新通知不合的，场景会通不过，待办逐个列出",
    "where that does not fit the new notice the scenario fails and is listed",
)
IN_SCENARIOS = Remark(
    "场景引用了这个数，边界值已照改，请核对：{names}",
    "scenarios use this figure; what stands at its edges was changed, check it: {names}",
)
LEFT_OPEN = Remark("{year}年留下的事项还没有确认", "left open in {year} and still not confirmed")
LEFT_SEVERAL = Remark("{year}年留下{count}件事项还没有确认", "{count} left open in {year} and still not confirmed")
UNPLACED = Remark("没有归到任何一条或一行，请看原文", "belongs to no clause and no row: see the text")
RENAMED_CITED = Remark("引用的地方已一并改过：{names}", "citations were changed with it: {names}")
NO_CALENDAR = Remark(
    "{year}年的放假调休安排还没有公布，涉及工作日的期限暂不能推算",
    "the days off of {year} are not announced, so that deadlines in working days cannot be worked out yet",
)
LEFT_BEHIND = Remark("{year}年的文件，新年度没有承接", "a document of {year}, not carried into the new year")
CAME_FROM_WITH = Remark("去年为{names}，范围是：{scope}", "last year {names}, with 范围: {scope}")
CAME_FROM = Remark("去年为{names}", "last year {names}")
ALSO = Remark("{names}同样改动，一并确认", "{names} changed alike and are confirmed with it")
WITH = Remark("与{name}一并确认", "confirmed with {name}")
UNREADABLE = Remark("{names}仍为去年的，新通知的写法读不出", "{names} as last year: what the new notice prints could not be read")
NO_TABLE = Remark("notice.yaml 的表中没有这张表，请登记后录入", "notice.yaml has no such table: register it, then enter its rows")
#: All of them; those first that say more than another does.
_ALL = tuple(value for value in globals().values() if isinstance(value, Remark))


def joined(*remarks: str) -> str:
    """Several remarks as one, without those that say nothing."""
    return JOIN.join(filter(None, remarks))


def in_english(remarks: str) -> str:
    """What an entry remarks, in English as far as its words are known."""
    return "; ".join(next(filter(None, (each.in_english(said) for each in _ALL)), said) for said in remarks.split(JOIN))
