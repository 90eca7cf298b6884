"""Task CE in Rego, for OPA, regorus and rego-cpp."""

import json

from bench.peers import ce

CE = """package ce
import rego.v1

passing contains r.year if { some r in input.records; r.year < 2019 }
passing contains r.year if {
  some r in input.records
  r.total >= 90
  r.professional >= 60
  r.public >= 18
  r.general_public >= 12
}
low := input.declared_year - (max([input.required_years, 2]) + 3)
both if { input.declared_year in passing; (input.declared_year - 1) in passing }
in_window contains y if { some y in passing; y > low; y <= input.declared_year }
any_or(x, y) if x == "any"
any_or(x, y) if x == y
hits := [r.committee | some r in data.routes; any_or(r.series, input.series); any_or(r.level, input.level);
  any_or(r.employer_type, input.employer_type); any_or(r.region, input.region)]
default committee := null
committee := hits[0]
failed contains "a" if input.channel != "platform"
failed contains "c" if not both
failed contains "d" if count(in_window) < input.required_years
failed contains "e" if count(hits) == 0
default separate := false
separate if input.region in data.mountain
result := {"failed": failed, "committee": committee, "separate": separate}
"""

DATA = {
    "routes": [dict(zip(["series", "level", "employer_type", "region", "committee"], r, strict=False)) for r in ce.ROUTES],
    "mountain": ce.MOUNTAIN,
}


def inlined():
    return (
        CE.replace("data.routes", "routes").replace("data.mountain", "mountain")
        + "\n".join(f"{k} := {json.dumps(v, ensure_ascii=False)}" for k, v in DATA.items())
        + "\n"
    )


def scale_src(n):
    def q(v):
        return json.dumps(v, ensure_ascii=False)

    return (
        "package sc\nimport rego.v1\n"
        + "\n".join(
            f"hit contains {i} if {{ input.series == {q(s)}; input.level == {q(level)}; input.hours >= {h} }}"
            for i, s, level, h in ce.scale_rules(n)
        )
        + "\nn := count(hit)\n"
    )
