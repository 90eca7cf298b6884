"""What changed between two policies, in the officer's words, and whom the change admits or excludes.

Two folders, bundles or years are read into :class:`engine.difference.edition.Edition`. The older one is *rolled* to the year
of the newer one (:mod:`engine.difference.rolled`), so that a mere change of year changes nothing; what then differs is listed
by kind and clause (:mod:`engine.difference.listing`), rules that still read otherwise are asked about one by one, and last it
is asked whether any application is newly admitted or newly excluded: by :mod:`engine.symbolic` where z3 is installed, else by
going through a stated number of applications (:mod:`engine.difference.search`). Above ``symbolic`` and ``trace``, below
``api``; nothing that ``policy eval`` loads imports this room. See ``docs/diff.md``.
"""
