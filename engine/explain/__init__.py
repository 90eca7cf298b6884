"""From an outcome to a decision that people can read: findings with figures, what is missing, what would make it pass.

Above ``evaluate``, ``artifact`` and ``case``; below ``pipeline``. Light to import: it runs on every ``policy eval``.
:func:`engine.explain.decision.decide` makes the decision as plain JSON data (``schemas/decision.schema.json``),
:func:`engine.explain.letter.letter` turns that data, and nothing else, into the letter.
"""
