"""What programs may ask of this room; :mod:`engine.api` hands these names on. Part of :mod:`engine.batch`."""

from __future__ import annotations

from engine.batch.run import Batch, run_batch
from engine.batch.run import Request as BatchRequest
from engine.batch.summary import summary, summary_as_csv, summary_as_text

__all__ = ["Batch", "BatchRequest", "run_batch", "summary", "summary_as_csv", "summary_as_text"]
