"""The core language: few node kinds, sugar lowered, definitions in dependency order.

Takes a ``TypedPolicy`` (:mod:`engine.core.from_typed`), gives a ``CorePolicy`` (:mod:`engine.core.policy`) for every
evaluator, back end and analysis. What lowering promises is checked by :mod:`engine.core.invariants`.
"""
