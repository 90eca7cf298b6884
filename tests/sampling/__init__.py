"""Inspection lists: the rule, lists as they are written, results and their checking."""
