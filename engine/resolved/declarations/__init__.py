"""Declarations read from YAML, one module per file of the policy folder. Part of :mod:`engine.resolved`.

Shapes have been checked by the JSON Schemas; these readers check what a schema cannot: references, dates, duplicates.
"""
