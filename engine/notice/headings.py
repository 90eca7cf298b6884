"""What the columns of an annex mean, told by the words of their headings. Part of :mod:`engine.notice`.

Cities name columns in their own way and put them in any order; a heading is known by the words in it. ``name`` is the column
that tells rows apart: 评委会名称, or where a table has none, the titles recommended (推荐资格名称) or 评审名称.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.notice.wording import alike, bare

#: Field → words in a heading, the first that fits wins; ``telephone`` last, for 单位及电话 is an office with its number.
_FIELDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("number", re.compile(r"^(?:序号|编号|序|号|项次|行号)$")),
    ("start", re.compile(r"(?:启动|受理|申报|开始|起始|报名|报送|接收材料)(?:材料)?(?:起止)?(?:时间|日期|月份)")),
    (
        "finish",
        re.compile(r"(?:完成|评审|结束|截止|办结|上会|会议)(?:会议)?(?:起止)?(?:时间|日期|月份)|^(?:时间|月份|时间安排)$"),
    ),
    ("scope", re.compile(r"(?:申报|评审|适用|受理)?(?:对象|范围)|适用人员|申报人员")),
    ("office", re.compile(r"单位|部门|办公室|处室|牵头|责任科室|受理点|机构")),
    ("telephone", re.compile(r"电话|联系方式|咨询")),
    ("series", re.compile(r"^(?:职称)?系列(?:[(（]专业[)）])?$|^(?:系列|专业)(?:名称)?$|^系列、?专业$")),
    ("committee", re.compile(r"评委会|评审委员会|委员会")),
    ("titles", re.compile(r"资格|职称|职务|评审名称|级别")),
)
_OFFICE_WORDS = re.compile(r"所在|单位|部门|办公室")
_JOINT = re.compile(r"[及和与、/].*电话|电话[及和与、/]|[(（].*电话.*[)）]")
#: How alike a misread heading must be to one that stood before.
_SAME_HEADING = 0.5


def field_of(heading: str) -> str:
    """The field that a heading means, empty where its words say nothing known."""
    words = bare(heading)
    if re.search("评委会|委员会", words) and _OFFICE_WORDS.search(words):
        return "office"
    return next((field for field, pattern in _FIELDS if pattern.search(words)), "")


def fields_of(headings: Sequence[str]) -> tuple[str, ...]:
    """The key of the cell under each heading, each key once; headings that mean nothing known keep their words."""
    found = [field_of(heading) for heading in headings]
    if "committee" in found:
        found = ["name" if field == "committee" else field for field in found]
    elif "titles" in found:
        found[found.index("titles")] = "name"
    elif "series" in found and "name" not in found:
        found[found.index("series")] = "name"
    keys: list[str] = []
    for heading, field in zip(headings, found, strict=True):
        key = field if field and field not in keys else bare(heading) or f"列{len(keys) + 1}"
        keys.append(key if key not in keys else f"{key}{len(keys) + 1}")
    return tuple(keys)


def holds_telephone(heading: str) -> bool:
    """Whether the column of an office holds its telephone too."""
    return _JOINT.search(bare(heading)) is not None


def is_heading(cells: Sequence[str]) -> bool:
    """Whether cells are the headings of a table: three short ones or more, most of them known, one telling rows apart."""
    words = [bare(cell) for cell in cells if bare(cell)]
    if len(words) < 3 or any(len(word) > 24 or word.isdecimal() for word in words):
        return False
    found = [field_of(word) for word in words]
    known = [field for field in found if field]
    telling = any(field in known for field in ("committee", "titles", "series", "scope"))
    return telling and len(known) * 3 >= len(words) * 2 and len(set(known)) >= 3


def is_repeated(cells: Sequence[str], columns: Sequence[str]) -> bool:
    """Whether cells are the headings of a table typed again, one or two of them perhaps misread."""
    if len(cells) != len(columns):
        return False
    same = sum(bare(a) == bare(b) for a, b in zip(cells, columns, strict=True))
    return same == len(columns) or (
        same * 2 >= len(columns)
        and all(bare(a) == bare(b) or alike(a, b) >= _SAME_HEADING for a, b in zip(cells, columns, strict=True))
    )
