"""The same policy gives the same text, whatever order sets happen to have in a process."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.building import ROOT

_PROGRAM = """
import hashlib
from engine import pipeline
from engine.artifact.from_core import build_tables
from engine.direct.module import generate
stages = pipeline.run("policies/2023", (), "core").stages
text = generate(stages["core"], build_tables(stages["typed"], stages["core"], "")).source
print(hashlib.sha256(text.encode()).hexdigest())
"""


def test_the_text_does_not_depend_on_the_order_of_sets() -> None:
    texts = set()
    for seed in ("1", "2"):
        surroundings = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        run = subprocess.run([sys.executable, "-c", _PROGRAM], cwd=ROOT, env=surroundings, capture_output=True, check=True)
        texts.add(run.stdout)
    assert len(texts) == 1
