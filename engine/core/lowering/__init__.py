"""Sugar rewritten to core nodes, one idea a module. Part of :mod:`engine.core`."""
