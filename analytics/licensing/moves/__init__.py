"""Moves between Flex and subscriptions: the evidence, the cheapest cover, the chance that each pays."""

from analytics.licensing.moves.above import above_limit, users_above
from analytics.licensing.moves.agreement import disagreements
from analytics.licensing.moves.cover import cheapest_covers
from analytics.licensing.moves.listing import Moves, moves
from analytics.licensing.moves.options import cover_options
from analytics.licensing.moves.words import (
    DOES_NOT_PAY,
    MAY_PAY,
    NO_PRICE,
    PAYS,
    TO_FLEX,
    TO_SUBSCRIPTION,
    TOO_EARLY,
    UNASSIGN,
)

__all__ = [
    "DOES_NOT_PAY",
    "MAY_PAY",
    "NO_PRICE",
    "PAYS",
    "TOO_EARLY",
    "TO_FLEX",
    "TO_SUBSCRIPTION",
    "UNASSIGN",
    "Moves",
    "above_limit",
    "cheapest_covers",
    "cover_options",
    "disagreements",
    "moves",
    "users_above",
]
