"""A whole register under one policy: rows read, decided, written and counted in bounded memory.

``sources`` and the readers beside it turn files into :class:`engine.batch.rows.Chunk`; an engine (``engines``) turns
chunks into results, by several processes where asked; ``run`` writes them in the order of the input, keeps the journal
that an interrupted run is resumed from, and puts the finished file in its place. See docs/batch.md.
"""
