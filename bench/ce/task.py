"""Task CE, may somebody apply: tables, a seeded generator of applicants, and oracles, programs written by hand.

``bench/ce/policy`` says the same in the language of policies; ``tests/bench`` holds the two together. Rules: (a) applied for on
the platform; (b) a year passes with enough hours of four kinds, any registered year before 2019 does; (c) the declared year and
the one before pass; (d) as many years pass as are required, within three years more; (e) the first committee that fits; (f) a
flag for the mountain counties. ``failed`` names those of (a), (c), (d), (e) that are not met.
"""

from __future__ import annotations

TYPE_CHECKING = False  # a fresh process decides one applicant through this module: nothing is imported that may wait
if TYPE_CHECKING:
    from collections.abc import Iterator

LEVELS = ["初级", "中级", "副高", "正高"]
EMPLOYERS = ["企业", "事业单位", "机关", "社会组织"]
MOUNTAIN = ["淳安", "景宁", "文成", "泰顺", "龙泉", "庆元", "遂昌", "开化", "磐安"]
REGIONS = [*MOUNTAIN, "市本级", "东城", "西城"]
SERIES = [f"系列{number:02d}" for number in range(40)]

#: The rule behind each condition of ``bench/ce/policy``; (e) is its routing, (f) its entitlement.
CONDITIONS = {"平台申报": "a", "连续两年合格": "c", "合格年份数": "d"}

Applicant = dict
Answer = dict


def _routes() -> list[tuple[str, str, str, str, str]]:
    rows = [(SERIES[i * 4], "正高", "any", "any") for i in range(10)]
    rows += [(SERIES[i * 5 + 1], "副高", "事业单位", "any") for i in range(6)]
    rows += [(SERIES[i * 7 + 2], "any", "企业", "any") for i in range(2)]
    rows += [("any", "初级", "any", county) for county in MOUNTAIN[:5]]
    rows += [("any", "中级", employer, "any") for employer in EMPLOYERS[:3]]
    rows += [
        ("any", "副高", "any", "市本级"), ("any", "副高", "企业", "any"), ("any", "副高", "事业单位", "any"),
        ("any", "正高", "事业单位", "any"), ("any", "初级", "企业", "any"),
    ]  # fmt: skip
    return [(*row, f"K{number:02d}") for number, row in enumerate(rows, 1)]


#: (series, level, employer, region, committee), the first that fits counts.
ROUTES = _routes()


def generate(count: int, seed: int = 20231122) -> Iterator[Applicant]:
    """So many applicants, the same for the same seed."""
    import random

    r = random.Random(seed).random
    for i in range(count):
        declared = 2018 + int(r() * 8)
        want = 3 + int(r() * 6)
        years: list[int] = []
        year = declared
        if r() < 0.06:
            year -= 1  # the declared year's record is missing
        while len(years) < want:
            years.append(year)
            year -= 1 if r() < 0.95 else 2
        records = []
        for year in years:
            if r() < 0.86:
                t, p, b, g = 90 + int(r() * 60), 60 + int(r() * 30), 18 + int(r() * 12), 12 + int(r() * 10)
            else:
                t, p, b, g = 60 + int(r() * 60), 40 + int(r() * 40), 10 + int(r() * 16), 6 + int(r() * 12)
            records.append({"year": year, "total": t, "professional": p, "public": b, "general_public": g})
        yield {
            "id": i,
            "declared_year": declared,
            "required_years": int(r() * 6),
            "level": LEVELS[int(r() * 4)],
            "series": SERIES[int(r() * 40)],
            "region": REGIONS[int(r() * 12)],
            "employer_type": EMPLOYERS[int(r() * 4)],
            "self_evaluating": r() < 0.2,
            "channel": "platform" if r() < 0.93 else "offline",
            "mountain_years": int(r() * 40) / 2,
            "records": records,
        }


def record_passes(r: dict[str, int]) -> bool:
    return r["year"] < 2019 or (r["total"] >= 90 and r["professional"] >= 60 and r["public"] >= 18 and r["general_public"] >= 12)


def route(series: str, level: str, employer: str, region: str) -> str | None:
    for s, v, e, g, k in ROUTES:
        if (
            (s == "any" or s == series)
            and (v == "any" or v == level)
            and (e == "any" or e == employer)
            and (g == "any" or g == region)
        ):
            return k
    return None


_MOUNTAIN = frozenset(MOUNTAIN)


def oracle(a: Applicant) -> Answer:
    """As somebody would write it down from the rules."""
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
    k = route(a["series"], a["level"], a["employer_type"], a["region"])
    if k is None:
        failed.append("e")
    return {"eligible": not failed, "committee": k, "separate_list": a["region"] in _MOUNTAIN, "failed": failed}
