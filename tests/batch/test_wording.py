"""Answers spelled many at a time say what each says by itself."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from engine.batch.spelled import ASSUMED, READS, Speller
from engine.batch.wording import Wording
from engine.columnar.program import CODES, Program

ROWS = {"甲·1": {"table": "甲"}, "甲·2": {"table": "甲"}, "甲·3": {"table": "甲"}, "乙·1": {"table": "乙"}}
OF_ROWS = {"学历": ["甲"], "资历": ["乙"], "年限": ["甲", "乙"]}
TABLES: dict[str, Any] = {
    "subjects": {"申报": {"wording": "application"}},
    "rows": ROWS,
    "conditions": {name: {"tables": OF_ROWS.get(name, []), "consequence": "failure"} for name in ("材料", "学时", *OF_ROWS)},
    "clauses": {"一.1": {}, "一.2": {}, "二.1": {}},
    "gaps": {"无此级别": {}},
}
ENTRIES: list[tuple[str, str, str | None]] = [
    *((group, row, None) for group in ("row", "possible") for row in ROWS),
    *((f"{group}_in_rows", name, None) for group in ("failed", "open") for name in OF_ROWS),
    *((group, name, None) for group in ("failed", "open") for name in ("材料", "学时")),
    *((group, clause, None) for group in ("clause", "open_clause") for clause in TABLES["clauses"]),
    *(("missing", name, None) for name in ("age", "degree", "age")), ("referred", "无此级别", None), ("unsaid", "", None),
    ("granted", "免试", None), ("undetermined", "免试", None), ("granted", "加分", "甲·2"),
    *((f"{group}_alike", "加分", None) for group in ("granted", "awaiting", "undetermined")),
]  # fmt: skip


def program(random_: random.Random) -> Program:
    """The entries in any order, in a mask of a long whole number and others of short ones."""
    entries = random_.sample(ENTRIES, len(ENTRIES))
    masks = tuple((f"mask{at}", tuple(entries[first:last])) for at, (first, last) in enumerate([(0, 9), (9, 20), (20, None)]))
    return Program(
        subject="申报", sql="", shared=(), combined="", columns=(), masks=masks, days=(), known=(), asked=tuple(TABLES["conditions"]),
        granted=("免试", "加分"), alike=(("加分", ("甲·1", "甲·3", "乙·1")),), reasons="", told=1, looked_up=(),
    )  # fmt: skip


def test_many_answers_say_what_each_says() -> None:
    random_ = random.Random(7)
    told_of = 0
    for _ in range(20):
        made = program(random_)
        wording, alone = Wording(made, Speller(TABLES, made, "jsonl", "zh")), Speller(TABLES, made, "jsonl", "zh")
        for count in (40, 1, 60, 0):
            answers = [answer(random_, made) for _ in range(count)]
            left_out = random_.random() < 0.3
            answers = [(*each[:2], *((0,) * (len(each) - 2) if left_out else each[2:])) for each in answers]
            columns = [np.array(column, "int64") for column in zip(*answers, strict=True)] or [np.zeros(0, "int64")] * 2
            places, told = wording.places(columns[0], columns[1:2] if left_out else columns[1:])
            for number, each in enumerate(answers):
                wanted = alone.fields(each)
                assert bool(told[number]) is (wanted is not None)
                if wanted is not None:
                    assert wording.fields({name: int(found[number]) for name, found in places.items()}) == wanted
                    told_of += 1
        for values in wording.values.values():
            assert len({repr(value) for value in values}) == len(values)
    assert told_of > 300
    assert set(READS) < set(wording.values)


def answer(random_: random.Random, made: Program) -> tuple[int, ...]:
    """A code, and masks of which few bits are set."""
    found = [random_.randrange(len(CODES)) + random_.choice((0, ASSUMED))]
    for _, entries in made.masks:
        found.append(sum(1 << at for at in range(len(entries)) if random_.random() < 0.15))
    return tuple(found)
