"""The words of the ledger's page and table in both languages. Part of :mod:`engine.trace`."""

from __future__ import annotations

from engine.trace.checks import kind_word
from engine.trace.layers import kind_of_carried

#: What the letters of a statement's classes stand for.
CLASSES: dict[str, tuple[str, str]] = {
    "a": ("申报条件", "eligibility"), "b": ("归口范围", "routing"), "c": ("时限", "timeline"), "d": ("程序义务", "duty"),
    "e": ("权益倾斜", "entitlement"), "f": ("监督处理", "supervision"), "g": ("定义列举", "definition"),
    "h": ("倡导要求", "exhortation"),
}  # fmt: skip
#: How a statement is carried (落实).
CARRIAGES: dict[str, tuple[str, str]] = {
    "条件": ("条件", "condition"), "表": ("表", "table"), "期限": ("期限", "deadline"), "程序": ("程序", "procedure"),
    "陈述": ("陈述", "statement"), "待定": ("待定", "undecided"),
}  # fmt: skip
WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "marks": "✓ 由规则或附件表落实　· 登记在册，机器不核对　✗ 有问题　+2 另有两项　? 有待确认的疑义",
        "letters": "类别：{letters}", "unconfirmed": "口径 {readings} 处，待确认 {waiting} 处。",
        "closing": "{carried}/{entries} 已落实，{orphans} 项孤立",
        "cases": "{scenarios} 个场景 {cases} 例",
        "notice": "原文比对：摘要值 {passages}/{clauses} 相符，附件 {rows}/{all_rows} 行 {cells} 格一致，"
        "数字、日期、文号 {figures} 处见于所引原文。",
        "unwritten": "原文没有写、另有说明的数字 {unwritten} 处：{listed}。",
        "unwritten_each": "{locator} {name} {value}（{note}）", "not_printed": "（原文没有写）",
        "noted": "提示 {count} 条", "referred": "没有对应行、另告知去问谁的情形 {count} 种", "colon": "：",
        "no_notice": "没有提供通知原文（--notice），摘要值和数字未与原文比对。",
        "title": "条款落实对照表", "head": "{number}　{title}", "issued": "{issuer}　{on} 印发",
        "locator": "条款", "passage": "原文", "summary": "要点", "carriers": "由什么落实", "annex": "附件行", "join": "、",
        "semicolon": "；", "merged": "空格、换行等自动归并 {count} 处",
        "scenarios": "场景", "readings": "口径", "errata": "勘误", "reason": "说明", "more": "另有 {count} 个",
        "rule": "由规则核对", "table": "由附件表落实", "stated": "登记在册，机器不核对",
        "failed": "有问题", "doubt": "有待确认的疑义", "count": "{count} 条",
        "problems": "须处理的问题", "stale": "与登记时不同，现为：", "missing": "原文中找不到",
        "adopts": "{code} 采用“{chosen}”", "time": "{start}—{finish}", "finish": "{finish}完成",
        "proposed": "{column}：“{raw}”拟改“{proposed}”（{status}）", "doubted": "{column}：“{raw}”（{kind}，{status}）",
        "digests": "摘要值", "policy_digest": "政策文件", "notice_digest": "通知原文",
        "scope": "摘要值用于核对本表所依据的文件是否改动过。",
        "self": "本表由政策引擎根据政策文件、场景和登记的摘要值生成。要点为概括，以通知原文为准。",
        "layer": "叠加　{name}　{number}　{authority}　自{since}起", "own_folder": "政策文件夹内的其他文件", "beside": "另见文件",
        "changed": "{before} → {after}", "is": "{after}", "since": "自{since}起", "gap": "　",
        "sign": "签署", "signed": "以上条款落实情况已核对。",
        "checked_by": "核对人", "reviewed_by": "复核人", "approved_by": "负责人", "date": "日期",
    },
    "en": {
        "marks": "✓ carried by rules or an annex table  · recorded, no machine check  ✗ something is wrong  +2 two more  "
        "? a doubt to confirm",
        "letters": "classes: {letters}", "unconfirmed": "Readings: {readings}, not yet confirmed: {waiting}.",
        "closing": "{carried}/{entries} carried, {orphans} orphans",
        "cases": "{scenarios} scenarios, {cases} cases",
        "notice": "Against the notice: {passages}/{clauses} digests agree, {rows}/{all_rows} annex rows ({cells} cells) agree, "
        "{figures} figures, dates and numbers stand in the passages cited.",
        "unwritten": "Figures that the notice does not print, explained: {unwritten}: {listed}.",
        "unwritten_each": "{locator} {name} {value} ({note})", "not_printed": " (not printed in the notice)",
        "noted": "notes: {count}", "referred": "cases without a row that are told whom to ask: {count}", "colon": ": ",
        "no_notice": "Without the notice's text (--notice) digests and figures were not compared.",
        "title": "Ledger of clauses", "head": "{number}  {title}", "issued": "{issuer}, issued on {on}",
        "locator": "Clause", "passage": "Notice", "summary": "Gist", "carriers": "Carried by", "annex": "annex row",
        "join": ", ", "semicolon": "; ", "merged": "whitespace and width joined: {count}",
        "scenarios": "scenarios", "readings": "reading", "errata": "erratum", "reason": "Reason", "more": "{count} more",
        "rule": "checked by rules", "table": "carried by an annex table", "stated": "recorded, no machine check",
        "failed": "something is wrong", "doubt": "a doubt to confirm", "count": "{count}",
        "problems": "To be dealt with", "stale": "reads otherwise than registered: ", "missing": "not found in the notice",
        "adopts": "{code} takes “{chosen}”", "time": "{start} to {finish}", "finish": "until {finish}",
        "proposed": "{column}: “{raw}”, proposed “{proposed}” ({status})", "doubted": "{column}: “{raw}” ({kind}, {status})",
        "digests": "Digests", "policy_digest": "policy files", "notice_digest": "notice",
        "scope": "Digests tell whether the files behind this page have been changed.",
        "self": "Made by the policy engine from the policy's files, its scenarios and the registered digests. Gists are "
        "summaries; the notice's own words count.",
        "layer": "With {name}  {number}  {authority}  from {since}", "own_folder": "Other documents in the policy's folder",
        "beside": "see also", "changed": "{before} → {after}", "is": "{after}", "since": "from {since}", "gap": "  ",
        "sign": "Signatures", "signed": "The above has been checked.",
        "checked_by": "Checked by", "reviewed_by": "Reviewed by", "approved_by": "Approved by", "date": "Date",
    },
}  # fmt: skip


def classes(letters: str, lang: str) -> str:
    """The classes of a statement in words."""
    return WORDS[lang]["join"].join(CLASSES[letter][lang == "en"] for letter in letters)


def kind(name: str, lang: str) -> str:
    """What a kind of carrier is called."""
    beside = kind_of_carried(name)
    return (beside if beside is not None else kind_word(name)).in_language(lang)
