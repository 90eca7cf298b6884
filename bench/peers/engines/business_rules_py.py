"""business-rules by Venmo: variables are Python methods, so (b) and the count of (d) are the host's."""

from bench.peers import ce

NAME = "business-rules (Python)"
PARTIAL = "(b) and the count of (d) are Python methods, as the library intends"


def _variables():
    from business_rules import variables

    text, number = variables.string_rule_variable, variables.numeric_rule_variable

    class Variables(variables.BaseVariables):
        def __init__(self, a):
            self.x = a
            self.s = ce.passing(a) if "records" in a else None

        @variables.boolean_rule_variable()
        def both(self):
            return self.s[0] and self.s[1]

        @number()
        def short(self):
            return self.x["required_years"] - self.s[2]

        @number()
        def hours(self):
            return self.x["hours"]

    def stated(fact):
        def read(self):
            return self.x[fact]

        read.__name__ = fact
        return text()(read)

    for fact in ("channel", *ce.FACTS):
        setattr(Variables, fact, stated(fact))
    return Variables


def _actions():
    from business_rules.actions import BaseActions, rule_action
    from business_rules.fields import FIELD_TEXT

    class Actions(BaseActions):
        def __init__(self):
            self.failed, self.hits, self.sep, self.n = [], [], False, 0

        @rule_action(params={"rule": FIELD_TEXT})
        def fail(self, rule):
            self.failed.append(rule)

        @rule_action(params={"k": FIELD_TEXT})
        def route(self, k):
            self.hits.append(k)

        @rule_action()
        def separate(self):
            self.sep = True

        @rule_action()
        def hit(self):
            self.n += 1

    return Actions


def cond(name, operator, value):
    return {"name": name, "operator": operator, "value": value}


def rule(conditions, action, junction="all", **params):
    return {"conditions": {junction: conditions}, "actions": [{"name": action, "params": params}]}


class Engine:
    """Task CE."""

    def __init__(self):
        from business_rules import run_all

        self.run, self.variables, self.actions = run_all, _variables(), _actions()
        eq = "equal_to"
        self.checks = [
            rule([{"all": [cond("channel", eq, "offline")]}], "fail", "any", rule="a"),
            rule([cond("both", "is_false", True)], "fail", rule="c"),
            rule([cond("short", "greater_than", 0)], "fail", rule="d"),
            rule([cond("region", eq, county) for county in ce.MOUNTAIN], "separate", "any"),
        ]
        self.routes = [rule([cond(fact, eq, word) for fact, word in asked], "route", k=k) for asked, k in ce.routes()]

    def eval(self, a):
        v, act = self.variables(a), self.actions()
        self.run(self.checks, v, act)
        self.run(self.routes, v, act, stop_on_first_trigger=True)
        if not act.hits:
            act.failed.append("e")
        return ce.result(act.failed, act.hits[0] if act.hits else None, act.sep)


def scale_load(n):
    from business_rules import run_all

    rules = [
        rule(
            [cond("series", "equal_to", s), cond("level", "equal_to", v), cond("hours", "greater_than_or_equal_to", h)],
            "hit",
        )
        for _, s, v, h in ce.scale_rules(n)
    ]
    return run_all, _variables(), _actions(), rules


def scale_eval(o, a):
    run, variables, actions, rules = o
    act = actions()
    run(rules, variables(a), act)
    return act.n
