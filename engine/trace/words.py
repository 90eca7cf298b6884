"""The words of the ledger's page and table in both languages. Part of :mod:`engine.trace`."""

from __future__ import annotations

from engine.trace.checks import kind_word

WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "closing": "{carried}/{entries} 已落实，{orphans} 项孤立",
        "notice": "原文比对：摘要值 {passages}/{clauses} 相符，附件 {rows}/{all_rows} 行 {cells} 格一致，数字、日期、文号 {figures} 处见于所引原文。",
        "unwritten": "原文没有写、另有说明的数字 {unwritten} 处。",
        "no_notice": "没有提供通知原文（--notice），摘要值和数字未与原文比对。",
        "title": "条款落实对照表", "head": "{number}　{title}", "issued": "{issuer}　{on} 印发",
        "locator": "条款", "class": "类别", "passage": "原文", "summary": "要点", "carriage": "落实", "carriers": "由什么落实",
        "scenarios": "场景", "readings": "口径", "errata": "勘误", "state": "状态", "reason": "说明", "actors": "主体",
        "rule": "由规则核对", "table": "由附件表落实", "stated": "登记在册，机器不核对", "failed": "有问题", "doubt": "有待确认的疑义",
        "legend": "图例", "count": "{count} 条", "cases": "{scenarios} 个场景 {cases} 例", "case": "{count} 例",
        "problems": "须处理的问题", "none": "没有", "orphans": "没有条款提到的规则",
        "stale": "与登记时不同，现为：", "missing": "原文中找不到", "more": "另有 {count} 个",
        "digests": "摘要值", "policy_digest": "政策文件", "notice_digest": "通知原文", "scope": "数字用于核对本表所依据的文件是否改动过。",
        "sign": "签署", "checked_by": "核对人", "reviewed_by": "复核人", "approved_by": "负责人", "date": "日期",
        "signed": "以上条款落实情况已核对。",
        "self": "本表由政策引擎根据政策文件、场景和登记的摘要值生成。要点为概括，以通知原文为准。",
        "join": "、", "article": "{article}", "annex": "附件行", "unconfirmed": "待确认", "adopts": "{code} 采用“{chosen}”",
        "proposed": "{column}：“{raw}”拟改“{proposed}”（{status}）", "doubted": "{column}：“{raw}”（{kind}，{status}）",
        "phone": "电话", "time": "{start}—{finish}", "finish": "{finish}完成",
    },
    "en": {
        "closing": "{carried}/{entries} carried, {orphans} orphans",
        "notice": "Against the notice: {passages}/{clauses} digests agree, {rows}/{all_rows} annex rows ({cells} cells) agree, "
        "{figures} figures, dates and numbers stand in the passages cited.",
        "unwritten": "Figures that the notice does not print, explained: {unwritten}.",
        "no_notice": "Without the notice's text (--notice) digests and figures were not compared.",
        "title": "Ledger of clauses", "head": "{number}  {title}", "issued": "{issuer}, issued on {on}",
        "locator": "Clause", "class": "Class", "passage": "Notice", "summary": "Gist", "carriage": "How", "carriers": "Carried by",
        "scenarios": "Scenarios", "readings": "Readings", "errata": "Errata", "state": "State", "reason": "Reason",
        "actors": "Who",
        "rule": "checked by rules", "table": "carried by an annex table", "stated": "recorded, no machine check",
        "failed": "something is wrong", "doubt": "a doubt to confirm",
        "legend": "Legend", "count": "{count}", "cases": "{scenarios} scenarios, {cases} cases", "case": "{count} cases",
        "problems": "To be dealt with", "none": "none", "orphans": "Rules that no clause mentions",
        "stale": "reads otherwise than registered: ", "missing": "not found in the notice", "more": "{count} more",
        "digests": "Digests", "policy_digest": "policy files", "notice_digest": "notice",
        "scope": "They tell whether the files behind this page have been changed.",
        "sign": "Signatures", "checked_by": "Checked by", "reviewed_by": "Reviewed by", "approved_by": "Approved by",
        "date": "Date", "signed": "The above has been checked.",
        "self": "Made by the policy engine from the policy's files, its scenarios and the registered digests. Gists are "
        "summaries; the notice's own words count.",
        "join": ", ", "article": "{article}", "annex": "annex row", "unconfirmed": "unconfirmed",
        "adopts": "{code} takes “{chosen}”",
        "proposed": "{column}: “{raw}”, proposed “{proposed}” ({status})", "doubted": "{column}: “{raw}” ({kind}, {status})",
        "phone": "phone", "time": "{start} to {finish}", "finish": "until {finish}",
    },
}  # fmt: skip


def kind(name: str, lang: str) -> str:
    """What a kind of carrier is called."""
    return kind_word(name).in_language(lang)
