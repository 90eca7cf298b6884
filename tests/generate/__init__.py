"""Synthetic registers."""
