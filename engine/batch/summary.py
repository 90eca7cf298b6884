"""What came of a register, for people: by decision, county, series, row, clause, fact and code. Part of :mod:`engine.batch`.

As data under schemas/batch-summary.schema.json, as a table for spreadsheets, and as text. Words stand in the order of the
policy, so that two summaries can be laid side by side.
"""

from __future__ import annotations

import csv
import io
from typing import Any

from engine.artifact.tables import Tables
from engine.batch.formats import decision_word
from engine.batch.run import Batch
from engine.batch.tally import GROUPS
from engine.batch.titles import gap_titles, titles
from engine.diagnostics import catalog
from engine.explain.words import LANGUAGES

FORMAT = 1
#: Decisions in the order of the summary.
DECISIONS = (
    "eligible", "compliant", "ineligible", "breach", "incomplete", "not_applicable", "error",
)  # fmt: skip
#: Groups whose names are counted alone, and where the policy has their order.
_SIMPLE = {"row": "rows", "failed": "clauses", "open": "clauses", "missing": None, "referral": "conditions", "error": None}
_HEADS = {
    "zh": {"county": "按工作地", "series": "按系列", "row": "按评委会", "failed": "不符合的条款", "open": "待定的条款",
           "missing": "缺少的事实", "referral": "须另行咨询", "error": "错误", "decision": "结论", "total": "合计",
           "unknown": "（未知）", "kind": "类别", "name": "名称", "count": "行数",
           "more": "…还有{more}项，全部见 --summary 写出的 .csv",
           "all": "共{rows}行，其中{bad}行未能核对。", "orphans": "附表中有{orphans}条记录没有对应的行。",
           "repeated": "有{repeated}个编号不止一行。"},
    "en": {"county": "by county", "series": "by series", "row": "by row of the annex", "failed": "clauses not met",
           "open": "clauses left open", "missing": "facts missing", "referral": "to be asked elsewhere", "error": "errors",
           "decision": "decision", "total": "total", "unknown": "(unknown)", "kind": "group", "name": "name", "count": "rows",
           "more": "… and {more} more, all of them in the .csv that --summary writes",
           "all": "{rows} rows, {bad} of them not evaluated.",
           "orphans": "{orphans} entries of second tables belong to no row.",
           "repeated": "keys of several rows: {repeated}."},
}  # fmt: skip
_LISTED = 20


def summary(batch: Batch, tables: Tables) -> dict[str, Any]:
    """The summary as data."""
    tally = batch.tally
    found: dict[str, Any] = {
        "format": FORMAT, "policy": {name: tables["policy"][name] for name in ("document_number", "digest")},
        "rows": batch.rows, "errors": batch.bad, "orphans": batch.orphans, "repeated": batch.repeated,
        "decisions": {name: count for name in DECISIONS if (count := tally.get("decision", {}).get(name))},
    }  # fmt: skip
    for group, enumeration in GROUPS.items():
        order = list(tables["enumerations"].get(enumeration, {}).get("words", ()))
        found[group] = _grouped(tally.get(group, {}), order)
    for group, table in _SIMPLE.items():
        order = list(tables[table]) if table else []
        counts = tally.get(group, {})
        found[group] = [{"name": name, "rows": counts[name]} for name in _in_order(counts, order)]
    title, gaps = titles(tables), gap_titles(tables)
    for entry in found["missing"]:
        entry["label"] = title(entry["name"], None)
    for entry in found["referral"]:
        if entry["name"] in gaps:
            entry["label"] = gaps[entry["name"]]
    return found


def _grouped(counts: dict[str, int], order: list[str]) -> list[dict[str, Any]]:
    """Counts of ``WORD\\tDECISION`` by word."""
    by_word: dict[str, dict[str, int]] = {}
    for name, count in counts.items():
        word, _, decision = name.partition("\t")
        by_word.setdefault(word, {})[decision] = count
    return [
        {"name": word or None, "rows": sum(by_word[word].values()),
         "decisions": {name: by_word[word][name] for name in DECISIONS if name in by_word[word]}}
        for word in _in_order(by_word, order)
    ]  # fmt: skip


def _in_order(names: Any, order: list[str]) -> list[str]:
    places = {name: number for number, name in enumerate(order)}
    return sorted(names, key=lambda name: (places.get(name, len(order)), name == "", name))


def summary_as_csv(data: dict[str, Any], lang: str) -> bytes:
    """The summary as a table: group, name, rows, and a column for each decision."""
    say = _HEADS[lang]
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\r\n")
    shown = list(data["decisions"])
    table.writerow([say["kind"], say["name"], say["count"], *(decision_word(name, lang) for name in shown)])
    table.writerow([say["total"], "", data["rows"], *data["decisions"].values()])
    for group in GROUPS:
        for entry in _telling(data[group]):
            name = entry["name"] or say["unknown"]
            table.writerow([say[group], name, entry["rows"], *(entry["decisions"].get(each, 0) for each in shown)])
    for group in _SIMPLE:
        for entry in data[group]:
            table.writerow([say[group], _shown(entry, lang), entry["rows"], *("" for _ in shown)])
    return ("\ufeff" + stream.getvalue()).encode("utf-8")


def summary_as_text(data: dict[str, Any], lang: str) -> str:
    """The summary for a terminal; of long lists the most frequent."""
    assert lang in LANGUAGES
    say = _HEADS[lang]
    lines = [say["all"].format(rows=data["rows"], bad=data["errors"])]
    if data["orphans"]:
        lines.append(say["orphans"].format(orphans=data["orphans"]))
    if data["repeated"]:
        lines.append(say["repeated"].format(repeated=data["repeated"]))
    if data["decisions"]:
        lines += ["", say["decision"]]
        lines += [f"  {count:>9}  {decision_word(name, lang)}" for name, count in data["decisions"].items()]
    for group in GROUPS:
        if _telling(data[group]):
            lines += ["", say[group]]
            for entry in data[group]:
                words = ", ".join(f"{decision_word(name, lang)} {count}" for name, count in entry["decisions"].items())
                lines.append(f"  {entry['rows']:>9}  {entry['name'] or say['unknown']}  {words}")
    for group in _SIMPLE:
        entries = sorted(data[group], key=lambda entry: -entry["rows"])
        if entries:
            lines += ["", say[group]]
            lines += [f"  {entry['rows']:>9}  {_explained(group, _shown(entry, lang), lang)}" for entry in entries[:_LISTED]]
            if len(entries) > _LISTED:
                lines.append("  " + say["more"].format(more=len(entries) - _LISTED))
    return "\n".join(lines) + "\n"


def _telling(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows by word, where any states one: those of a meeting, say, have no county."""
    return entries if any(entry["name"] is not None for entry in entries) else []


def _shown(entry: dict[str, Any], lang: str) -> str:
    """What is counted, in Chinese by its Chinese name."""
    return str(entry.get("label", entry["name"]) if lang == "zh" else entry["name"])


def _explained(group: str, name: str, lang: str) -> str:
    """A code with what it means; anything else as it is."""
    return f"{name}  {catalog.title(name, lang)}" if group == "error" else name
