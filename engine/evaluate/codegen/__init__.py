"""Generation of Python from a core policy: the work behind :func:`engine.evaluate.compiled.generate`.

``module`` holds what the generated module has (constants, slots, functions), ``function`` one function being written,
``values``, ``statements`` and ``subjects`` write one kind of node each, ``keys`` tells which nodes are the same.
"""
