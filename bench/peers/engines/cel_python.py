"""CEL in Python (cel-python): one program a rule."""

from bench.peers import ce
from bench.peers.engines import cel_src

NAME = "cel-python (CEL, pure Python)"


def _env():
    import celpy

    return celpy, celpy.Environment()


class Engine:
    """Task CE."""

    def __init__(self):
        self.celpy, env = _env()
        x = cel_src.exprs()

        def mk(s):
            return env.program(env.compile(s))

        self.r = [(n, mk(x[n])) for n in "acd"]
        self.route = mk(x["route"])
        self.f = mk(x["f"])

    def eval(self, a):
        j = self.celpy.json_to_cel
        ctx = {k: j(v) for k, v in a.items()}
        f = [n for n, p in self.r if not p.evaluate(ctx)]
        k = str(self.route.evaluate(ctx))
        if not k:
            f.append("e")
        return ce.result(f, k, self.f.evaluate(ctx))


def scale_load(n):
    celpy, env = _env()
    return celpy, [env.program(env.compile(x)) for x in cel_src.scale_exprs(n)]


def scale_eval(o, a):
    ctx = {k: o[0].json_to_cel(v) for k, v in a.items()}
    return sum(1 for p in o[1] if p.evaluate(ctx))
