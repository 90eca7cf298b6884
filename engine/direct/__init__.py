"""Single applications at the limit: one specialised Python function per subject, from the application to the decision.

Beside :mod:`engine.evaluate`: reads a ``CorePolicy`` and its tables, never YAML. The function works in two-valued logic under
guards; the moment something is not plainly known (a fact that is needed and missing, a word for unknown, another spelling, a
wrong type, an unknown key) it hands the application over to the general way, which reads the case, evaluates it with three
values and tells what is wrong. So there is one meaning: where this room answers, it answers what the evaluators answer.
"""
