"""CEL in Rust (common-expression-language): one program a rule."""

from bench.peers import ce
from bench.peers.engines import cel_src

NAME = "common-expression-language (CEL, Rust)"


class Engine:
    """Task CE."""

    def __init__(self):
        import cel

        self.cel = cel
        x = cel_src.exprs()
        self.r = [(n, cel.compile(x[n])) for n in "acd"]
        self.route = cel.compile(x["route"])
        self.f = cel.compile(x["f"])

    def eval(self, a):
        ctx = self.cel.Context(variables=a)
        f = [n for n, p in self.r if not p.execute(ctx)]
        k = self.route.execute(ctx)
        if not k:
            f.append("e")
        return ce.result(f, k, self.f.execute(ctx))


def scale_load(n):
    import cel

    return cel, [cel.compile(x) for x in cel_src.scale_exprs(n)]


def scale_eval(o, a):
    ctx = o[0].Context(variables=a)
    return sum(1 for p in o[1] if p.execute(ctx))
