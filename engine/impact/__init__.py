"""What a change would do to a register: every row decided as before and as after, and counted by who turns and why.

Uses the readers of :mod:`engine.batch`; stands above it and above :mod:`engine.difference`, below :mod:`engine.api`.
"""
