"""Sampling: a random inspection list that anyone can draw again and check. Beside :mod:`engine.pipeline`.

``population`` reads a list of those who may be inspected, ``draw`` chooses among them by a published rule that uses no
random generator and no order of lines, ``result`` writes the list with all that is needed to draw it again, and ``verify``
does so. The rule stands in ``docs/sampling.md``, so that any other program can do the same.
"""
