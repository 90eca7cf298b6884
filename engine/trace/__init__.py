"""The ledger of a policy: which statement of the notice is carried by what, tested by which scenario, and what stands open.

Beside :mod:`engine.pipeline`: takes the stages ``syntax`` to ``core`` of one policy folder, the feature files, and where
there is one the notice's own text; gives a :class:`~engine.trace.ledger.Ledger` and diagnostics ``E08xx``. Nothing of the
notice's text is kept anywhere: it is read, compared, and shown beside what carries it.
"""
