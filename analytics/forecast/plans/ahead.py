"""The simulated futures as far as they lie in a term, and days and sums read from them."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from analytics.forecast.futures.history import Booleans, Floats
from analytics.forecast.outlook import Outlook
from analytics.forecast.plans.terms import Term
from analytics.forecast.run_out import BAND
from analytics.pool import PER_TOKEN, pay

_MANY = 100


@dataclass(frozen=True)
class Ahead:
    """The futures within a term."""

    first_day: date
    tokens: Floats
    """Tokens used on each day of each future; shape (futures, days), at least one day."""
    short: Booleans | None
    """Whether no pack can pay all use of the day; None: there are no packs."""
    is_whole: bool
    """Whether they reach the term's end."""

    @property
    def last_day(self) -> date:
        """The day of the last column."""
        return self.first_day + timedelta(days=self.tokens.shape[1] - 1)

    def short_by(self, day: date) -> float | None:
        """Give the chance that no pack can pay some use in the term by a day; None: there are no packs."""
        if self.short is None:
            return None
        return float(self.short[:, : (day - self.first_day).days + 1].any(axis=1).mean())

    def days(self, reached: Booleans) -> tuple[date | None, date | None, date | None]:
        """Give P10, P50 and P90 of the first day on which something holds; None: not in these days.

        Parameters
        ----------
        reached
            (futures, days): whether it holds.
        """
        none = self.tokens.shape[1]
        columns = np.where(reached.any(axis=1), reached.argmax(axis=1), none)
        low, middle, high = (int(np.quantile(columns, share, method="inverted_cdf")) for share in BAND)
        return self._day(low), self._day(middle), self._day(high)

    def _day(self, column: int) -> date | None:
        return self.first_day + timedelta(days=column) if column < self.tokens.shape[1] else None


def ahead_in(answer: Outlook, term: Term) -> Ahead | None:
    """Give the futures within a term; None where there are none."""
    if answer.paths is None:
        return None
    paths, first = answer.paths, max(term.first_day, answer.paths.first_day)
    until = paths.until(term.last_day)
    skipped = (first - paths.first_day).days
    if until.shape[1] <= skipped:
        return None
    short = None
    if answer.coming or answer.ledger.packs.height:
        # Of a term that is to come, what is used before it is not in it, but is paid first.
        use = np.rint(paths.drawn(until) * PER_TOKEN).astype(np.int64)
        short = pay(use, paths.first_day, answer.coming).unpaid[:, skipped:] > 0
    return Ahead(first, until[:, skipped:], short, paths.last_day >= term.last_day)


def month_sums(tokens: Floats, first_day: date) -> tuple[list[date], Floats]:
    """Add up futures by calendar month.

    Parameters
    ----------
    tokens
        (futures, days), at least one day.
    first_day
        The day of the first column.

    Returns
    -------
    list[date]
        The first day of each month, of the first also where the futures begin in its midst.
    NDArray
        (futures, months): tokens of the days that are in the month.
    """
    days = np.datetime64(first_day, "D") + np.arange(tokens.shape[1])
    months, starts = np.unique(days.astype("datetime64[M]"), return_index=True)
    sums: Floats = np.add.reduceat(tokens, starts, axis=1)
    return [date.fromisoformat(f"{month}-01") for month in months], sums


def band(sums: Floats) -> tuple[float, float, float]:
    """Give P10, P50 and P90 of what the futures sum up to: in whole tokens from 100 on, else in tenths."""
    values = np.quantile(sums, BAND)
    low, middle, high = values.round(0 if values[-1] >= _MANY else 1).tolist()
    return low, middle, high
