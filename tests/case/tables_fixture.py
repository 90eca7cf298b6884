"""Tables of a small policy, made by hand and shaped as :mod:`engine.artifact.tables` says."""

from __future__ import annotations

from typing import Any


def fact(name: str, id: str, type: str, **given: Any) -> dict[str, Any]:
    """A fact of the vocabulary with every key of the contract."""
    defaults: dict[str, Any] = {
        "name": name, "id": id, "type": type, "unit": None, "scale": 0, "range": None, "enumeration": None,
        "change": "free", "absent": "unknown", "assumed": None, "may_not_apply": False, "judge": None, "yearly": False,
        "note": "", "example": None, "columns": [], "fields": [], "missing_year": "unknown", "past_fixed": False,
        "contains": [],
    }  # fmt: skip
    return defaults | given


def hours(name: str, id: str, **given: Any) -> dict[str, Any]:
    return fact(name, id, "quantity", **({"unit": "学时", "scale": 1, "range": [0, 50000]} | given))


def words(id: str, **known: str | None) -> dict[str, Any]:
    return {"id": id, "words": known}


def row(table: str, number: int, name: str) -> dict[str, Any]:
    return {
        "table": table, "number": number, "name": name, "titles": "", "reviews": [], "recommends": [], "start": "5月",
        "finish": "7月", "start_date": None, "finish_date": None, "office": {"raw": "", "unit": "", "phone": ""},
        "audience": "", "seat": "市", "see_also": [], "clause": f"{table}·{number}",
    }  # fmt: skip


LEVELS = words("level", 员级="clerk", 助理级="assistant", 中级="intermediate", 副高="associate_senior", 正高="senior")
SERIES = words("series", 工程="engineering", 农业技术="agriculture", 卫生="health", 艺术=None)
TITLES = words("title", 助理工程师=None, 工程师="engineer", 高级工程师=None, 农艺师="agronomist", 高级农艺师=None)
SPECIALTIES = words("specialty", 建设工程="construction", 水利工程="water", 农学="agronomy", 园艺=None)
EMPLOYERS = words("employer_type", 企业="enterprise", 事业单位="public_institution", 机关="government")
APPLICATION_TYPES = words("application_type", 正常晋升="regular", 破格="exceptional")

APPLICATION = {
    "name": "申报",
    "id": "application",
    "wording": "application",
    "reference_date": "declared_on",
    "year": "declared_year",
    "row_choice": "chosen_committee",
    "routed": True,
    "note": "",
    "facts": [
        fact("申报年度", "declared_year", "year", range=[2000, 2100], example=2023, note="通知的年度。"),
        fact("申报日期", "declared_on", "date"),
        fact("申报类型", "application_type", "word", enumeration="申报类型", absent="assume", assumed="正常晋升"),
        fact("含涉密材料", "contains_classified", "boolean"),
        fact("系列", "series", "word", enumeration="系列"),
        fact("专业", "specialty", "word", enumeration="专业"),
        fact("申报级别", "level", "word", enumeration="级别"),
        fact("申报职称", "title", "word", enumeration="职称"),
        fact("指定评委会", "chosen_committee", "row", absent="not_applicable", may_not_apply=True),
        fact("单位名称", "employer_name", "text"),
        fact("单位性质", "employer_type", "word", enumeration="单位性质"),
        fact(
            "自主评聘范围", "self_evaluation_scope", "list",
            columns=[
                {"name": "系列", "id": "series", "enumeration": "系列"},
                {"name": "级别", "id": "level", "enumeration": "级别"},
            ],
        ),
        fact("兼报系列", "further_series", "list", columns=[{"name": "系列", "id": "series", "enumeration": "系列"}]),
        fact("规定年限", "required_years", "integer", unit="年", range=[0, 40]),
        fact("任职年度", "tenure_years", "years", range=[1950, 2100]),
        fact(
            "继续教育", "continuing_education", "records",
            fields=[
                hours("总学时", "total_hours"),
                hours("专业科目", "professional_hours"),
                hours("公需科目", "public_hours"),
                hours("一般公需", "general_public_hours"),
                fact("视同合格", "deemed", "boolean", absent="assume", assumed=False),
                fact("补学", "made_up", "boolean", absent="not_applicable", may_not_apply=True),
                fact("学时属实", "genuine", "boolean", judge="评委会"),
            ],
            contains=[
                {"whole": "total_hours", "parts": ["professional_hours", "public_hours"]},
                {"whole": "public_hours", "parts": ["general_public_hours"]},
            ],
        ),
        fact("毕业日期", "graduated_on", "date", may_not_apply=True),
        fact("山区从业年限", "mountain_years", "quantity", unit="年", scale=2, range=[0, 6000]),
        fact("温差", "temperature_difference", "quantity", range=None),
        fact("往返", "round_trip", "integer", unit="天"),
        fact("盈亏", "balance", "quantity", unit="学时", scale=1, range=[-1000, 1000]),
        fact("同等条件", "tied", "boolean", judge="评委会"),
        fact("截止日期", "closing_date", "date", absent="assume", assumed="2023-12-31"),
    ],
    "relations": [
        {
            "name": "职称序列",
            "columns": ["series", "title", "level"],
            "rows": [
                ["工程", "助理工程师", "助理级"],
                ["工程", "工程师", "中级"],
                ["工程", "高级工程师", "副高"],
                ["农业技术", "农艺师", "中级"],
                ["农业技术", "高级农艺师", "副高"],
                ["艺术", "工程师", "副高"],
            ],
        },
        {
            "name": "专业归属",
            "columns": ["series", "specialty"],
            "rows": [["工程", "建设工程"], ["工程", "水利工程"], ["农业技术", "农学"], ["农业技术", "园艺"]],
        },
    ],
}  # fmt: skip

MEETING = {
    "name": "评审会议",
    "id": "meeting",
    "wording": "procedure",
    "reference_date": None,
    "year": None,
    "row_choice": None,
    "routed": False,
    "note": "一次评审会议。",
    "facts": [fact("会议日期", "held_on", "date"), fact("报告日期", "reported_on", "date", may_not_apply=True)],
    "relations": [],
}

TABLES: dict[str, Any] = {
    "format": 1,
    "engine": "0",
    "policy": {"document_number": "示例〔2023〕1号", "year": 2023, "title": "示例", "short_title": "《通知》"},
    "units": {"学时": {"id": "hour", "scale": 1}, "年": {"id": "year", "scale": 0}, "天": {"id": "day", "scale": 0}},
    "enumerations": {
        "级别": LEVELS, "系列": SERIES, "职称": TITLES, "专业": SPECIALTIES, "单位性质": EMPLOYERS,
        "申报类型": APPLICATION_TYPES,
    },
    "subjects": {"评审会议": MEETING, "申报": APPLICATION},
    "tables": {"表一": {"title": "", "clause": "附1.一", "act": "review"}, "表二": {"title": "", "clause": "附1.二", "act": "recommend"}},
    "rows": {
        "表一·1": row("表一", 1, "市新闻评审委员会"),
        "表一·19": row("表一", 19, "市建设工程评审委员会"),
        "表二·1": row("表二", 1, "正高级工艺美术师"),
        "表二·2": row("表二", 2, "同名"),
        "表二·3": row("表二", 3, "同名"),
    },
    "calendar": {},
}  # fmt: skip
