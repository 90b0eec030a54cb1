"""Moves between Flex and subscriptions: the evidence, the cheapest cover, the chance that each pays."""

from analytics.licensing.moves.cover import cheapest_covers
from analytics.licensing.moves.listing import Moves, moves

__all__ = ["Moves", "cheapest_covers", "moves"]
