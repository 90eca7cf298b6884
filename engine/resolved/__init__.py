"""Names bound to what they mean: facts, parameters, readings, definitions, words, clauses, rows; layers joined.

Takes a ``SurfacePolicy`` and its layers, gives a ``ResolvedPolicy`` (:mod:`engine.resolved.from_surface`). Every name of
the policy is known here or reported with the nearest known one; types and units come next, in :mod:`engine.typed`.
"""
