"""The rule language as text: keyword tables, grammar, surface tree, parser, printer and formatter.

Takes ``.policy`` files and the expressions inside YAML (``SourcePolicy``), gives a ``SurfacePolicy``
(:mod:`engine.syntax.from_source`). Knows words and structure; names get their meaning in :mod:`engine.resolved`.
"""
