"""Registers: readers, records, second tables, resuming, limits."""
