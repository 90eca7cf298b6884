"""Measurements: how fast the evaluators are, and the long random comparison between them."""
