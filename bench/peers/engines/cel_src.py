"""Task CE in the Common Expression Language, for both of its implementations and for rule-engine."""

import json

from bench.peers import ce

OK = "(r.year < 2019 || (r.total >= 90 && r.professional >= 60 && r.public >= 18 && r.general_public >= 12))"
NEED = "(required_years > 2 ? required_years : 2)"


def q(v):
    return json.dumps(v, ensure_ascii=False)


def exprs():
    """One expression a rule, by the rule's letter; the routing is one conditional in another."""
    route = "''"
    for asked, k in reversed(ce.routes()):
        tests = " && ".join(f"{fact} == {q(word)}" for fact, word in asked)
        route = f"({tests}) ? {q(k)} : ({route})"
    window = f"r.year > declared_year - ({NEED} + 3) && r.year <= declared_year"
    return {
        "a": "channel == 'platform'",
        "c": f"records.exists(r, r.year == declared_year && {OK}) && records.exists(r, r.year == declared_year - 1 && {OK})",
        "d": f"size(records.filter(r, {OK} && {window})) >= required_years",
        "route": route,
        "f": f"region in [{', '.join(map(q, ce.MOUNTAIN))}]",
    }


def scale_exprs(n):
    rules = ce.scale_rules(n)
    return [f"series == {q(series)} && level == {q(level)} && hours >= {hours}" for _, series, level, hours in rules]
