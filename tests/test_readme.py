"""What the README files show is what the program prints, and their links lead somewhere."""

from __future__ import annotations

import doctest
import json
import re

import pytest

from tests.readme import PAGES, ROOT, examples, run

FIRST_SCREEN = 60  # lines within which the first example begins


@pytest.mark.parametrize("page", PAGES)
def test_the_output_shown_is_the_real_one(page: str) -> None:
    shown = examples(page)
    inputs = [example for example in shown if example.kind == "input"]
    outputs = [example for example in shown if example.kind == "output"]
    assert inputs, f"{page} shows no application"
    assert outputs, f"{page} shows no output"
    for example in outputs:
        assert run(example.title, inputs) == example.body, f"{page}: run `make readme`"


@pytest.mark.parametrize("page", PAGES)
def test_the_example_is_on_the_first_screen(page: str) -> None:
    lines = (ROOT / page).read_text(encoding="utf-8").splitlines()
    first = next(number for number, line in enumerate(lines, 1) if line.startswith("<!-- example:input"))
    assert first <= FIRST_SCREEN


@pytest.mark.parametrize("page", PAGES)
def test_the_input_shown_is_json(page: str) -> None:
    for example in examples(page):
        if example.kind == "input":
            assert isinstance(json.loads(example.body), dict)


@pytest.mark.parametrize("page", PAGES)
def test_the_program_shown_says_what_is_printed(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    tried = doctest.testfile(str(ROOT / page), module_relative=False, encoding="utf-8")
    assert (tried.attempted, tried.failed) == (6, 0)


LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)")
PAGES_WITH_LINKS = sorted(path for path in ROOT.glob("**/*.md") if not {".venv", ".git"} & set(path.parts))


@pytest.mark.parametrize("path", PAGES_WITH_LINKS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path) -> None:
    targets = LINK.findall(path.read_text(encoding="utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []
