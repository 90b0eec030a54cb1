"""Decisions about moves: what is open, what was decided, what came of it."""
