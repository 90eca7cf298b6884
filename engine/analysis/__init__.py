"""Checks of a policy that is correct as far as it goes: what it says may still not be what was meant.

Takes ``(TypedPolicy, CorePolicy)``, gives diagnostics (:mod:`engine.analysis.checks`). Every check is one module with one
page in the catalogue; nothing here changes an outcome.
"""
