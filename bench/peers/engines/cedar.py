"""Cedar by cedarpy (Rust). No loops, counts or first match: years are counted, and the first route taken, in Python."""

import json

from bench.peers import ce

NAME = "cedarpy (Cedar, Rust)"
PARTIAL = "(b), the count of (d) and first-match in host; two requests per applicant"


def q(v):
    return json.dumps(v, ensure_ascii=False)


def policies():
    mt = "[{}]".format(",".join(q(m) for m in ce.MOUNTAIN))
    p = [
        '@id("base") permit(principal, action == Action::"apply", resource);',
        '@id("a") forbid(principal, action == Action::"apply", resource) when { context.channel != "platform" };',
        '@id("c") forbid(principal, action == Action::"apply", resource) when { !(context.y0 && context.y1) };',
        '@id("d") forbid(principal, action == Action::"apply", resource) when { context.n < context.required_years };',
        f'@id("separate") permit(principal, action == Action::"route", resource) when {{ {mt}.contains(context.region) }};',
    ]
    for asked, k in ce.routes():
        c = [f"context.{f} == {q(v)}" for f, v in asked]
        p.append('@id("{}") permit(principal, action == Action::"route", resource) when {{ {} }};'.format(k, " && ".join(c)))
    return "\n".join(p)


class Engine:
    """Task CE."""

    def __init__(self):
        import cedarpy

        self.c = cedarpy
        self.src = policies()
        self.ids = []
        import re

        self.ids = re.findall(r'@id\("(\w+)"\)', self.src)
        self.ps = cedarpy.PolicySet.from_str(self.src)
        self.names = {f"policy{i}": n for i, n in enumerate(self.ids)}
        self.ents = cedarpy.Entities.from_json_str("[]")

    def _ask(self, a, action, ctx):
        r = self.c.is_authorized(
            {"principal": 'User::"x"', "action": f'Action::"{action}"', "resource": 'R::"x"', "context": ctx},
            self.ps,
            self.ents,
        )
        return [self.names.get(x, x) for x in r.diagnostics.reasons]

    def eval(self, a):
        y0, y1, n = ce.passing(a)
        ctx = {
            "channel": a["channel"],
            "y0": y0,
            "y1": y1,
            "n": n,
            "required_years": a["required_years"],
            "series": a["series"],
            "level": a["level"],
            "employer_type": a["employer_type"],
            "region": a["region"],
        }
        f = [x for x in self._ask(a, "apply", ctx) if x != "base"]
        hits = self._ask(a, "route", ctx)
        ks = sorted(h for h in hits if h != "separate")
        if not ks:
            f.append("e")
        return ce.result(f, ks[0] if ks else None, "separate" in hits)


def scale_load(n):
    import cedarpy

    src = "\n".join(
        f"permit(principal, action, resource) when {{ context.series == {q(s)} && context.level == {q(level)} && "
        f"context.hours >= {h} }};"
        for i, s, level, h in ce.scale_rules(n)
    )
    return cedarpy, cedarpy.PolicySet.from_str(src), cedarpy.Entities.from_json_str("[]")


def scale_eval(o, a):
    c, ps, ents = o
    return len(
        c.is_authorized(
            {"principal": 'User::"x"', "action": 'Action::"x"', "resource": 'R::"x"', "context": a}, ps, ents
        ).diagnostics.reasons
    )
