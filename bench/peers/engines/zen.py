"""zen-engine by GoRules (Rust): a node of expressions, then the routing as a decision table."""

import json
from itertools import pairwise

from bench.peers import ce

NAME = "zen-engine (GoRules, Rust)"


def lit(v):
    return "" if v == "any" else json.dumps(v, ensure_ascii=False)


def _graph(*inner):
    """Nodes in a line, between the input and the output."""
    nodes = [("in", "inputNode", None), *inner, ("out", "outputNode", None)]
    return {
        "nodes": [
            {"id": name, "type": kind, "name": name, "position": {"x": place, "y": 0}} | ({"content": content} if content else {})
            for place, (name, kind, content) in enumerate(nodes)
        ],
        "edges": [
            {"id": f"e{place}", "sourceId": before[0], "targetId": after[0], "type": "edge"}
            for place, (before, after) in enumerate(pairwise(nodes))
        ],
    }


def _table(hit, inputs, output, rules, **more):
    content = {
        "hitPolicy": hit,
        "inputs": [{"id": short, "name": short, "field": fact} for short, fact in inputs],
        "outputs": [{"id": "k", "name": "k", "field": output}],
        "rules": rules,
    }
    return "table", "decisionTableNode", content | more


def graph():
    """Expressions, then the routing; closures see their own element only, so the window is an interval."""
    passing = "#.year < 2019 or (#.total >= 90 and #.professional >= 60 and #.public >= 18 and #.general_public >= 12)"
    expressions = {
        "years": f"map(filter(records, {passing}), #.year)",
        "low": "declared_year - (max([required_years, 2]) + 3)",
        "fa": "channel != 'platform'",
        "fc": "not (declared_year in $.years and (declared_year - 1) in $.years)",
        "fd": "count($.years, # in ($.low..declared_year]) < required_years",
        "separate_list": f"region in {json.dumps(ce.MOUNTAIN, ensure_ascii=False)}",
    }
    listed = [{"id": name, "key": name, "value": text} for name, text in expressions.items()]
    shorts = [fact[0] for fact in ce.FACTS]
    rules = [
        {"_id": row[4], "k": json.dumps(row[4])} | {short: lit(word) for short, word in zip(shorts, row, strict=False)}
        for row in ce.ROUTES
    ]
    return _graph(
        ("expressions", "expressionNode", {"expressions": listed, "passThrough": True}),
        _table("first", zip(shorts, ce.FACTS, strict=True), "committee", rules, passThrough=True),
    )


class Engine:
    """Task CE."""

    def __init__(self):
        import zen

        self.e = zen.ZenEngine()
        self.d = self.e.create_decision(json.dumps(graph(), ensure_ascii=False))

    def eval(self, a):
        r = self.d.evaluate(a)["result"]
        k = r.get("committee")
        f = [n for n in "acd" if r["f" + n]]
        if k is None:
            f.append("e")
        return ce.result(f, k, r["separate_list"])


def scale_load(n):
    import zen

    rules = [
        {"_id": str(i), "s": lit(series), "l": lit(level), "h": f">= {hours}", "k": str(i)}
        for i, series, level, hours in ce.scale_rules(n)
    ]
    table = _table("collect", [("s", "series"), ("l", "level"), ("h", "hours")], "k", rules)
    e = zen.ZenEngine()
    return e, e.create_decision(json.dumps(_graph(table), ensure_ascii=False))


def scale_eval(o, a):
    return len(o[1].evaluate(a)["result"])
