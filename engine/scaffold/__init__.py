"""Next year's policy folder, written from last year's by what the new notice says. Above :mod:`engine.notice`.

Takes a :class:`engine.notice.model.Comparison` and last year's folder, gives the texts of the new one:
:mod:`engine.scaffold.plan` decides what becomes of every file, :mod:`engine.scaffold.sheet` edits a YAML text in place, so that
comments and layout stay, :mod:`engine.scaffold.writing` puts the folder down whole or not at all. Nothing is invented: what was
carried over, guessed or not found is an entry of 核对 that says 待确认 with its evidence, and :mod:`engine.scaffold.todo` lists
those entries in the order to work them off.
"""
