"""Explanation tables of a small policy, made by hand: vocabulary, parameters, readings, rows. The rules are in ``small_policy``."""

from __future__ import annotations

from typing import Any


def fact(name: str, id: str, type: str, **given: Any) -> dict[str, Any]:
    """A fact of the vocabulary with every key of the contract."""
    defaults: dict[str, Any] = {
        "name": name, "id": id, "type": type, "unit": None, "scale": 0, "range": None, "enumeration": None,
        "change": "fixed", "absent": "unknown", "assumed": None, "may_not_apply": False, "judge": None, "yearly": False,
        "note": "", "example": None, "columns": [], "fields": [], "missing_year": "unknown", "past_fixed": False,
        "contains": [],
    }  # fmt: skip
    return defaults | given


def hours(name: str, id: str) -> dict[str, Any]:
    return fact(name, id, "quantity", unit="学时", scale=1, range=[0, 50000], change="increase")


def words(id: str, **known: str | None) -> dict[str, Any]:
    return {"id": id, "words": known}


def parameter(id: str, value: Any, clause: str, unit: str | None = "学时", scale: int = 1, type: str = "quantity") -> dict:
    return {"id": id, "type": type, "unit": unit, "scale": scale, "clause": clause, "entries": [[None, value]], "note": ""}


def reading(code: str, type: str, clause: str, chosen: str, *options: tuple[str, Any, str]) -> dict[str, Any]:
    return {
        "code": code, "question": f"口径{code}怎样理解", "type": type, "chosen": chosen, "reason": "", "confidence": "中",
        "confirmed": "待确认", "clause": clause,
        "options": [{"name": name, "value": value, "note": note} for name, value, note in options],
    }  # fmt: skip


def row(table: str, number: int, name: str, months: tuple[int, int], office: str, phone: str, **given: Any) -> dict[str, Any]:
    start, finish = months
    last_day = {7: 31, 10: 31, 11: 30}[finish]
    return {
        "table": table, "number": number, "name": name, "titles": "工程师, 推荐高级工程师", "reviews": ["工程师"],
        "recommends": ["高级工程师"], "start": f"{start}月", "finish": f"{finish}月",
        "start_date": f"2023-{start:02}-01", "finish_date": f"2023-{finish:02}-{last_day}",
        "office": {"raw": f"{office} {phone}", "unit": office, "phone": phone}, "audience": "", "seat": "市",
        "see_also": [], "clause": f"附件1·{table}·{number}",
    } | given  # fmt: skip


APPLICATION = {
    "name": "申报",
    "id": "application",
    "wording": "application",
    "reference_date": "declared_on",
    "year": "declared_year",
    "row_choice": None,
    "routed": True,
    "note": "",
    "facts": [
        fact("申报年度", "declared_year", "year", range=[2000, 2100], change="free", yearly=True),
        fact("申报日期", "declared_on", "date", change="free", yearly=True),
        fact("申报方式", "route", "word", enumeration="申报方式", change="free"),
        fact("申报类型", "application_type", "word", enumeration="申报类型", absent="assume", assumed="正常晋升"),
        fact("申报渠道", "filing_channel", "word", enumeration="申报渠道", change="free"),
        fact("评审方式", "review_mode", "word", enumeration="评审方式", absent="not_applicable", may_not_apply=True),
        fact("含涉密材料", "contains_classified", "boolean", change="free"),
        fact("系列", "series", "word", enumeration="系列"),
        fact("专业", "specialty", "word", enumeration="专业"),
        fact("申报级别", "level", "word", enumeration="级别"),
        fact("申报职称", "title", "word", enumeration="职称"),
        fact("单位名称", "employer_name", "text"),
        fact("单位性质", "employer_type", "word", enumeration="单位性质"),
        fact("工作地", "work_county", "word", enumeration="县"),
        fact("规定年限", "required_years", "integer", unit="年", range=[0, 40]),
        fact("任职年度", "tenure_years", "years", range=[1950, 2100], yearly=True),
        fact(
            "继续教育", "continuing_education", "records", past_fixed=True,
            fields=[
                hours("总学时", "total_hours"),
                hours("专业科目", "professional_hours"),
                hours("公需科目", "public_hours"),
                hours("一般公需", "general_public_hours"),
            ],
            contains=[
                {"whole": "total_hours", "parts": ["professional_hours", "public_hours"]},
                {"whole": "public_hours", "parts": ["general_public_hours"]},
            ],
        ),
        fact("同等条件", "tied", "boolean", judge="评委会"),
        fact("初定条件已满足", "initial_conditions_met", "boolean"),
    ],
    "relations": [
        {
            "name": "职称序列",
            "columns": ["series", "title", "level"],
            "rows": [
                ["工程", "助理工程师", "助理级"], ["工程", "工程师", "中级"], ["工程", "高级工程师", "副高"],
                ["翻译", "二级翻译", "中级"],
            ],
        },
        {
            "name": "专业归属",
            "columns": ["series", "specialty"],
            "rows": [["工程", "建设工程"], ["工程", "水利工程"], ["翻译", "不分专业"]],
        },
    ],
}  # fmt: skip

MEETING = {
    "name": "评审会议",
    "id": "meeting",
    "wording": "procedure",
    "reference_date": "held_on",
    "year": None,
    "row_choice": None,
    "routed": False,
    "note": "",
    "facts": [
        fact("会议日期", "held_on", "date", change="free"),
        fact("报告日期", "reported_on", "date"),
    ],
    "relations": [],
}

RULES = {"file": "rules/rules.policy", "column": 1}

TABLES: dict[str, Any] = {
    "format": 1,
    "engine": "0",
    "policy": {
        "document_number": "示人社函〔2023〕1号", "title": "关于做好2023年度职称评审工作的通知", "short_title": "《通知》",
        "year": 2023, "issuer": "示例市人力社保局", "issued_on": "2023-05-15", "region": "示例市",
        "not_decided": ["学历", "任职年限", "业绩成果", "材料真实性"], "references": [], "digest": "d" * 64,
        "calendar_digest": "c" * 64,
    },
    "units": {"学时": {"id": "class_hours", "scale": 1}},
    "enumerations": {
        "申报方式": words("route", 评审="review", 初定="initial"),
        "申报类型": words("application_type", 正常晋升="regular", 破格="exceptional"),
        "申报渠道": words("filing_channel", 省平台="platform", 线下="offline"),
        "评审方式": words("review_mode", 线上="online", 线下="offline"),
        "系列": words("series", 工程="engineering", 翻译="translation"),
        "专业": words("specialty", 建设工程="construction", 水利工程="water_engineering", 不分专业=None),
        "级别": words("level", 助理级="assistant", 中级="intermediate", 副高="associate_senior"),
        "职称": words("title", 助理工程师=None, 工程师="engineer", 高级工程师=None, 二级翻译=None),
        "单位性质": words("employer_type", 企业="enterprise", 事业单位="public_institution", 机关="government"),
        "县": words("county", 遂昌县="suichang", 青田县="qingtian", 义乌市="yiwu"),
    },
    "clauses": {},
    "parameters": {
        "年度总学时": parameter("annual_total_hours", 900, "五(一).2"),
        "专业科目学时": parameter("annual_professional_hours", 600, "五(一).3"),
        "公需科目学时": parameter("annual_public_hours", 180, "五(一).4"),
        "一般公需学时": parameter("annual_general_public_hours", 120, "五(一).5"),
        "评前报告工作日": parameter("report_lead_days", 5, "五(二).8", "工作日", 0, "integer"),
    },
    "readings": {
        "视同合格截止年": reading(
            "A1", "year", "五(一).8", "含2019年", ("含2019年", 2019, "2019年及更早的学时视同合格"),
            ("不含2019年", 2018, "2018年及更早的学时视同合格"),
        ),
        "年限一致": reading(
            "A3", "word", "五(一).6", "任职期内累计", ("任职期内累计", "任职期内累计", "合格年份按任职期内累计"),
            ("任职期内逐年", "任职期内逐年", "任职期内年年合格"),
        ),
    },
    "subjects": {"申报": APPLICATION, "评审会议": MEETING},
    "tables": {
        "表一": {"title": "经市中评委评审、推荐的系列", "clause": "附1.一", "act": "review"},
        "表三": {"title": "大中专毕业生初定", "clause": "附1.三", "act": "initial"},
    },
    "rows": {
        "表一·13": row("表一", 13, "市水利工程技术人员中级专业技术职务任职资格评审委员会", (8, 10), "市水利局办公室", "2802209"),
        "表一·19": row("表一", 19, "市建设工程技术人员中级专业技术职务任职资格评审委员会", (5, 7), "市建设局人教处", "2106258"),
        "表一·20": row("表一", 20, "市企业工程技术人员中级专业技术职务任职资格评审委员会", (7, 11), "市人力社保局专技处", "2091243"),
        "表三·1": row("表三", 1, "大中专毕业生初定", (7, 11), "市人力社保局专技处", "2091222", reviews=[], recommends=[],
                    start=None, start_date=None, finish="3月、6月、9月、12月", finish_date="2023-12-31"),
    },
    "gaps": {"无此系列": {"text": "翻译系列不在本计划内，请向市人力社保局专技处咨询", "clauses": ["附1.一"]}},
    "errata": [
        {"location": "表一·20", "column": "评委会办公室所在单位及电话", "raw": "市人力社保局专 技处", "proposed": "市人力社保局专技处",
         "evidence": "", "confidence": "高", "status": "自动归并"},
        {"location": "表一·19", "column": "所评资格名称", "raw": "工程师", "proposed": None, "evidence": "申报对象写中初级",
         "confidence": "中", "status": "待确认"},
    ],
    "slots": [{"name": "省", "definition": "视同合格", "authority": "省", "clause": "五(一).9", "filled": False}],
    "records": {"continuing_education": False},
    "calendar": {"2023": [["2023-09-29", "2023-10-02", "2023-10-03", "2023-10-04", "2023-10-05", "2023-10-06"],
                          ["2023-10-07", "2023-10-08"]]},
}  # fmt: skip
