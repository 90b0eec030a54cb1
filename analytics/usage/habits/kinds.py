"""The habits, what counts as each, and what it would change if one stopped."""

from dataclasses import dataclass
from enum import StrEnum


class Habit(StrEnum):
    """A habit; everything is counted within one team, whose tokens are never mixed with another's."""

    SEVERAL_PRODUCTS = "several-products"
    LEFT_OPEN = "left-open"
    UNPAID_LAUNCHES = "zero-token-launches"
    SHORT_USE = "single-short-days"

    @property
    def label(self) -> str:
        """The words people see."""
        return _LABELS[self]

    @property
    def occurrence(self) -> str:
        """What one occurrence is, in words."""
        return _OCCURRENCES[self]

    @property
    def if_it_stopped(self) -> str:
        """What would change if nobody did it any more."""
        return _IF_STOPPED[self]


@dataclass(frozen=True)
class Rules:
    """Where a habit begins."""

    run_days: int = 5
    """Consecutive charged days from which a run is taken for a session left open; 2 or more."""
    short_days: int = 2
    """Charged days of a user and product in the range up to which they are single short days; 1 or more."""


_LABELS = {
    Habit.SEVERAL_PRODUCTS: "Several products on one day",
    Habit.LEFT_OPEN: "Left open over the weekend",
    Habit.UNPAID_LAUNCHES: "Launches without charge",
    Habit.SHORT_USE: "Single short days",
}
_OCCURRENCES = {
    Habit.SEVERAL_PRODUCTS: "a day on which a user was charged for two or more products",
    Habit.LEFT_OPEN: "a run of days without a break on which a user was charged for a product, with a Saturday or"
    " Sunday in it",
    Habit.UNPAID_LAUNCHES: "a day on which a user launched a product and was not charged for it",
    Habit.SHORT_USE: "a product for which a user was charged on very few days of the range",
}
_IF_STOPPED = {
    Habit.SEVERAL_PRODUCTS: "At most the tokens of all products but the dearest of each such day: as if all work of"
    " the day could be done in that one. Most of it is real work; ask where the second product is opened only to look"
    " at a drawing.",
    Habit.LEFT_OPEN: "At most the tokens of the Saturdays and Sundays in these runs: as if nobody had worked on them.",
    Habit.UNPAID_LAUNCHES: "Nothing: these launches cost no tokens. They show trials, wrong clicks and features that"
    " start a product; open for more than five minutes each would be charged.",
    Habit.SHORT_USE: "At most all tokens of these days: as if somebody who has the product open anyway did the work.",
}
