"""Warnings about policies that are correct as far as they go."""
