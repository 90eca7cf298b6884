"""Rego in Rust (regorus, as built by gordon-to-regorus)."""

import contextlib

from bench.peers import ce
from bench.peers.engines import rego_src

NAME = "regorus (Rego, Rust)"


class Engine:
    """Task CE."""

    def __init__(self):
        import regorus

        self.e = regorus.Engine()
        self.e.add_policy("ce.rego", rego_src.CE)
        self.e.add_data(rego_src.DATA)

    def eval(self, a):
        self.e.set_input(a)
        r = self.e.eval_rule("data.ce.result")
        return ce.result(list(r["failed"]), r["committee"], r["separate"])


def scale_load(n):
    import regorus

    e = regorus.Engine()
    with contextlib.suppress(Exception):
        e.set_policy_length_config(max_file_bytes=1 << 30, max_lines=1 << 24, max_col=1 << 16)
    e.add_policy("sc.rego", rego_src.scale_src(n))
    e.set_input({"series": "", "level": "", "hours": 0})
    e.eval_rule("data.sc.n")
    return e


def scale_eval(e, a):
    e.set_input(a)
    return e.eval_rule("data.sc.n")
