"""Compiled policies as data and on disk."""
