"""From an application file to a typed :class:`~engine.case.case.Case`, with the place and provenance of every fact.

Between ``source`` (positioned JSON) and the evaluators. On the ``policy eval`` path: nothing here imports a heavy library.
One small module per idea: numbers, dates, words, rows, year spans, lists, records, containment, relations, absence.
"""
