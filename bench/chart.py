"""The comparison as a chart: bars on the terminal, and a page drawn by plotly, which holds its own script."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.report import ALSO_OURS

#: Colours that keep apart for the colour-blind (Okabe and Ito).
OURS, OTHERS = "#d55e00", "#56b4e9"
WIDTH = 46
#: Pixels of the page: for each engine of a chart, for the chart of lines, between charts.
BAR, LINES, GAP = 22, 520, 80
MINE = {"ours", *ALSO_OURS}


def series(results: dict[str, Any]) -> list[tuple[str, list[tuple[str, str, float]]]]:
    """Every chart of bars: its title, and (key, name, figure) in order, the best first."""
    names = results["names"]
    single = [(key, names[key], told["per_s"]) for key, told in results["single"].items() if "per_s" in told]
    cold = [(key, told["name"], told["cpu_s"] * 1e3) for key, told in results["cold"].items() if "cpu_s" in told]
    found = [
        ("evaluations a second, one core", sorted(single, key=lambda each: -each[2])),
        ("fresh process to one decision, CPU ms", sorted(cold, key=lambda each: each[2])),
    ]
    measured = [each for each in results["batch"] if "cpu_s" in each and each["threads"] == 1]
    for rows in sorted({each["rows"] for each in measured}):
        these = [(each["key"], each["name"], each["rows_per_cpu_s"]) for each in measured if each["rows"] == rows]
        found.append((f"{rows:,} rows of Parquet, rows a CPU second", sorted(these, key=lambda each: -each[2])))
    grown = [(key, told["name"], told["exponent"]) for key, told in results["scale"].items() if "exponent" in told]
    found.append(("growth from 10 to 10,000 rules, exponent", sorted(grown, key=lambda each: each[2])))
    return [each for each in found if each[1]]


def text(title: str, bars: Sequence[tuple[str, str, float]]) -> str:
    """Bars for a terminal; their lengths are logarithms where figures lie far apart."""
    figures = [figure for _, _, figure in bars if figure > 0]
    least, most = min(figures, default=1.0), max(figures, default=1.0)
    far = most / least > 50 and least > 0 and not title.startswith("growth")
    lines = [f"\n{title}{' (logarithmic)' if far else ''}"]
    for key, name, figure in bars:
        share = math.log(figure / least * 2) / math.log(most / least * 2) if far else max(figure, 0) / most
        mark = "█" if key in MINE else "▒"
        shown = f"{figure:,.2f}" if most < 10 else f"{figure:,.0f}"
        lines.append(f"{name:28}{mark * max(1, round(share * WIDTH))} {shown}")
    return "\n".join(lines)


def draw(results: dict[str, Any], path: Path) -> bool:
    """Write the page; false where plotly is not installed."""
    try:
        import plotly.graph_objects as graph
        from plotly.subplots import make_subplots
    except ImportError:
        return False
    charts = series(results)
    titles = [*(title for title, _ in charts), "µs an evaluation, by number of rules"]
    heights = [*(BAR * (len(bars) + 2) for _, bars in charts), LINES]
    height = sum(heights) + GAP * len(titles)
    figure = make_subplots(rows=len(titles), cols=1, subplot_titles=titles, row_heights=heights, vertical_spacing=GAP / height)
    for place, (title, bars) in enumerate(charts, 1):
        figure.add_trace(_dots(graph, bars), row=place, col=1)
        figure.update_yaxes(dtick=1, showgrid=True, row=place, col=1)
        figure.update_xaxes(type="linear" if title.startswith("growth") else "log", row=place, col=1)
    for key, told in results["scale"].items():
        at = {int(size): each["eval_s"] * 1e6 for size, each in told["sizes"].items() if "eval_s" in each}
        line = {"color": OURS, "width": 4} if key in MINE else {"width": 1.5}
        drawn = graph.Scatter(x=list(at), y=list(at.values()), name=told["name"], mode="lines+markers", line=line)
        figure.add_trace(drawn, row=len(titles), col=1)
    for axis in (figure.update_xaxes, figure.update_yaxes):
        axis(gridcolor="#ddd", zerolinecolor="#999")
        axis(type="log", row=len(titles), col=1)
    title = f"{results['date']}, {results['machine']['processor']}: ours is orange; scales are logarithmic, but for growth"
    figure.update_layout(height=height, title=title, plot_bgcolor="#fff", legend={"y": 0, "yanchor": "bottom"})
    path.write_text(figure.to_html(include_plotlyjs=True), "utf-8")
    return True


def _dots(graph: Any, bars: Sequence[tuple[str, str, float]]) -> Any:
    """A dot for each figure, with the figure beside it: on a logarithmic scale lengths of bars would mean nothing."""
    down = bars[::-1]
    shown = [f"{figure:,.2f}" if abs(figure) < 10 else f"{figure:,.0f}" for _, _, figure in down]
    marker = {"size": 11, "color": [OURS if key in MINE else OTHERS for key, _, _ in down]}
    return graph.Scatter(
        x=[each[2] for each in down], y=[each[1] for each in down], text=shown, mode="markers+text", textposition="middle right",
        marker=marker, showlegend=False, cliponaxis=False,
    )  # fmt: skip
