"""``CorePolicy`` → SQL: the same decisions over a whole register, computed by a database that knows nothing of us.

Above the core, beside the evaluators: a policy becomes *scalars* (:mod:`~engine.columnar.scalar`: a small algebra with
three-valued truth, shared wherever equal), scalars become a query in layers (:mod:`~engine.columnar.layers`), and the
query is made of sqlglot nodes from the whitelist of a dialect (:mod:`~engine.columnar.writing`). Nothing is pasted from text.
``docs/columnar.md`` describes the relation that goes in and what comes out.
"""
