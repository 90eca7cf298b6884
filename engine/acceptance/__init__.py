"""Acceptance: the features of a policy run as they read, and held against the register of clauses.

The room above :mod:`engine.api`, of which it uses the public names only: what a scenario may claim is what any caller of the
library may see. ``docs/steps.md`` is the vocabulary, :mod:`engine.acceptance.steps` carries it out, one line each over
:mod:`engine.acceptance.check`. ``policy test`` and ``policy mutate`` are its commands; it needs no pytest.
"""
