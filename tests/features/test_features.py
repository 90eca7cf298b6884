"""Every scenario of ``features/`` is a test: the notice's clauses in words that the officer who wrote it can read."""

from __future__ import annotations

from pytest_bdd import scenarios

scenarios(".")
