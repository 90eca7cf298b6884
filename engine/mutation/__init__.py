"""Changed policies: what a scenario should notice. Beside planning and sampling, below :mod:`engine.api`.

Takes the core policy and its tables, gives :class:`engine.mutation.mutant.Mutant` one by one; each is one changed place.
Nothing is compiled anew: :mod:`engine.mutation.patched` evaluates what a change touches by the plain tree walk and takes the
rest from the compiled policy. :mod:`engine.mutation.proofs` tells where a change changes nothing.
"""
