"""What a change does, as one page with plots, to read, print and hand on. Part of :mod:`engine.impact`.

Nothing is loaded from elsewhere: the script of the plots is within the page. Everything that comes from files is escaped. The
figures stand in tables as well, which is what is printed and what a screen reader finds.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from engine.diagnostics import catalog
from engine.diagnostics.safe_text import printable
from engine.impact.as_text import named
from engine.impact.plots import BARS, LINES, lines_of, plots
from engine.impact.told import changed, explained, passing, step, totals
from engine.impact.words import WORDS, all_of, between, decision, setting, share, swept, unit

_LISTED, _PRINTED = 60, 300
#: Folded tables are opened for printing.
_UNFOLD = 'addEventListener("beforeprint", () => document.querySelectorAll("details.printed").forEach(each => each.open = true))'
_STYLE = """
body { margin: 0 auto; padding: 28px 32px 48px; max-width: 980px; color: #1f2328; background: #fff;
  font: 14px/1.6 "Noto Serif CJK SC", "Source Han Serif SC", SimSun, "Songti SC", serif; }
h1 { margin: 0; font-size: 25px; text-align: center; letter-spacing: .08em; }
.between, .set { margin: 4px 0; text-align: center; color: #59636e; } .set { color: #1f2328; font-weight: 700; }
.verdict { margin: 14px auto 6px; padding: 8px 14px; border: 2px solid #9a6700; text-align: center; font-size: 18px;
  font-weight: 700; }
h2 { margin: 26px 0 4px; font-size: 17px; border-bottom: 1px solid #1f2328; } h3 { margin: 12px 0 2px; font-size: 14px; }
table { border-collapse: collapse; width: 100%; } th, td { padding: 2px 8px; border-bottom: 1px solid #d1d9e0; text-align: left;
  overflow-wrap: anywhere; } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
details { margin: 4px 0 0; } summary { cursor: pointer; color: #59636e; } .note { color: #59636e; }
@page { size: A4; margin: 14mm 12mm; }
@media print { body { padding: 0; max-width: none; font-size: 10.5pt; } section { break-inside: avoid-page; }
  h2, h3 { break-after: avoid; } .modebar { display: none !important; } }
""".strip()


def as_html(data: dict[str, Any], lang: str) -> str:
    """The page. Raises :class:`engine.errors.InvalidInput` (E0935) where plotly is not installed."""
    words = WORDS[lang]
    turned = "turns" in data
    title = words["title" if turned else "title_sweep"]
    head = [f"<h1>{_text(title)}</h1>", f'<p class="between">{_text(between(data, lang))}</p>']
    head += [f'<p class="set">{_text(setting(each, lang))}</p>' for each in data["settings"]]
    tables = _turned_tables(data, lang) if turned else _swept_tables(data, lang)
    sections = []
    for heading, plot in plots(data, lang):
        table = tables.pop(heading, "")
        sections.append(f"<section>\n<h2>{_text(heading)}</h2>\n{plot}\n{table}\n</section>")
    sections += [f"<section>\n<h2>{_text(heading)}</h2>\n{table}\n</section>" for heading, table in tables.items() if table]
    body = "\n".join([*head, _verdict(data, lang), f"<p>{_text(all_of(data, lang))}</p>", *sections])
    return (
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}">\n<head>\n<meta charset="utf-8"/>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n'
        f"<title>{_text(title)}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n<body>\n{body}\n<script>{_UNFOLD}</script>\n</body>\n</html>\n"
    )


def _verdict(data: dict[str, Any], lang: str) -> str:
    words, counted = WORDS[lang], data["rows"] - data["bad"]
    if "turns" not in data:
        text = step(data, lang)
    else:
        count = changed(data["turns"])
        text = words["turned"].format(count=count, share=share(count, counted)) if count else words["same"]
    return f'<p class="verdict">{_text(text)}</p>' if text else ""


def _turned_tables(data: dict[str, Any], lang: str) -> dict[str, str]:
    """Tables by the heading they stand under."""
    words = WORDS[lang]
    found = {words["turns"]: _table(
        [words["turns"], words["count"]], [[named(each, lang), each["rows"]] for each in data["turns"]]
    )}  # fmt: skip
    for group in data["groups"]:
        rows = []
        for each in group["words"]:
            gained, lost = totals(each["turns"])
            rows.append([each["word"] or words["unknown"], each["rows"], changed(each["turns"]), gained, lost, gained - lost])
        rows = [row for row in rows if row[2]]
        heads = [group["fact"], words["count"], words["changed"], words["admitted"], words["excluded"], words["net"]]
        if rows:
            found[words["group"].format(fact=group["fact"])] = _folded(heads, rows, lang, BARS)
    clauses = [[each["clause"], each["says"], named(each, lang), each["rows"]] for each in data["clauses"]]
    if clauses:
        heads = [words["clause"], words["says"], words["turns"], words["count"]]
        found[words["clauses"]] = _table(heads, clauses[:_LISTED]) + _more(clauses, lang)
    if data["examples"]:
        found[words["examples"]] = "\n".join(
            f"<h3>{_text(named(each, lang))}</h3>\n" + _table(
                [words["key"], words["file"], words["clause"]],
                [[row["key"], f"{row['file']}:{row['line']}", explained(row, lang)] for row in each["rows"]],
            )
            for each in data["examples"]
        )  # fmt: skip
    if data["refused"]:
        told = [" ".join(f"{code} {catalog.title(code, lang)}" for code in each["codes"]) for each in data["refused"]]
        places = [[each["key"] or "", f"{each['file']}:{each['line']}"] for each in data["refused"]]
        rows = [[*place, codes] for place, codes in zip(places, told, strict=True)]
        found[words["refused_head"]] = _table([words["key"], words["file"], words["codes"]], rows)
    return found


def _swept_tables(data: dict[str, Any], lang: str) -> dict[str, str]:
    words, about, counted = WORDS[lang], data["parameter"], data["rows"] - data["bad"]
    shown = list(dict.fromkeys(name for each in data["values"] for name in each["decisions"]))
    rows = [
        [f"{each['value']}{' ' * (lang == 'en')}{unit(about, lang)}", *(each["decisions"].get(name, 0) for name in shown),
         share(passing(each["decisions"]), counted)]
        for each in data["values"]
    ]  # fmt: skip
    heads = [words["value"], *(decision(name, lang) for name in shown), words["eligible"] + " " + words["share"]]
    found = {swept(data, lang): _folded(heads, rows, lang, len(rows))}
    for group in data["groups"]:
        if len(lines_of(group)) > len(LINES):
            note = words["lines"].format(count=len(LINES), file=f"sweep-by-{group['id']}.csv")
            found[words["group"].format(fact=group["fact"])] = f'<p class="note">{_text(note)}</p>'
    return found


def _folded(heads: list[str], rows: list[list[Any]], lang: str, drawn: int) -> str:
    """A table under a plot, folded where it is long; it is said where not all of it is ``drawn``."""
    words, table = WORDS[lang], _table(heads, rows)
    note = f'<p class="note">{_text(words["drawn"].format(count=drawn))}</p>\n' if len(rows) > drawn else ""
    if len(rows) <= _LISTED // 4:
        return table
    kind = ' class="printed"' if len(rows) <= _PRINTED else ""
    return f"{note}<details{kind}>\n<summary>{_text(words['fold'].format(count=len(rows)))}</summary>\n{table}\n</details>"


def _more(rows: list[list[Any]], lang: str) -> str:
    return f'<p class="note">{_text(WORDS[lang]["more"].format(count=len(rows) - _LISTED))}</p>' if len(rows) > _LISTED else ""


def _table(heads: Iterable[str], rows: list[list[Any]]) -> str:
    numbers = [all(isinstance(row[place], int) for row in rows) for place in range(len(rows[0]))] if rows else []
    style = ['<{tag} class="n">' if number else "<{tag}>" for number in numbers]
    lines = ["<table>", "<thead><tr>" + "".join(
        f"{(style[place] if style else '<{tag}>').format(tag='th')}{_text(head)}</th>" for place, head in enumerate(heads)
    ) + "</tr></thead>", "<tbody>"]  # fmt: skip
    for row in rows:
        cells = (f"{style[place].format(tag='td')}{_text(_cell(value))}</td>" for place, value in enumerate(row))
        lines.append("<tr>" + "".join(cells) + "</tr>")
    return "\n".join([*lines, "</tbody>", "</table>"])


def _cell(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _text(text: str) -> str:
    return escape(printable(text))
