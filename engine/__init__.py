"""Policy as configuration for professional-title evaluation (职称评审).

The public names are in :mod:`engine.api`; ``docs/architecture.md`` names the rooms in between.
"""

__version__ = "0.1.0"
