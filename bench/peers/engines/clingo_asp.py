"""Answer sets by clingo, all of the rules: a register is one grounding of all facts, one applicant a small grounding."""

from bench.peers import ce

NAME = "clingo (ASP)"


def q(v):
    return f'"{v}"'


RULES = """
ok(I,Y) :- rec(I,Y,T,P,B,G), Y < 2019.
ok(I,Y) :- rec(I,Y,T,P,B,G), T >= 90, P >= 60, B >= 18, G >= 12.
win(0..2,5). win(N,N+3) :- N = 3..5.
fail(I,a) :- ap(I,_,_,_,_,_,_,C), C != "platform".
fail(I,c) :- ap(I,D,_,_,_,_,_,_), not ok(I,D).
fail(I,c) :- ap(I,D,_,_,_,_,_,_), not ok(I,D-1).
fail(I,d) :- ap(I,D,N,_,_,_,_,_), win(N,W), #count { Y : ok(I,Y), Y > D-W, Y <= D } < N.
hit(I,K) :- ap(I,_,_,S,L,E,G,_), asks(1,K,S), asks(2,K,L), asks(3,K,E), asks(4,K,G).
best(I,K) :- hit(I,_), K = #min { X : hit(I,X) }.
routed(I) :- hit(I,_).
fail(I,e) :- ap(I,_,_,_,_,_,_,_), not routed(I).
sep(I) :- ap(I,_,_,_,_,_,G,_), mountain(G).
#show fail/2. #show best/2. #show sep/1.
"""


def program():
    """The rules, and the routing as facts."""
    found = [RULES]
    for k, row in enumerate(ce.ROUTES, 1):
        for place, (word, words) in enumerate(zip(row, (ce.SERIES, ce.LEVELS, ce.EMPLOYERS, ce.REGIONS), strict=False), 1):
            found += [f"asks({place},{k},{q(each)})." for each in (words if word == "any" else [word])]
    return "\n".join(found + [f"mountain({q(county)})." for county in ce.MOUNTAIN])


def facts(a, i=0):
    texts = ",".join(q(a[name]) for name in (*ce.FACTS, "channel"))
    found = [f"ap({i},{a['declared_year']},{a['required_years']},{texts})."]
    found += [f"rec({i},{','.join(str(record[name]) for name in ce.RECORD_FIELDS)})." for record in a["records"]]
    return "".join(found)


def solve(text, prog):
    import clingo

    c = clingo.Control(["--warn=none"])
    c.add("base", [], prog)
    c.add("base", [], text)
    c.ground([("base", [])])
    out = {}
    with c.solve(yield_=True) as h:
        for m in h:
            for s in m.symbols(shown=True):
                i = s.arguments[0].number
                d = out.setdefault(i, [[], None, False])
                if s.name == "fail":
                    d[0].append(s.arguments[1].name)
                elif s.name == "best":
                    d[1] = ce.numbered(s.arguments[1].number)
                else:
                    d[2] = True
            break
    return out


class Engine:
    """Task CE."""

    def __init__(self):
        self.p = program()
        import clingo  # noqa: F401

    def eval(self, a):
        f, k, s = solve(facts(a), self.p).get(0, [[], None, False])
        return ce.result(f, k, s)


def scale_load(n):
    return "\n".join(f"hit({i}) :- in({q(s)},{q(level)},H), H >= {h}." for i, s, level, h in ce.scale_rules(n))


def scale_eval(p, a):
    import clingo

    c = clingo.Control(["--warn=none"])
    c.add("base", [], p + f"\nin({q(a['series'])},{q(a['level'])},{a['hours']}). #show hit/1.")
    c.ground([("base", [])])
    with c.solve(yield_=True) as h:
        for m in h:
            return len(m.symbols(shown=True))
    return None


def batch(path, threads):
    import pyarrow.parquet as pq

    p = program()
    res = []
    for b in pq.ParquetFile(path).iter_batches(20_000):
        rows = b.to_pylist()
        out = solve("\n".join(facts(a, i) for i, a in enumerate(rows)), p)
        for i in range(len(rows)):
            f, k, s = out.get(i, [[], None, False])
            res.append(ce.result(f, k, s))
    return lambda: ce.summary(res)
