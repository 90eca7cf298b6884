"""JsonLogic in Rust (datalogic-py), compiled once; answers come as JSON."""

from bench.peers import ce
from bench.peers.engines import jsonlogic_src as src

NAME = "datalogic-py (JsonLogic, Rust)"


class Engine:
    """Task CE."""

    def __init__(self):
        import datalogic_py

        e = datalogic_py.Engine()
        self.handle = datalogic_py.DataHandle
        self.s = e.session()
        self.y = e.compile(src.years())
        r = src.rules()
        self.rules = [e.compile(r[n]) for n in ("a", "c", "d", "route", "f")]

    def eval(self, a):
        years = self.s.evaluate_data(self.y, self.handle({"records": a["records"]}))
        a_, c, d, k, sep = self.s.evaluate_many(
            self.rules,
            self.handle(
                {
                    "years": years,
                    "channel": a["channel"],
                    "declared_year": a["declared_year"],
                    "required_years": a["required_years"],
                    "series": a["series"],
                    "level": a["level"],
                    "employer_type": a["employer_type"],
                    "region": a["region"],
                }
            ),
        )
        f = [n for n, v in (("a", a_), ("c", c), ("d", d)) if v != "true"]
        k = k[1:-1]  # JSON text of a plain string
        if not k:
            f.append("e")
        return ce.result(f, k, sep == "true")


def scale_load(n):
    import datalogic_py

    e = datalogic_py.Engine()
    return [e.compile(x) for x in src.scale_rules(n)]


def scale_eval(o, a):
    return sum(1 for r in o if r.evaluate(a))
