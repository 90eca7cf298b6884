"""Documents below and beside the notice: committees' notices, county plans, amendments, registers.

Part of :mod:`engine.resolved`. ``joined`` reads them all and changes what is declared; ``weaving`` puts what they say about
scopes and definitions into the bound statements. A document below fills what was left open or narrows; whatever would
relax a figure of the notice is refused with both places.
"""
