"""Evaluation: a core policy, the facts of a case and bindings give an :class:`~engine.evaluate.outcome.Outcome`.

``reference`` is a plain tree walk and *is* the definition of the language; ``compiled`` generates Python with the same
outcomes. ``kleene`` and ``operators`` hold the arithmetic of unknown values that both use.
"""
