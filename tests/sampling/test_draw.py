"""The rule by which a sample is drawn: reproducible, independent of order, exact in its numbers."""

from __future__ import annotations

import hashlib
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sampling.draw import Record, allocate, draw, population_digest
from tests.cli.helpers import ROOT

PAGE = (ROOT / "docs" / "sampling.md").read_text(encoding="utf-8")
LETTERS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=6)


def records(keys: list[str], stratum: str = "") -> list[Record]:
    return [Record(key, stratum, line) for line, key in enumerate(keys, 1)]


def keys(drawn: list) -> list[str]:
    return [each.record.key for each in drawn]


@given(st.lists(LETTERS, min_size=1, max_size=30, unique=True), LETTERS, st.randoms())
def test_order_does_not_count(names: list[str], seed: str, chance: random.Random) -> None:
    listed = records(names)
    shuffled = list(listed)
    chance.shuffle(shuffled)
    one, other = draw(listed, seed, count=len(names)), draw(shuffled, seed, count=len(names))
    assert one == other
    assert keys(one[2][:1]) == keys(draw(listed, seed, count=1)[2])


@given(st.lists(st.tuples(LETTERS, st.sampled_from("甲乙丙")), min_size=1, max_size=40, unique_by=lambda pair: pair[0]))
def test_a_rate_is_rounded_up_in_every_stratum(pairs: list[tuple[str, str]]) -> None:
    listed = [Record(key, stratum, line) for line, (key, stratum) in enumerate(pairs, 1)]
    _, strata, drawn = draw(listed, "种子", rate=Fraction(1, 20))
    sizes = Counter(stratum for _, stratum in pairs)
    assert {s.name: (s.size, s.drawn) for s in strata} == {name: (n, -(-n // 20)) for name, n in sizes.items()}
    assert Counter(each.record.stratum for each in drawn) == Counter({name: -(-n // 20) for name, n in sizes.items()})


@given(st.dictionaries(LETTERS, st.integers(1, 1000), min_size=1, max_size=9), st.data())
def test_a_number_is_shared_out_exactly(sizes: dict[str, int], data: st.DataObject) -> None:
    wanted = data.draw(st.integers(1, sum(sizes.values())))
    shares = allocate(sizes, None, wanted)
    assert sum(shares.values()) == wanted
    for name, share in shares.items():
        exact = Fraction(wanted * sizes[name], sum(sizes.values()))
        assert int(exact) <= share <= min(sizes[name], int(exact) + 1)


def test_rates_have_no_rounding_of_binary_fractions() -> None:
    assert allocate({"": 100}, Fraction(7, 100), None) == {"": 7}  # 100 * 0.07 is a little more than 7 in floating point
    assert allocate({"": 1}, Fraction(1, 10**8), None) == {"": 1}
    assert allocate({"": 7}, Fraction(1), None) == {"": 7}


def test_seed_and_list_both_count() -> None:
    names = [f"U{number:03}" for number in range(100)]
    base = keys(draw(records(names), "1", count=10)[2])
    assert base != keys(draw(records(names), "2", count=10)[2])
    changed = draw(records([*names, "U100"]), "1", count=10)
    assert base != keys(changed[2])
    assert changed[0] != population_digest(records(names))


def test_every_record_has_the_same_chance() -> None:
    names = [f"U{number}" for number in range(20)]
    hits = Counter(key for seed in range(2000) for key in keys(draw(records(names), str(seed), count=5)[2]))
    assert all(400 < hits[name] < 600 for name in names)  # 500 expected, five standard deviations either way


def test_stratum_and_key_cannot_run_together() -> None:
    assert population_digest([Record("bc", "a", 1)]) != population_digest([Record("c", "ab", 1)])


def examples() -> list[str]:
    return re.findall(r"```(?:python|sh)\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("place,command", [(0, [sys.executable]), (1, ["sh"])])
def test_programs_of_the_page_draw_the_same(place: int, command: list[str], tmp_path: Path) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip("no shell")
    names = [f"单位{number}" for number in range(30)]
    listed, program = tmp_path / "list.txt", tmp_path / "program"
    listed.write_text("\n".join(names) + "\n", encoding="utf-8")
    program.write_text(examples()[place], encoding="utf-8")
    answer = subprocess.run([*command, str(program), str(listed), "2023123", "7"], capture_output=True, check=True)
    assert answer.stdout.decode("utf-8").split() == keys(draw(records(names), "2023123", count=7)[2])


def test_fixed_example_of_the_page() -> None:
    digest, _, drawn = draw(records(list("ABCD")), "2023123", count=2)
    assert digest == hashlib.sha256(b"\tA\n\tB\n\tC\n\tD\n").hexdigest()
    assert f"`{digest}`, and two of four are " + " and ".join(f"`{key}`" for key in keys(drawn)) in " ".join(PAGE.split())
