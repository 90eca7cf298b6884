"""OPA itself (Go), the shared library of a wheel that is unpacked below OPA_LIB, through its ctypes layer."""

import os
import sys

from bench.peers import ce
from bench.peers.engines import rego_src

NAME = "OPA (Go, c-shared)"


def _engine():
    p = os.environ["OPA_LIB"]
    if p not in sys.path:
        sys.path.insert(0, p)
    from opa_bindings.engine import OpaEngine

    return OpaEngine()


class Engine:
    """Task CE."""

    def __init__(self):
        self.e = _engine()
        self.e.add_policy("ce.rego", rego_src.CE)
        self.e.add_data(rego_src.DATA)

    def eval(self, a):
        r = self.e.eval_document("ce.result", a)
        return ce.result(list(r["failed"]), r["committee"], r["separate"])


def scale_load(n):
    e = _engine()
    e.add_policy("sc.rego", rego_src.scale_src(n))
    e.eval_document("sc.n", {"series": "", "level": "", "hours": 0})
    return e


def scale_eval(e, a):
    return e.eval_document("sc.n", a)
