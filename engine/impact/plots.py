"""Plots of what a change does: where decisions go, who turns by word, and how many pass at each value. Part of
:mod:`engine.impact`; needs plotly."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from engine.batch.rows import problem
from engine.errors import InvalidInput
from engine.impact.counted import DECISIONS
from engine.impact.told import changed, passing, stands, totals
from engine.impact.words import WORDS, decision, named, swept, unit

#: Colours that keep apart for the colour-blind (Okabe and Ito), by decision.
COLOURS = {
    "eligible": "#009e73", "compliant": "#009e73", "incomplete": "#e69f00", "ineligible": "#d55e00", "breach": "#d55e00",
    "not_applicable": "#8c8c8c", "unreadable": "#000000",
}  # fmt: skip
#: Keeps the figures of both axes from meeting in the corner.
_APART = {"ticks": "outside", "ticklen": 7, "tickcolor": "#fff"}
_FONT = {"family": "Noto Serif CJK SC, Source Han Serif SC, SimSun, Songti SC, serif", "size": 14, "color": "#1f2328"}
#: Colours of lines, which keep apart for the colour-blind too; so many lines are drawn, of the words of which most rows pass.
LINES = ("#0072b2", "#d55e00", "#009e73", "#e69f00", "#56b4e9", "#cc79a7", "#000000", "#8c8c8c")
#: How many words are drawn: those of which most rows turn.
BARS = 40


def plots(data: dict[str, Any], lang: str) -> list[tuple[str, str]]:
    """Headings with the plots under them, as pieces of HTML; the first carries the script for all.

    Raises :class:`engine.errors.InvalidInput` (E0935) where plotly is not installed.
    """
    library()
    drawn = _turned(data, lang) if "turns" in data else _swept(data, lang)
    found = []
    for number, (heading, figure) in enumerate(drawn):
        figure.update_layout(font=_FONT, margin={"l": 8, "r": 8, "t": 8, "b": 8}, paper_bgcolor="#fff", plot_bgcolor="#fff")
        shown = figure.to_html(
            full_html=False, include_plotlyjs=number == 0, div_id=f"plot-{number}",
            config={"displaylogo": False, "displayModeBar": False, "responsive": True},
        )  # fmt: skip
        found.append((heading, shown))
    return found


def library() -> Any:
    """plotly. Raises :class:`engine.errors.InvalidInput` (E0935) where it is not installed."""
    try:
        return import_module("plotly.graph_objects")
    except ImportError:
        raise InvalidInput([problem("E0935", "")], {}) from None


def _turned(data: dict[str, Any], lang: str) -> list[tuple[str, Any]]:
    found = [(WORDS[lang]["turns"], _sankey(data["turns"], lang))] if data["turns"] else []
    for group in data["groups"]:
        figure = _bars(group, lang)
        if figure is not None:
            found.append((WORDS[lang]["group"].format(fact=group["fact"]), figure))
    return found


def _sankey(turns: list[dict[str, Any]], lang: str) -> Any:
    """Rows from their decision before, on the left, to that after."""
    graph, order = library(), [*DECISIONS, "compliant", "breach"]
    left, right = (sorted({each[side] for each in turns}, key=order.index) for side in ("before", "after"))
    sums = {
        (side, name): sum(each["rows"] for each in turns if each[side] == name)
        for side, names in (("before", left), ("after", right)) for name in names
    }  # fmt: skip
    nodes = [*(("before", name) for name in left), *(("after", name) for name in right)]
    places = {node: place for place, node in enumerate(nodes)}
    figure = graph.Figure(graph.Sankey(
        arrangement="snap",
        node={
            "label": [f"{decision(name, lang)} {sums[side, name]:,}" for side, name in nodes],
            "color": [COLOURS[name] for _, name in nodes], "pad": 18, "thickness": 16, "line": {"width": 0},
            "hovertemplate": "%{label}<extra></extra>",
        },
        link={
            "source": [places["before", each["before"]] for each in turns],
            "target": [places["after", each["after"]] for each in turns],
            "value": [each["rows"] for each in turns],
            "color": [_faded(COLOURS[each["after"]], 0.25 if each["before"] == each["after"] else 0.7) for each in turns],
            "hovertemplate": "%{source.label} → %{target.label}: %{value:,}<extra></extra>",
        },
    ))  # fmt: skip
    return figure.update_layout(height=380)


def _bars(group: dict[str, Any], lang: str) -> Any:
    """For each word the rows that newly pass, to the right, and those that pass no longer, to the left."""
    words, graph = WORDS[lang], library()
    rows = [(each["word"] or words["unknown"], *totals(each["turns"])) for each in group["words"] if changed(each["turns"])]
    rows = sorted((row for row in rows if row[1] or row[2]), key=lambda row: row[1] + row[2])[-BARS:]
    if not rows:
        return None
    names, gained, lost = (list(each) for each in zip(*rows, strict=True))
    left = -1 if any(gained) else 1  # of one kind alone, bars begin at the words
    sides = ((words["excluded"], lost, left, "ineligible"), (words["admitted"], gained, 1, "eligible"))
    figure = graph.Figure([
        _bar(graph, name, names, [side * count for count in counts], counts, colour)
        for name, counts, side, colour in sides if any(counts)
    ])  # fmt: skip
    most = 1.12 * max([*gained, *lost])
    return figure.update_layout(
        barmode="relative", height=90 + 26 * len(rows), showlegend=True,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        xaxis={
            "zeroline": True, "zerolinecolor": "#1f2328", "range": [-most if any(gained) and any(lost) else 0, most],
            "gridcolor": "#e5e7eb", "showticklabels": False,
        },
        yaxis={"type": "category", "automargin": True},
    )  # fmt: skip


def _bar(graph: Any, name: str, words: list[str], lengths: list[int], counts: list[int], colour: str) -> Any:
    return graph.Bar(
        name=name, y=words, x=lengths, orientation="h", marker={"color": COLOURS[colour]}, customdata=counts,
        text=[f"{count:,}" if count else "" for count in counts], textposition="outside", cliponaxis=False,
        hovertemplate="%{y}: %{customdata:,}<extra>" + name + "</extra>",
    )  # fmt: skip


def _swept(data: dict[str, Any], lang: str) -> list[tuple[str, Any]]:
    """How many pass at each value; of each group the words apart."""
    graph, words, about = library(), WORDS[lang], data["parameter"]
    values = [float(each["value"]) for each in data["values"]]
    title = named(about, lang) + (f" ({unit(about, lang)})" if about["unit"] else "")
    lines = [name for name in [*DECISIONS, "compliant", "breach"] if any(name in each["decisions"] for each in data["values"])]
    first = graph.Figure([
        graph.Scatter(
            name=decision(name, lang), x=values, y=[each["decisions"].get(name, 0) for each in data["values"]], mode="lines",
            line={"color": COLOURS[name], "width": 3, "shape": "hv"},
        )
        for name in lines
    ])  # fmt: skip
    marks = [_mark(about, words["in_force"])] if stands(data["values"], about) else []
    for mark in marks:
        first.add_vline(**mark)
    found = [(swept(data, lang), _axes(first, title, words["count"], 420))]
    for group in data["groups"]:
        drawn = sorted(lines_of(group), key=lambda word: -max(map(passing, word["decisions"])))
        traces = [
            graph.Scatter(name=word["word"] or words["unknown"], x=values, y=[passing(each) for each in word["decisions"]],
                          mode="lines", line={"shape": "hv", "width": 2, "color": colour})
            for word, colour in zip(drawn, LINES, strict=False)
        ]  # fmt: skip
        figure = graph.Figure(traces)
        for mark in marks:
            figure.add_vline(**mark)
        if traces:
            found.append((words["group"].format(fact=group["fact"]), _axes(figure, title, words["eligible"], 420)))
    return found


def _mark(about: dict[str, Any], word: str) -> dict[str, Any]:
    """The value in force as a line across a plot, with its name beside it."""
    value = about["in_force"]
    return {
        "x": float(value), "line_dash": "dot", "line_color": "#6b7280", "annotation_text": f"{word} {value}",
        "annotation_bgcolor": "white", "annotation_xshift": 2,
    }  # fmt: skip


def lines_of(group: dict[str, Any]) -> list[dict[str, Any]]:
    """The words of which any row passes at any value."""
    return [word for word in group["words"] if any(passing(each) for each in word["decisions"])]


def _axes(figure: Any, across: str, up: str, height: int) -> Any:
    return figure.update_layout(
        height=height, showlegend=True, xaxis={"title": {"text": across}, "gridcolor": "#e5e7eb", **_APART},
        yaxis={"title": {"text": up}, "rangemode": "tozero", "gridcolor": "#e5e7eb", "tickformat": ",d", **_APART},
    )  # fmt: skip


def _faded(colour: str, opacity: float) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
