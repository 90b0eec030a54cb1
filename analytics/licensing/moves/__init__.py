"""Moves between Flex and subscriptions: the evidence, the cheapest cover, the chance that each pays."""

from analytics.licensing.moves.cover import cheapest_covers
from analytics.licensing.moves.listing import Moves, moves
from analytics.licensing.moves.words import TO_FLEX, TO_SUBSCRIPTION, UNASSIGN

__all__ = ["TO_FLEX", "TO_SUBSCRIPTION", "UNASSIGN", "Moves", "cheapest_covers", "moves"]
