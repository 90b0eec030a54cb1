"""Scenarios: the same futures, changed."""
