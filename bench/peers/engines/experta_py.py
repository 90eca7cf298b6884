"""experta (Rete in Python, after CLIPS); names that collections lost are put back for a package it needs."""

import collections
import collections.abc

for _n in ("Mapping", "MutableMapping", "Sequence", "Callable", "Iterable", "Hashable"):
    if not hasattr(collections, _n):
        setattr(collections, _n, getattr(collections.abc, _n))

from bench.peers import ce  # noqa: E402

NAME = "experta (Rete, Python)"
PARTIAL = "the count of (d) on the right-hand side"


def _fact(name):
    from experta import Fact

    return type(name, (Fact,), {})


def _calls(name, statement):
    """A right-hand side of one statement; the library wants a function with a name and no defaults."""
    found = {}
    exec(f"def {name}(self):\n    {statement}", found)
    return found[name]


def _classes():
    from experta import MATCH, KnowledgeEngine, P, Rule

    application, record, passed = _fact("Application"), _fact("Record"), _fact("Passed")

    def before(self, y):
        self.declare(passed(year=y))

    def since(self, y):
        self.declare(passed(year=y))

    least = {"total": 90, "professional": 60, "public": 18, "general_public": 12}
    enough = {name: P(lambda v, hours=hours: v >= hours) for name, hours in least.items()}
    members = {
        "before": Rule(record(year=MATCH.y & P(lambda y: y < 2019)))(before),
        "since": Rule(record(year=MATCH.y & P(lambda y: y >= 2019), **enough))(since),
        "r_a": Rule(application(channel=P(lambda c: c != "platform")))(_calls("r_a", 'self.out.append("a")')),
        "r_f": Rule(application(region=P(lambda g: g in ce.MOUNTAIN)))(_calls("r_f", "self.sep = True")),
    }
    for asked, k in ce.routes():
        members[k] = Rule(application(**dict(asked)))(_calls(k, f"self.hits.append({k!r})"))
    return type("Application", (KnowledgeEngine,), members), application, record, passed


class Engine:
    """Task CE."""

    def __init__(self):
        made, self.application, self.record, self.passed = _classes()
        self.e = made()

    def eval(self, a):
        e = self.e
        e.out, e.hits, e.sep = [], [], False
        e.reset()
        for r in a["records"]:
            e.declare(self.record(**r))
        e.declare(
            self.application(
                channel=a["channel"],
                region=a["region"],
                series=a["series"],
                level=a["level"],
                employer_type=a["employer_type"],
            )
        )
        e.run()
        years = {f["year"] for f in e.facts.values() if isinstance(f, self.passed)}
        dy, need = a["declared_year"], a["required_years"]
        f = e.out
        if not (dy in years and dy - 1 in years):
            f.append("c")
        low = dy - (max(need, 2) + 3)
        if sum(1 for y in years if low < y <= dy) < need:
            f.append("d")
        if not e.hits:
            f.append("e")
        return ce.result(f, min(e.hits) if e.hits else None, e.sep)


def scale_load(n):
    from experta import KnowledgeEngine, P, Rule

    case, members = _fact("Case"), {}
    for i, series, level, hours in ce.scale_rules(n):
        asked = case(series=series, level=level, hours=P(lambda v, least=hours: v >= least))
        members[f"r{i}"] = Rule(asked)(_calls(f"r{i}", "self.n += 1"))
    return type("Rules", (KnowledgeEngine,), members)(), case


def scale_eval(o, a):
    e, case = o
    e.n = 0
    e.reset()
    e.declare(case(**a))
    e.run()
    return e.n
