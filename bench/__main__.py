"""``python -m bench``: evaluations per second, then the start of ``policy eval``."""

from __future__ import annotations

from bench import cold, evaluate

print("evaluations per second")
evaluate.main([])
print("\nstart of the whole process")
cold.main([])
