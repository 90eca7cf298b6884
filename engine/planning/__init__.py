"""Planning: which dates a policy's deadlines come to, under the facts known. Beside :mod:`engine.pipeline`.

Nothing here knows a clause or a figure. The deadlines (期限) of a subject stand in the core policy; each comparison of a
date fact is solved for the latest, or earliest, date that keeps it (:mod:`engine.planning.bounds`), under every permitted
option of the readings that it uses (:mod:`engine.planning.subjects`). Working months come from the routing tables
(:mod:`engine.planning.rows`). The plan is plain data (``schemas/deadlines.schema.json``), written as a calendar file or
drawn as a chart. Also here: the list of readings with what uses each (:mod:`engine.planning.readings`).
"""
