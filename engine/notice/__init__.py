"""A notice as it was issued, read into passages and tables, and held against last year's policy. Above :mod:`engine.trace`.

Takes a text or Word file (:mod:`engine.notice.reading`), gives a :class:`engine.notice.model.Notice`: every line of the file is
in a passage, a table, among what surrounds them (page numbers, headings repeated), or listed as unread.
:mod:`engine.notice.matching` tells what became of each clause and row of last year. Nothing is corrected on the way: what looks
misread is a :class:`engine.notice.model.Doubt` beside the text as it stands.
"""
