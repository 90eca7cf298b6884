"""pyDMNrules: five decision tables in DMN 1.3; (b) and the count of (d) are Python."""

from xml.sax.saxutils import escape

from bench.peers import ce

NAME = "pyDMNrules (DMN, Python)"
PARTIAL = "(b) and the count of (d) in host"


def q(v):
    return f'"{v}"'


def table(name, typ, inputs, rules, outs=None):
    x = [f'<decision id="d_{name}" name="{name}"><variable name="{name}" typeRef="{typ}"/>']
    for i, _ in inputs:
        x.append(f'<informationRequirement><requiredInput href="#i_{i}"/></informationRequirement>')
    x.append(f'<decisionTable id="t_{name}" hitPolicy="FIRST">')
    for i, t in inputs:
        x.append(
            f'<input id="c_{name}_{i}" label="{i}"><inputExpression typeRef="{t}"><text>{i}</text></inputExpression></input>'
        )
    x.append(f'<output id="o_{name}" name="{name}" typeRef="{typ}"/>')
    for n, (tests, out) in enumerate(rules):
        x.append(
            f'<rule id="r_{name}_{n}">'
            + "".join(f'<inputEntry id="e_{name}_{n}_{j}"><text>{escape(t)}</text></inputEntry>' for j, t in enumerate(tests))
            + f'<outputEntry id="u_{name}_{n}"><text>{escape(out)}</text></outputEntry></rule>'
        )
    x.append("</decisionTable></decision>")
    return "".join(x)


def xml(body, inputs):
    ins = "".join(f'<inputData id="i_{i}" name="{i}"><variable name="{i}" typeRef="{t}"/></inputData>' for i, t in inputs)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" '
        f'id="defs" name="defs" namespace="urn:ce">{ins}{body}</definitions>'
    )


KEYS = [("series", "string"), ("level", "string"), ("employer", "string"), ("region", "string")]


def load(text):
    import pyDMNrules

    d = pyDMNrules.DMN()
    st = d.useXML(text)
    if st and "errors" in st:
        raise RuntimeError(str(st)[:300])
    return d


class Engine:
    """Task CE."""

    def __init__(self):
        def any_(v):
            return "-" if v == "any" else q(v)

        body = table("fa", "boolean", [("channel", "string")], [([q("platform")], "false"), (["-"], "true")])
        body += table("fc", "boolean", [("both", "boolean")], [(["true"], "false"), (["-"], "true")])
        body += table("fd", "boolean", [("short", "number")], [(["> 0"], "true"), (["-"], "false")])
        body += table(
            "sep",
            "boolean",
            [("region", "string")],
            [([",".join(q(m) for m in ce.MOUNTAIN)], "true"), (["-"], "false")],
        )
        body += table(
            "committee",
            "string",
            KEYS,
            [([any_(v) for v in r[:4]], q(r[4])) for r in ce.ROUTES] + [(["-"] * 4, q("none"))],
        )
        self.d = load(xml(body, KEYS + [("channel", "string"), ("both", "boolean"), ("short", "number")]))

    def eval(self, a):
        y0, y1, n = ce.passing(a)
        st, out = self.d.decide(
            {
                "channel": a["channel"],
                "both": y0 and y1,
                "short": a["required_years"] - n,
                "series": a["series"],
                "level": a["level"],
                "employer": a["employer_type"],
                "region": a["region"],
            }
        )
        if st and "errors" in st:
            raise RuntimeError(str(st)[:300])
        r = (out[-1] if isinstance(out, list) else out)["Result"]
        f = [n for n in "acd" if r[f"f{n}.f{n}"]]
        k = r["committee.committee"]
        if k == "none":
            f.append("e")
        return ce.result(f, None if k == "none" else k, r["sep.sep"])
