"""Rego in C++ (regopy): queries of a compiled bundle."""

import json

from bench.peers import ce
from bench.peers.engines import rego_src

NAME = "regopy (rego-cpp, C++)"


class Engine:
    """Task CE."""

    def __init__(self):
        import regopy

        b = regopy.Interpreter()
        # data documents did not reach the bundle's entry point: inline them as rules
        b.add_module("ce.rego", rego_src.inlined())
        self.bundle = b.build(None, ["ce/result"])
        self.e = regopy.Interpreter()

    def eval(self, a):
        self.e.set_input(a)
        o = self.e.query_bundle_entrypoint(self.bundle, "ce/result")
        r = json.loads(str(o))["expressions"][0]
        return ce.result(list(r["failed"]), r["committee"], r["separate"])


def scale_load(n):
    import regopy

    b = regopy.Interpreter()
    b.add_module("sc.rego", rego_src.scale_src(n))
    return regopy.Interpreter(), b.build(None, ["sc/n"])


def scale_eval(o, a):
    o[0].set_input(a)
    return json.loads(str(o[0].query_bundle_entrypoint(o[1], "sc/n")))["expressions"][0]
