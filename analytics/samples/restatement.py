"""What an earlier export said about late December, before the numbers were restated."""

from dataclasses import dataclass, replace
from datetime import date
from random import Random

from analytics.samples.chance import shuffled
from analytics.samples.usage import UsageRow

FIRST_RESTATED_DAY = date(2025, 12, 15)
LAST_RESTATED_DAY = date(2025, 12, 31)
_LATE = 6
_RAISED = 4


@dataclass(frozen=True, slots=True)
class Correction:
    """One user, product and day of which an earlier export said something else."""

    day: date
    email: str
    product: str
    tokens_before: int | None
    """Tokens in the earlier export; None when it had no such row."""
    tokens: int
    """Tokens in the newer export, which is the truth."""


@dataclass(frozen=True, slots=True)
class Restatement:
    """The usage as it was known before, and what has changed since."""

    rows_before: tuple[UsageRow, ...]
    """All usage rows as the earlier export has them, in the order of the current ones."""
    corrections: tuple[Correction, ...]
    """By day, e-mail and product."""


def restatement_of(rows: tuple[UsageRow, ...], rng: Random) -> Restatement:
    """Take back what late December learned later: sessions reported late, and short ones that went on."""
    charged = [row for row in rows if FIRST_RESTATED_DAY <= row.day <= LAST_RESTATED_DAY and row.tokens]
    drawn = shuffled(charged, rng)[: _LATE + _RAISED]
    late, raised = set(drawn[:_LATE]), set(drawn[_LATE:])
    return Restatement(
        rows_before=tuple(replace(row, tokens=0) if row in raised else row for row in rows if row not in late),
        corrections=tuple(
            Correction(row.day, row.email, row.product, None if row in late else 0, row.tokens)
            for row in sorted(drawn, key=lambda row: (row.day, row.email, row.product))
        ),
    )
