"""A command line read without click means what click would make of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import api
from engine.cli import quick
from engine.cli.commands import eval as command_module
from engine.cli.eval_options import OPTIONS, Request
from engine.cli.group import Group

WORDS = ["eval", "-", "--", "a.json", "b.json", "", "text", "json", "en", "zh", "2023-06-12", "-x", "--help", "-h", "check"]
FLAGS = [option.flag for option in OPTIONS]
ARGUMENTS = st.one_of(
    st.sampled_from(WORDS), st.sampled_from(FLAGS), st.builds("{}={}".format, st.sampled_from(FLAGS), st.sampled_from(WORDS))
)


def by_click(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> Request | None:
    """The request that click reads; ``None`` where it refuses."""
    found: list[Any] = []
    monkeypatch.setattr("engine.cli.evaluation.evaluate_files", lambda request, lang: found.append(request) or 0)
    group = Group("zh")
    try:
        with group.make_context("policy", list(arguments)) as context:
            group.invoke(context)
    except api.InvalidInput:
        return None
    assert command_module.__name__.endswith("eval")
    return found[0] if found else None


@settings(max_examples=400, deadline=None)
@given(st.lists(ARGUMENTS, max_size=6), st.sampled_from([[], ["--lang", "en"], ["--lang=en"]]))
def test_both_readers_agree(rest: list[str], before: list[str]) -> None:
    arguments = [*before, "eval", *rest]
    request = quick.read(arguments)
    if request is not None:
        with pytest.MonkeyPatch.context() as patch:
            assert by_click(arguments, patch) == request


@pytest.mark.parametrize("arguments", [
    ["eval", "a.json"], ["eval", "-"], ["--lang", "en", "eval", "a.json", "b.json"],
    ["eval", "a.json", "--format", "json", "--exit-code", "--reference", "--on=2023-06-12", "--lang", "en"],
    ["eval", "--policy", "p", "--with", "x", "--with=y", "--subject", "申报", "a.json"],
])  # fmt: skip
def test_usual_command_lines_are_quick(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    request = quick.read(arguments)
    assert request is not None
    assert request == by_click(arguments, monkeypatch)


@pytest.mark.parametrize("arguments", [
    [], ["eval"], ["eval", "--help"], ["eval", "--", "a.json"], ["check"], ["eval", "a", "--format", "xml"],
    ["eval", "a", "--on"], ["eval", "a", "--reference=1"], ["eval", "a", "--nosuch"], ["eval", "--policy", "--format", "a"],
])  # fmt: skip
def test_everything_else_is_for_click(arguments: list[str]) -> None:
    assert quick.read(arguments) is None
