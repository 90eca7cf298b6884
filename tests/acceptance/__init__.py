"""Tests of :mod:`engine.acceptance` and :mod:`engine.mutation`."""
