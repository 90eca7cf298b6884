"""What a policy still leaves open: every place that says 待确认. Beside the pipeline, below :mod:`engine.api`.

Takes the YAML documents of a folder, gives :class:`engine.pending.items.Item` in the order of the files. A policy with open
items can be tried and tested; it is not released.
"""
