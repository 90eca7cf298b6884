"""The command line: thin click commands over :mod:`engine.api`. Top room of the pipeline."""
