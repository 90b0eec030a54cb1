"""The year to come: what somebody will use, with an 80 % interval, and the chance that it is more than a price."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.special import betainc

from analytics.licensing.moves.activity import Floats

LOW, HIGH = 0.1, 0.9
"""The ends of the 80 % interval."""
_PARTS = 12
"""Months in which somebody may stop."""
_HALVINGS = 15


@dataclass(frozen=True)
class NextYear:
    """The use of a year to come, in full days on which all products of a move would be used; one value per move.

    A beta distribution for whoever stays all year (a beta-binomial's mean and variance), mixed with the years of those
    who stop in each month and with nothing for those who have stopped already.
    """

    share: Floats
    """Expected use of a full day, as a share of all products used."""
    variance: Floats
    """Of the use of a full day."""
    weight: Floats
    """Full days that the share is known from."""
    spread: Floats
    """Variance between quarters as a multiple of chance."""
    days: Floats
    """Full days of the year to come, with growth."""
    growth_sd: Floats
    there: Floats
    """Chance that the user still uses them."""
    stopping: Floats
    """Chance of stopping, on each full day."""

    @property
    def mean(self) -> Floats:
        """The use to be expected."""
        lasts, remains = self._stays()
        return np.asarray(self.share * self.days * self.there * (lasts * remains).sum(axis=0))

    def chance_above(self, use: Floats) -> Floats:
        """Give the chance of more use than this."""
        lasts, remains = self._stays()
        chance = np.zeros_like(self.share)
        for part, stays in zip(lasts, remains, strict=True):
            chance += stays * self._above(use, self.days * part)
        return chance * self.there

    def quantile(self, share: float) -> Floats:
        """Give the use that is not exceeded with this chance."""
        low, high = np.zeros_like(self.share), self.days.copy()
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            more = self.chance_above(middle) > 1 - share
            low, high = np.where(more, middle, low), np.where(more, high, middle)
        return low

    def interval(self) -> tuple[Floats, Floats]:
        """Return the ends of the 80 % interval, wide enough to have the mean in it.

        The few who stop early can pull the mean below what nine years in ten exceed.
        """
        mean = self.mean
        return np.minimum(self.quantile(LOW), mean), np.maximum(self.quantile(HIGH), mean)

    def _stays(self) -> tuple[Floats, Floats]:
        """Give the shares of a year for which somebody stays, and the chance of each."""
        edges = np.arange(_PARTS + 1)[:, None] / _PARTS
        still = np.exp(-edges * self.stopping * self.days)
        lasts = np.concatenate([(edges[:-1] + edges[1:]) / 2, [[1.0]]])
        return lasts, np.concatenate([still[:-1] - still[1:], still[-1:]])

    def _above(self, use: Floats, days: Floats) -> Floats:
        """Give the chance of more than this in so many full days."""
        mean = np.clip(self.share, 1e-6, 1 - 1e-6)
        chance = self.variance * (self.spread / days + 1 / (self.weight + 1))
        spread = np.minimum(chance + (self.growth_sd * mean) ** 2, 0.95 * mean * (1 - mean))
        known = mean * (1 - mean) / np.maximum(spread, 1e-9) - 1
        return 1 - np.asarray(betainc(mean * known, (1 - mean) * known, np.clip(use / days, 0.0, 1.0)))


def whole_per_cent(chances: Floats) -> pl.Series:
    """Return chances as precisely as they are known.

    >>> whole_per_cent(np.array([1.7e-71, 0.126, 0.9999])).to_list()
    [0.0, 0.13, 1.0]
    """
    return pl.Series(np.round(chances, 2))
