"""The ledger as one page that can be read, printed and signed. Part of :mod:`engine.trace`.

Well-formed XML as well as HTML; no script, nothing loaded from elsewhere. Everything that comes from files is escaped.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from html import escape

from engine.diagnostics import Diagnostic, catalog
from engine.diagnostics.safe_text import printable
from engine.trace.as_json import totals
from engine.trace.as_text import carried_text, closing, heading, layer_heading
from engine.trace.carriers import Carrier
from engine.trace.ledger import FAILED, MERGED, RULE, STATED, TABLE, Entry, Erratum, Layer, Ledger
from engine.trace.page_style import STYLE
from engine.trace.told import Told
from engine.trace.words import WORDS, classes, kind

_STATES = (RULE, TABLE, STATED, FAILED)
_MARKS = {RULE: "✓", TABLE: "✓", STATED: "·", FAILED: "✗"}
#: Scenarios of an entry that are listed by name.
_LISTED = 3
#: Kinds that are told in their own words, below the names of the others.
_OWN = frozenset({"row", "note", "gap"})


def as_html(ledger: Ledger, digest: str, lang: str, engine: str) -> str:
    """The page. ``digest``: that of the policy's files; ``engine``: the version of the program."""
    words, notice = WORDS[lang], ledger.resolved.notice
    title = f"{notice.number} {words['title']}"
    body = [
        f"<h1>{_text(words['title'])}</h1>",
        f'<p class="head">{_text(words["head"].format(number=notice.number, title=notice.title))}</p>',
        f'<p class="issued">{_text(words["issued"].format(issuer=notice.issuer, on=notice.issued_on))}</p>',
        *_verdict(ledger, lang),
        _legend(ledger, lang),
        _problems(ledger, lang),
        _table(ledger, lang),
        *(_layer(layer, Told(ledger), lang) for layer in ledger.layers),
        _digests(ledger, digest, lang, engine),
        _signatures(lang),
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}">\n<head>\n<meta charset="utf-8"/>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n'
        f"<title>{_text(title)}</title>\n<style>\n{STYLE}\n</style>\n</head>\n<body>\n"
        + "\n".join(part for part in body if part)
        + "\n</body>\n</html>\n"
    )


def _text(value: object) -> str:
    return escape(printable(str(value)))


def _verdict(ledger: Ledger, lang: str) -> list[str]:
    *said, last = closing(ledger, lang)
    wrong = any(each.severity == "error" for each in ledger.diagnostics)
    lines = [f'<p class="verdict{" bad" if wrong else ""}">{_text(last)}</p>']
    return lines + [f'<p class="said">{_text(line)}</p>' for line in said]


def _legend(ledger: Ledger, lang: str) -> str:
    words, counts = WORDS[lang], totals(ledger)
    shown = [(state, counts[{RULE: "by_rules", TABLE: "by_tables"}.get(state, state)]) for state in _STATES]
    shown.append(("doubt", counts["doubtful"]))
    items = [
        f'<li><i class="{state}"></i>{_text(words[state])}　{_text(words["count"].format(count=count))}</li>'
        for state, count in shown
    ]
    return f'<ul class="legend">{"".join(items)}</ul>'


def _problems(ledger: Ledger, lang: str) -> str:
    """Everything found, by code; left out where nothing was."""
    if not ledger.diagnostics:
        return ""
    words = WORDS[lang]
    items = [_problem(each, lang) for each in ledger.diagnostics]
    return f"<section><h2>{_text(words['problems'])}</h2><ol>{''.join(items)}</ol></section>"


def _problem(diagnostic: Diagnostic, lang: str) -> str:
    place = f"{diagnostic.span.file}:{diagnostic.span.line}" if diagnostic.span.line else diagnostic.span.file
    said = catalog.message(diagnostic, lang)
    return f"<li><code>{diagnostic.code}</code> {_text(said)} <code>{_text(place)}</code></li>"


def _table(ledger: Ledger, lang: str) -> str:
    words, told = WORDS[lang], Told(ledger)
    first = words["passage"] if ledger.notice is not None else words["summary"]
    heads = "".join(f"<th>{_text(head)}</th>" for head in (words["locator"], first, words["carriers"]))
    rows = []
    article = None
    for entry in in_order(ledger):
        if entry.article != article:
            article = entry.article
            rows.append(f'<tr class="article"><th colspan="3">{_text(heading(ledger, article))}</th></tr>')
        rows.append(_entry(entry, ledger.notice is not None, told, lang))
    columns = '<colgroup><col class="where"/><col class="notice"/><col/></colgroup>'
    return f"<table>{columns}<thead><tr>{heads}</tr></thead><tbody>\n" + "\n".join(rows) + "\n</tbody></table>"


def in_order(ledger: Ledger) -> list[Entry]:
    """The entries as the notice has them; without its text as the register has them."""
    if ledger.notice is None:
        return list(ledger.entries)
    starts: list[int] = []
    for entry in ledger.entries:  # what was not found stays behind what it was registered behind
        starts.append(entry.passage.start if entry.passage is not None else (starts[-1] if starts else 0))
    order = sorted(range(len(starts)), key=lambda index: (starts[index], index))
    return [ledger.entries[index] for index in order]


def _entry(entry: Entry, notice: bool, told: Told, lang: str) -> str:
    words = WORDS[lang]
    statement = entry.statement
    label = classes(statement.classes, lang) if statement is not None else words["annex"]
    where = (
        f'<p class="locator"><span class="mark" title="{_text(words[entry.state])}">{_MARKS[entry.state]}</span> '
        f'{_text(entry.locator)}</p><p class="class">{_text(label)}</p>'
    )
    left = _passage(entry, lang) if notice else f"<p>{_text(entry.summary)}</p>"
    return (
        f'<tr class="entry {entry.state}"><td>{where}</td><td>{left}{_row_cells(entry, notice, lang)}</td>'
        f"<td>{_carried(entry, notice, told, lang)}</td></tr>"
    )


def _passage(entry: Entry, lang: str) -> str:
    words, passage = WORDS[lang], entry.passage
    if passage is None:
        return f"<p>{_text(entry.summary)}</p>"
    before = f'<p class="before">{_text(passage.before)}</p>' if passage.before else ""
    if passage.status == "missing":
        return f'<p class="wrong">{_text(words["missing"])}</p>'
    if passage.status == "stale":
        return f'<p class="wrong">{_text(words["stale"])}</p><p>{_text(passage.text)}</p>'
    return f"{before}<p>{_text(passage.text)}</p>"


def _row_cells(entry: Entry, notice: bool, lang: str) -> str:
    """What the policy holds of a row, where the printed row does not stand there already."""
    row = entry.row
    if row is None or notice:
        return ""
    words = WORDS[lang]
    form = words["time"] if row.start else words["finish"]
    cells = [row.titles, form.format(start=row.start or "", finish=row.finish), row.office.raw, row.audience]
    shown = "　".join(_text(cell) for cell in dict.fromkeys(cells) if cell and cell != entry.summary)
    return f'<p class="small">{shown}</p>'


def _carried(entry: Entry, notice: bool, told: Told, lang: str) -> str:
    words, statement = WORDS[lang], entry.statement
    parts = []
    if notice and statement is not None:
        who = words["join"].join(statement.actors)
        parts.append(f'<p class="small">{_text(statement.summary)}（{_text(who)}）</p>')
    carriers = [each for each in entry.carriers if each.kind not in _OWN]
    if entry.row is not None:
        parts.append(f"<p>{_named('row', entry.row.table, lang)}</p>")
    if carriers:
        parts.append(f"<p>{_text(words['join']).join(_carrier(each, told, lang) for each in _unique(carriers))}</p>")
    for key, said in (("noted", told.notes(entry)), ("referred", told.referred(entry.carriers))):
        if said:
            listed = words["semicolon"].join(one.rstrip("。") for one in said)
            parts.append(f'<p class="small">{_text(words[key].format(count=len(said)) + words["colon"] + listed)}</p>')
    if statement is not None and statement.reason:
        parts.append(f'<p class="small">{_text(words["reason"])}：{_text(statement.reason)}</p>')
    return "".join(parts) + _beside(entry, lang)


def _beside(entry: Entry, lang: str) -> str:
    """Scenarios, readings and errata; of those that are whitespace and width only how many."""
    words = WORDS[lang]
    parts = []
    if entry.scenarios:
        closest = sorted(entry.scenarios, key=lambda scenario: len(scenario.locators))  # what is about little else comes first
        named = [scenario.name for scenario in closest[:_LISTED]]
        more = len(entry.scenarios) - len(named)
        listed = words["semicolon"].join([*named, *([words["more"].format(count=more)] if more else [])])
        parts.append(f'<p class="small">{_text(words["scenarios"])} {len(entry.scenarios)}：{_text(listed)}</p>')
    for reading in entry.readings:
        said = words["adopts"].format(code=reading.code, chosen=reading.chosen)
        parts.append(f'<p class="small">{_text(words["readings"])} {_text(said)}（{_text(reading.confirmed)}）</p>')
    parts += [f'<p class="small">{_text(words["beside"])} {_text(carried_text(each, lang))}</p>' for each in entry.beside]
    merged = sum(erratum.status == MERGED for erratum in entry.errata)
    for erratum in (each for each in entry.errata if each.status != MERGED):
        mark = ' class="small doubt"' if erratum.open else ' class="small"'
        parts.append(f"<p{mark}>{_text(words['errata'])} {_text(_erratum(erratum, lang))}</p>")
    if merged:
        parts.append(f'<p class="small">{_text(words["merged"].format(count=merged))}</p>')
    return "".join(parts)


def _erratum(erratum: Erratum, lang: str) -> str:
    form = WORDS[lang]["proposed" if erratum.proposed else "doubted"]
    return form.format(
        column=erratum.column, raw=erratum.raw, proposed=erratum.proposed, status=erratum.status, kind=erratum.kind
    )


def _unique(carriers: Sequence[Carrier]) -> list[Carrier]:
    return list({(each.kind, each.name): each for each in carriers}.values())


def _carrier(carrier: Carrier, told: Told, lang: str) -> str:
    mark = WORDS[lang]["not_printed"] if carrier.name in told.unwritten else ""
    return _named(carrier.kind, carrier.name.removeprefix("参数.").removeprefix("枚举.") + mark, lang)


def _named(kind_: str, name: str, lang: str) -> str:
    return f'<span class="kind">{_text(kind(kind_, lang))}</span> {_text(name)}'


def _layer(layer: Layer, told: Told, lang: str) -> str:
    """What a layer carries: its own clauses, then everything else that it says."""
    items = [f"<li>{_text(e.locator)}　{_text(e.summary)}　{_carried(e, False, told, lang)}</li>" for e in layer.entries]
    items += [f"<li>{_text(carried_text(each, lang))}</li>" for each in layer.carried]
    return f"<section><h2>{_text(layer_heading(layer, lang))}</h2><ul>{''.join(items)}</ul></section>"


def _digests(ledger: Ledger, digest: str, lang: str, engine: str) -> str:
    words = WORDS[lang]
    listed = [(words["policy_digest"], digest)]
    listed += [(layer.head.number, layer.digest) for layer in ledger.layers if layer.head is not None]
    if ledger.notice is not None:
        listed.append((f"{words['notice_digest']} {os.path.basename(ledger.notice.file)}", ledger.notice.digest))
    items = "".join(f"<dt>{_text(name)}</dt><dd><code>{_text(value)}</code></dd>" for name, value in listed)
    said = f'<p class="small">{_text(words["self"])} policy-engine {_text(engine)}</p>'
    scope = f'<p class="small">{_text(words["scope"])}</p>'
    return f"<section><h2>{_text(words['digests'])}</h2><dl>{items}</dl>{scope}{said}</section>"


def _signatures(lang: str) -> str:
    words = WORDS[lang]
    cells = "".join(f"<div><p>{_text(words[key])}</p></div>" for key in ("checked_by", "reviewed_by", "approved_by"))
    dates = "".join(f"<div><p>{_text(words['date'])}</p></div>" for _ in range(3))
    return (
        f'<section><h2>{_text(words["sign"])}</h2><p>{_text(words["signed"])}</p><div class="sign">{cells}{dates}</div></section>'
    )
