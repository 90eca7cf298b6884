"""Task CE in JsonLogic, for all of its implementations, those in JavaScript included."""

from bench.peers import ce


def v(n):
    return {"var": n}


def years():
    return {
        "map": [
            {
                "filter": [
                    v("records"),
                    {
                        "or": [
                            {"<": [v("year"), 2019]},
                            {
                                "and": [
                                    {">=": [v("total"), 90]},
                                    {">=": [v("professional"), 60]},
                                    {">=": [v("public"), 18]},
                                    {">=": [v("general_public"), 12]},
                                ]
                            },
                        ]
                    },
                ]
            },
            v("year"),
        ]
    }


def rules():
    """JsonLogic's filter cannot see outer data: the passing years are a first rule, the
    rest a second one over {..., years}; the window is 8 'in' tests."""
    need = {"max": [v("required_years"), 2]}
    cnt = {
        "+": [
            {
                "if": [
                    {"and": [{"<": [k, {"+": [need, 3]}]}, {"in": [{"-": [v("declared_year"), k]}, v("years")]}]},
                    1,
                    0,
                ]
            }
            for k in range(8)
        ]
    }
    route = []
    for asked, k in ce.routes():
        c = [{"==": [v(n), x]} for n, x in asked]
        route += [{"and": c} if len(c) > 1 else c[0], k]
    return {
        "a": {"==": [v("channel"), "platform"]},
        "c": {"and": [{"in": [v("declared_year"), v("years")]}, {"in": [{"-": [v("declared_year"), 1]}, v("years")]}]},
        "d": {">=": [cnt, v("required_years")]},
        "route": {"if": route + [""]},
        "f": {"in": [v("region"), ce.MOUNTAIN]},
    }


def scale_rules(n):
    return [
        {"and": [{"==": [v("series"), s]}, {"==": [v("level"), level]}, {">=": [v("hours"), h]}]}
        for i, s, level, h in ce.scale_rules(n)
    ]
