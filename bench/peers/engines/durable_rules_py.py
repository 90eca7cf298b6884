"""durable_rules (Rete in C). Its expressions do not count over nested records: (b) and the count of (d) are Python."""

from bench.peers import ce

NAME = "durable_rules (Rete, C)"
PARTIAL = "(b), count of (d) and the route's first-match in host"


def _rs(name, rules):
    """rules: [(expression builder, tag)]; every match appends its tag."""
    from durable.lang import m, ruleset, when_all

    got = []
    with ruleset(name):

        def mk(tag):
            def act(c):  # one parameter only: a second one would make the action asynchronous
                got.append(tag)

            act.__name__ = f"r_{tag}"
            return act

        for build, tag in rules:
            when_all(build(m))(mk(tag))
    return got


def _all(m, conds):
    e = None
    for f, v in conds:
        t = getattr(m, f) == v
        e = t if e is None else e & t
    return e


class Engine:
    """Task CE."""

    def __init__(self):
        rules = [
            (lambda m: m.channel != "platform", "a"),
            (lambda m: m.both == 0, "c"),
            (lambda m: m.short > 0, "d"),
            (lambda m: m.known == 1, "known"),
        ]
        rules += [(lambda m, g=g: m.region == g, "sep") for g in ce.MOUNTAIN]
        self.got = None
        for asked, k in ce.routes():
            rules.append((lambda m, asked=asked: _all(m, asked), k))
        # rule names must be unique: number them
        self.got = _rs("ce", [(b, f"{t}#{i}") for i, (b, t) in enumerate(rules)])
        from durable.lang import assert_fact, retract_fact

        self.add, self.drop = assert_fact, retract_fact  # post() is consumed by the first rule that fires

    def eval(self, a):
        y0, y1, n = ce.passing(a)
        self.got.clear()
        fact = {
            "channel": a["channel"],
            "both": int(y0 and y1),
            "short": a["required_years"] - n,
            "known": 1,
            "series": a["series"],
            "level": a["level"],
            "employer_type": a["employer_type"],
            "region": a["region"],
        }
        self.add("ce", fact)
        self.drop("ce", fact)
        tags = {t.split("#")[0] for t in self.got}
        f = [t for t in tags if t in "acd"]
        ks = sorted(t for t in tags if t[0] == "K")
        if not ks:
            f.append("e")
        return ce.result(f, ks[0] if ks else None, "sep" in tags)


def scale_load(n):
    rules = [
        (lambda m, s=s, level=level, h=h: (m.series == s) & (m.level == level) & (m.hours >= h), f"h{i}")
        for i, s, level, h in ce.scale_rules(n)
    ]
    rules.append((lambda m: m.known == 1, "known"))
    got = _rs(f"sc{n}", rules)
    from durable.lang import assert_fact, retract_fact

    o = assert_fact, retract_fact, got, f"sc{n}"
    scale_eval(o, {"series": "-", "level": "-", "hours": 0})
    return o


def scale_eval(o, a):
    add, drop, got, name = o
    got.clear()
    f = {"series": a["series"], "level": a["level"], "hours": a["hours"], "known": 1}
    add(name, f)
    drop(name, f)
    return len(got) - 1
