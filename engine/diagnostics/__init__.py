"""Diagnostics as values: where a text is wrong, which code says so, and with which figures.

Lowest room of the pipeline: every stage reports through :class:`Diagnostic`; words are looked up in the catalogue only
when somebody renders one, so that importing this package stays cheap on the ``policy eval`` path.
"""

from engine.diagnostics.diagnostic import Diagnostic, Label, Severity
from engine.diagnostics.span import NOWHERE, Span

__all__ = ["NOWHERE", "Diagnostic", "Label", "Severity", "Span"]
