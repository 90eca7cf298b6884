"""Task CE by hand once more, with every way of routing worked out beforehand: what one would write who needs it faster."""

from __future__ import annotations

from bench.ce.task import EMPLOYERS, LEVELS, MOUNTAIN, REGIONS, SERIES, Answer, Applicant, record_passes, route

_MOUNTAIN = frozenset(MOUNTAIN)
_ROUTED = {
    (series, level, employer, region): route(series, level, employer, region)
    for series in SERIES for level in LEVELS for employer in EMPLOYERS for region in REGIONS
}  # fmt: skip


def oracle_by_dictionary(a: Applicant) -> Answer:
    """As :func:`bench.ce.task.oracle` does, routing by dictionary."""
    failed = []
    if a["channel"] != "platform":
        failed.append("a")
    dy = a["declared_year"]
    years = {r["year"] for r in a["records"] if record_passes(r)}
    if not (dy in years and dy - 1 in years):
        failed.append("c")
    need = a["required_years"]
    low = dy - (max(need, 2) + 3)
    if sum(1 for y in years if low < y <= dy) < need:
        failed.append("d")
    k = _ROUTED[a["series"], a["level"], a["employer_type"], a["region"]]
    if k is None:
        failed.append("e")
    return {"eligible": not failed, "committee": k, "separate_list": a["region"] in _MOUNTAIN, "failed": failed}
