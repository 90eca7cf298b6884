"""rule-engine in Python: an object a rule, comprehensions over the records."""

from bench.peers import ce
from bench.peers.engines import cel_src

NAME = "rule-engine (Python)"


class Engine:
    """Task CE."""

    def __init__(self):
        import rule_engine

        ok = (
            '(r["year"] < 2019 or (r["total"] >= 90 and r["professional"] >= 60 and r["public"] >= 18'
            ' and r["general_public"] >= 12))'
        )
        rule = rule_engine.Rule
        q = cel_src.q
        self.a = rule('channel == "platform"')
        self.c = rule(
            f'declared_year in [r["year"] for r in records if {ok}] and (declared_year - 1) in '
            f'[r["year"] for r in records if {ok}]'
        )
        self.d = rule(
            f'[r["year"] for r in records if {ok} and r["year"] > declared_year - '
            '((required_years > 2 ? required_years : 2) + 3) and r["year"] <= declared_year].length '
            ">= required_years"
        )
        self.f = rule("region in [{}]".format(", ".join(q(m) for m in ce.MOUNTAIN)))
        self.routes = []
        for asked, k in ce.routes():
            c = [f"{n} == {q(v)}" for n, v in asked]
            self.routes.append((rule(" and ".join(c)), k))

    def eval(self, a):
        f = [n for n, r in (("a", self.a), ("c", self.c), ("d", self.d)) if not r.matches(a)]
        k = next((k for r, k in self.routes if r.matches(a)), None)
        if k is None:
            f.append("e")
        return ce.result(f, k, self.f.matches(a))


def scale_load(n):
    import rule_engine

    return [rule_engine.Rule(x.replace("&&", "and")) for x in cel_src.scale_exprs(n)]


def scale_eval(o, a):
    return sum(1 for r in o if r.matches(a))
