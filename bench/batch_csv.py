"""A CSV of many gigabytes with one line far too long: ``policy batch`` in bounded memory, nothing lost.

``python -m bench.batch_csv [--gigabytes N] [--line MB] [--engine NAME]``: every row carries a long text in a column that is
passed over, one line in the middle is ``--line`` megabytes. Checked is that each line has its record and that the long one is
told as E0985.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from bench.batch import run
from bench.cold import ROOT

POLICY = str(ROOT / "bench" / "ce" / "policy")
FACTS = "id,declared_year,required_years,level,series,region,employer_type,channel"
ROW = "2023,3,中级,系列04,景宁,企业,平台"
LONG = 900_000


def write(path: Path, size: int, long: int) -> tuple[int, int]:
    """The file; gives its number of rows and the line that is too long."""
    filler = ("备" * 300_000).encode()
    rows = size // LONG
    with open(path, "wb") as out:
        out.write(f"{FACTS},备注\n".encode())
        for number in range(rows):
            out.write(f"{number},{ROW},".encode() + filler + b"\n")
            if number == rows // 2:
                out.write(f"{rows},{ROW},".encode())
                for _ in range(long // LONG):
                    out.write(filler)
                out.write(b"\n")
    return rows + 1, rows // 2 + 3


def main(arguments: list[str] | None = None) -> int:
    """Write the file, decide it, look at every record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gigabytes", type=float, default=5)
    parser.add_argument("--line", type=int, default=100)
    parser.add_argument("--engine", default="python")
    wanted = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["POLICY_CACHE_DIR"] = f"{folder}/cache"
        register, out = Path(folder) / "in.csv", Path(folder) / "out.jsonl"
        rows, line = write(register, int(wanted.gigabytes * 10**9), wanted.line * 10**6)
        size = register.stat().st_size / 10**9
        asked = ("batch", str(register), "--policy", POLICY, "--key", "id", "--ignore", "备注", "-o", str(out), "--jobs", "1",
                 "--engine", wanted.engine)  # fmt: skip
        spent, processor, peak = run(*asked)
        with open(out, encoding="utf-8") as records:
            told = [json.loads(record) for record in records]
        assert len(told) == rows, (len(told), rows)
        assert [(each["line"], each["errors"]) for each in told if each["errors"]] == [(line, ["E0985"])]
        print(f"{size:.1f} GB, {rows:,} rows, a line of {wanted.line} MB", end=": ")
        print(f"{spent:.0f} s, {processor:.0f} s of processor, {peak:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
