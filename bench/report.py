"""The comparison as tables: on the terminal, and in docs/benchmarks.md between two marks.

Tables are made from what ``python -m bench`` has written to bench/results, so the page can be made again without measuring.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

BEGIN, END = "<!-- results: begin -->", "<!-- results: end -->"
#: Rows of this project besides its first.
ALSO_OURS = {"policy eval", "ours-checked"}
#: What decides nothing, and is there to be compared with.
NO_ENGINES = {"duckdb-scan"}
#: From how many times as fast on somebody is ahead.
AHEAD = 1.05
RULES = 10_000


class Table(NamedTuple):
    """A heading, what stands in the columns, the rows, and what has to be said under them."""

    heading: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]
    note: str = ""


def tables(results: dict[str, Any]) -> list[Table]:
    """All tables of one run."""
    return [each for each in (_single(results), _cold(results), _batch(results), _rules(results)) if each.rows]


def _single(results: dict[str, Any]) -> Table:
    names, verified = results["names"], results["verify"]
    rows = []
    timed = [(key, told) for key, told in results["single"].items() if "per_s" in told]
    for key, told in sorted(timed, key=lambda each: -each[1]["per_s"]):
        mark = " †" if verified.get(key, {}).get("partial") else ""
        rows.append((
            names[key] + mark, f"{1e6 / told['per_s']:,.1f}", f"{told['per_s']:,.0f}", f"{told['ratio']:.3f}",
            f"{told['load_s'] * 1e3:,.1f}",
        ))  # fmt: skip
    note = "† less than the task: the host does what the language cannot say (" + "; ".join(
        f"{names[key]}: {told['partial']}" for key, told in verified.items() if told.get("partial") and key in results["single"]
    )
    columns = ("one applicant after the other", "µs", "a second", "× Python by hand", "load, ms")
    return Table("Single evaluations, warm", columns, rows, note + ")." if "†" in str(rows) else "")


def _cold(results: dict[str, Any]) -> Table:
    timed = [told for told in results["cold"].values() if "cpu_s" in told]
    rows = [
        (told["name"], f"{told['cpu_s'] * 1e3:,.0f}", f"{told['wall_s'] * 1e3:,.0f}", f"{told['cpu_ratio']:.2f}")
        for told in sorted(timed, key=lambda each: each["cpu_s"])
    ]
    return Table("A fresh process to one decision", ("", "CPU ms", "clock ms", "CPU × bare interpreter"), rows)


def _batch(results: dict[str, Any]) -> Table:
    measured = [each for each in results["batch"] if "cpu_s" in each]
    by_hand = {(each["rows"], each["threads"]): each["cpu_s"] for each in measured if each["key"] == "duckdb"}
    rows = []
    for each in sorted(measured, key=lambda each: (each["rows"], each["threads"], each["cpu_s"])):
        beside = by_hand.get((each["rows"], each["threads"]))
        rows.append((
            f"{each['rows']:,}", f"{each['threads']}", each["name"], f"{each['rows_per_cpu_s']:,.0f}", f"{each['wall_s']:,.2f}",
            f"{beside / each['cpu_s']:.3f}" if beside else "", f"{each['peak_mib']:,.0f}",
        ))  # fmt: skip
    columns = ("rows", "threads", "", "rows a CPU second", "clock s", "× DuckDB by hand", "memory MiB")
    return Table("A register in Parquet", columns, rows)


def _rules(results: dict[str, Any]) -> Table:
    rows = []
    sizes = sorted({int(size) for told in results["scale"].values() for size in told["sizes"]})
    for told in sorted(results["scale"].values(), key=lambda each: _last(each)):
        at = [_microseconds(told["sizes"].get(str(size), {})) for size in sizes]
        grown = [f"{told[name]:.2f}" if name in told else "" for name in ("exponent", "last_exponent", "load_exponent")]
        loaded = told["sizes"].get(str(RULES), {}).get("load_s")
        rows.append((told["name"], *at, *grown[:2], f"{loaded * 1e3:,.0f}" if loaded is not None else "", grown[2]))
    counted = [f"{size:,} rules" for size in sizes]
    columns = ("µs an evaluation under", *counted, "exponent", "last step", "load, ms", "exponent of loading")
    fails = [
        f"{told['name']} under {int(size):,} rules: {each['error'].split(': ', 1)[1]}"
        for told in results["scale"].values() for size, each in told["sizes"].items() if ": " in each.get("error", "")
    ]  # fmt: skip
    return Table("10 to 10,000 rules", columns, rows, f"Fails: {'; '.join(fails)}." if fails else "")


def _last(told: dict[str, Any]) -> tuple[int, float]:
    measured = [(int(size), each["eval_s"]) for size, each in told["sizes"].items() if "eval_s" in each]
    size, spent = max(measured)
    return -size, spent


def _microseconds(told: dict[str, Any]) -> str:
    if "eval_s" in told:
        return f"{told['eval_s'] * 1e6:,.1f}"
    return "" if "error" not in told else told["error"] if told["error"].startswith("over") else "fails"


def losses(results: dict[str, Any]) -> list[str]:
    """Where others are ahead of ours, in every part, with by how much."""
    found = []
    names = results["names"]
    single = {key: told["per_s"] for key, told in results["single"].items() if "per_s" in told}
    found.append(_ahead("Single evaluations", single, names))
    cold = {key: 1 / told["cpu_s"] for key, told in results["cold"].items() if "cpu_s" in told}
    found.append(_ahead("A fresh process to one decision", cold, names))
    groups = sorted({(each["rows"], each["threads"]) for each in results["batch"]})
    for rows, threads in groups:
        these = [each for each in results["batch"] if (each["rows"], each["threads"]) == (rows, threads) and "cpu_s" in each]
        title = f"A register of {rows:,} rows, {threads} thread{'s' * (threads > 1)}"
        found.append(_ahead(title, {each["key"]: each["rows_per_cpu_s"] for each in these}, {e["key"]: e["name"] for e in these}))
        memory = {each["key"]: 1 / each["peak_mib"] for each in these}
        found.append(_ahead(title + ", memory", memory, {each["key"]: each["name"] for each in these}))
    sizes = sorted({int(size) for told in results["scale"].values() for size in told["sizes"]})
    for what, field, asked in (("an evaluation", "eval_s", sizes), ("loading", "load_s", [*sizes[:1], *sizes[1:][-1:]])):
        for size in asked:
            under = {key: told["sizes"].get(str(size), {}) for key, told in results["scale"].items()}
            speeds = {key: 1 / max(told[field], 1e-9) for key, told in under.items() if field in told}
            found.append(_ahead(f"{size:,} rules, {what}", speeds, names))
    return [each for each in found if each]


def _ahead(title: str, speeds: dict[str, float], names: dict[str, str]) -> str:
    if "ours" not in speeds:
        return ""
    others = {key: speed / speeds["ours"] for key, speed in speeds.items() if key not in ALSO_OURS | NO_ENGINES}
    before = sorted([(factor, key) for key, factor in others.items() if factor >= AHEAD], reverse=True)
    told = ", ".join(f"{names[key]} × {factor:,.{1 if factor < 10 else 0}f}" for factor, key in before)
    return f"{title}: {told}." if told else f"{title}: nobody is ahead."


def text(table: Table) -> str:
    """A table for a terminal."""
    lines = [table.columns, *table.rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(table.columns))]
    shown = [_line(line, widths, table) for line in lines]
    return "\n".join([f"\n## {table.heading}", *shown, *([table.note] if table.note else [])])


def _line(line: Sequence[str], widths: Sequence[int], table: Table) -> str:
    words = {place for place in range(len(widths)) if not _is_figures(row[place] for row in table.rows)}
    return "  ".join(
        f"{cell:<{width}}" if at in words else f"{cell:>{width}}"
        for at, (cell, width) in enumerate(zip(line, widths, strict=True))
    )


def _is_figures(cells: Iterable[str]) -> bool:
    return all(cell.lstrip("-")[:1].isdigit() for cell in cells if cell and not cell.startswith(("over", "fails")))


def markdown(table: Table) -> str:
    """A table for a page."""
    rules = ["---:" if _is_figures(row[place] for row in table.rows) else "---" for place in range(len(table.columns))]
    lines = [table.columns, rules, *table.rows]
    shown = ["| " + " | ".join(line) + " |" for line in lines]
    return "\n".join([f"### {table.heading}", "", *shown, *(["", table.note] if table.note else [])])


def generated(results: dict[str, Any]) -> str:
    """The part of the page that a run writes."""
    machine, (before, after) = results["machine"], results["load"]
    about = (
        f"Run of {results['date']} on {machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, "
        f"{machine['system']}, Python {machine['python']}, Node {machine['node'] or 'not there'}, "
        f"{results['seconds'] / 60:.0f} minutes. Load of the machine before and after: {before:.1f} and {after:.1f}"
        f"{'' if before < 1 else ' (others were working on it)'}."
    )
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    left = "; ".join(f"{name}: {why}" for name, why in results["left_out"].items()) or "nothing"
    parts = [about, f"Versions: {versions}.", f"Left out: {left}.", *map(markdown, tables(results))]
    ahead = "\n".join(f"- {each}" for each in losses(results))
    parts.append(f"### Who is ahead of ours, and how many times as fast (or as small)\n\n{ahead}")
    return "\n\n".join(parts)


def put(page: str, results: dict[str, Any]) -> str:
    """The page with the results of a run between its marks."""
    before, rest = page.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    return f"{before}{BEGIN}\n\n{generated(results)}\n\n{END}{after}"
