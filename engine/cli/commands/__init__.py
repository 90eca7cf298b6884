"""The commands, one module each; ``build(lang)`` makes the click command. Part of :mod:`engine.cli`."""
