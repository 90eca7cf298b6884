"""The core policy: few node kinds in dependency order, between ``typed`` and the evaluators."""
