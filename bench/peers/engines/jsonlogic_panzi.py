"""JsonLogic in Python (panzi-json-logic)."""

from bench.peers import ce
from bench.peers.engines import jsonlogic_src as src

NAME = "panzi-json-logic (Python)"


class Engine:
    """Task CE."""

    def __init__(self):
        from json_logic import jsonLogic

        self.j = jsonLogic
        self.y = src.years()
        self.r = src.rules()

    def eval(self, a):
        j, r = self.j, self.r
        d = dict(a, years=j(self.y, a))
        f = [n for n in "acd" if not j(r[n], d)]
        k = j(r["route"], d)
        if not k:
            f.append("e")
        return ce.result(f, k, j(r["f"], d))


def scale_load(n):
    from json_logic import jsonLogic

    return jsonLogic, src.scale_rules(n)


def scale_eval(o, a):
    return sum(1 for r in o[1] if o[0](r, a))
