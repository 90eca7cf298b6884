"""A synthetic register from a policy's own vocabulary and tables, for trying everything without personal data.

``anchors`` finds the figures and dates that the policy's comparisons turn on; ``draw`` draws rows around them; ``wrong``
spoils some; ``writing`` writes them. The distributions are described in docs/generate.md. Nothing here knows a year or a
notice: what is likely follows from the order of words, the examples of the vocabulary and the comparisons of the rules.
"""
