"""Every expression with its type and unit. Takes a ``ResolvedPolicy``, gives a ``TypedPolicy``.

Words find their enumeration here, numbers their unit, definitions their type; what cannot be computed is refused before
anything is evaluated (:mod:`engine.typed.from_resolved`).
"""
