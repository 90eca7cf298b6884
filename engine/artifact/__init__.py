"""What is kept of a checked policy: generated code and explanation tables, stored under the digest of its files.

Between ``core``/``evaluate`` and ``case``/``explain``: the only thing that ``policy eval`` loads. See
:mod:`engine.artifact.tables`.
"""
