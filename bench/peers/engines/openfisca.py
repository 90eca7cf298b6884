"""OpenFisca: records are a person's yearly inputs; a register is one simulation for every declared year."""

import numpy as np

from bench.peers import ce

NAME = "openfisca-core (numpy)"
HOURS = {"total": 90, "professional": 60, "public": 18, "general_public": 12}


def system(extra=()):
    """The rules as a tax and benefit system, with the codes and kinds of the words; ``extra``: makers of further variables."""
    from openfisca_core.entities import build_entity
    from openfisca_core.indexed_enums import Enum
    from openfisca_core.periods import YEAR
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    person = build_entity(key="person", plural="persons", label="p", is_person=True)
    words = dict(zip(ce.FACTS, (ce.SERIES, ce.LEVELS, ce.EMPLOYERS, ce.REGIONS), strict=True))
    enums = {fact: Enum(fact, {f"v{i}": word for i, word in enumerate(each)}) for fact, each in words.items()}
    code = {fact: {word: i for i, word in enumerate(each)} for fact, each in words.items()}

    def var(name, kind, formula=None, **more):
        members = {"value_type": kind, "entity": person, "definition_period": YEAR, "label": name, **more}
        return type(name, (Variable,), members | ({"formula": formula} if formula else {}))

    tbs = TaxBenefitSystem([person])
    stated = [var(name, int) for name in (*HOURS, "required_years")] + [
        var("has_record", bool),
        var("on_platform", bool),
    ]
    stated += [var(fact, Enum, possible_values=e, default_value=next(iter(e))) for fact, e in enums.items()]
    decided = [var(name, kind, formula) for name, (kind, formula) in _formulas(code).items()]
    for each in [*stated, *decided, *(make(var, code) for make in extra)]:
        tbs.add_variable(each)
    return tbs, code, enums


def _year_ok(person, period):
    if period.start.year < 2019:
        return person("has_record", period)
    enough = person("has_record", period)
    for name, least in HOURS.items():
        enough = enough * (person(name, period) >= least)
    return enough


def _too_few(person, period):
    need = person("required_years", period)
    window = np.maximum(need, 2) + 3
    return sum((person("year_ok", period.offset(-k)) * (k < window)).astype(int) for k in range(8)) < need


def _formulas(code):
    def committee(person, period):
        stated = {fact: np.asarray(person(fact, period)) for fact in ce.FACTS}
        fits = []
        for asked, _ in ce.routes():
            fits.append(np.ones(person.count, dtype=bool))
            for fact, word in asked:
                fits[-1] &= stated[fact] == code[fact][word]
        return np.select(fits, list(range(1, len(fits) + 1)), 0)

    def separate(person, period):
        return np.isin(np.asarray(person("region", period)), [code["region"][county] for county in ce.MOUNTAIN])

    return {
        "year_ok": (bool, _year_ok),
        "fa": (bool, lambda person, period: np.logical_not(person("on_platform", period))),
        "fc": (
            bool,
            lambda person, period: np.logical_not(person("year_ok", period) * person("year_ok", period.last_year)),
        ),
        "fd": (bool, _too_few),
        "fe": (bool, lambda person, period: person("committee", period) == 0),
        "committee": (int, committee),
        "separate_list": (bool, separate),
    }


def simulate(tbs, n, inputs):
    from openfisca_core.simulation_builder import SimulationBuilder

    sim = SimulationBuilder().build_default_simulation(tbs, n)
    for name, period, arr in inputs:
        sim.set_input(name, period, arr)
    return sim


class Engine:
    """Task CE."""

    def __init__(self):
        self.tbs, self.code, self.enums = system()

    def eval(self, a):
        from openfisca_core.indexed_enums import EnumArray

        y = str(a["declared_year"])
        inp = [
            ("on_platform", y, np.array([a["channel"] == "platform"])),
            ("required_years", y, np.array([a["required_years"]])),
        ]
        for k, c in self.code.items():
            inp.append((k, y, EnumArray(np.array([c[a[k]]], dtype=np.uint8), self.enums[k])))
        for r in a["records"]:
            ry = str(r["year"])
            inp.append(("has_record", ry, np.array([True])))
            for f in HOURS:
                inp.append((f, ry, np.array([r[f]])))
        sim = simulate(self.tbs, 1, inp)
        f = [n for n in "acde" if sim.calculate("f" + n, y)[0]]
        k = int(sim.calculate("committee", y)[0])
        return ce.result(f, ce.numbered(k), sim.calculate("separate_list", y)[0])


def scale_load(n):
    def mk(i, s, level, h):
        def f(var, code):
            return var(
                f"r{i}",
                bool,
                lambda person, period: (
                    (np.asarray(person("series", period)) == code["series"][s])
                    * (np.asarray(person("level", period)) == code["level"][level])
                    * (person("total", period) >= h)
                ),
            )

        return f

    return system([mk(*r) for r in ce.scale_rules(n)]), n


def scale_eval(o, a):
    from openfisca_core.indexed_enums import EnumArray

    (tbs, code, enums), n = o
    inp = [(k, "2023", EnumArray(np.array([code[k][a[k]]], dtype=np.uint8), enums[k])) for k in ("series", "level")]
    sim = simulate(tbs, 1, inp + [("total", "2023", np.array([a["hours"]]))])
    return sum(int(sim.calculate(f"r{i}", "2023")[0]) for i in range(n))


def batch(path, threads):
    from openfisca_core.indexed_enums import EnumArray

    from bench.peers.engines import columns

    c = columns.load(path)
    tbs, code, enums = system()
    n = c["n"]
    out = {k: np.zeros(n, dtype=np.int8) for k in ("fa", "fc", "fd", "fe", "committee", "separate_list")}
    for dy in np.unique(c["declared_year"]):
        idx = np.nonzero(c["declared_year"] == dy)[0]
        pos = np.full(n, -1)
        pos[idx] = np.arange(len(idx))
        y = str(int(dy))
        inp = [("on_platform", y, c["channel"][idx] == 0), ("required_years", y, c["required_years"][idx].astype(int))]
        for k in code:
            inp.append((k, y, EnumArray(c[k][idx].astype(np.uint8), enums[k])))
        sel = pos[c["rec_owner"]]
        for ry in range(int(dy) - 7, int(dy) + 1):
            m = (c["year"] == ry) & (sel >= 0)
            who = sel[m]
            for f in HOURS:
                arr = np.zeros(len(idx), dtype=int)
                arr[who] = c[f][m]
                inp.append((f, str(ry), arr))
            has = np.zeros(len(idx), dtype=bool)
            has[who] = True
            inp.append(("has_record", str(ry), has))
        sim = simulate(tbs, len(idx), inp)
        for k in out:
            out[k][idx] = sim.calculate(k, y)
    return lambda: columns.summary(*[out[k] for k in ("fa", "fc", "fd", "fe", "committee", "separate_list")])
