"""Days of which nothing is known although packs in force may have paid for them: how many, and how much it may be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analytics.pool.ledger import Ledger
from analytics.wording import count_text, day_text, listed_text, tokens_text

Draws = NDArray[np.float64]
_NEAR = 13
"""Weeks before and after a stretch of unknown days from which its use is drawn."""
_WEEK = 7
_SEED = 15
_NAMED = 3
_BAND = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Unknown:
    """What is not known of the use that the packs in force have paid for."""

    spans: Sequence[tuple[date, date]]
    """First and last days of the stretches between known days, or after the last of them."""
    before: tuple[date, date] | None
    """First and last day of the term before the first day of data; None where there is none. Nothing is assumed of
    them, for use may have begun with the data."""
    low: Decimal
    """Tokens, P10, that were probably used on the days of `spans` and that packs in force have paid, beyond the ledger.
    """
    middle: Decimal
    high: Decimal
    draws: Draws
    """The same in each future: tokens that packs in force have less than the ledger says; shape (futures,)."""

    @property
    def days(self) -> int:
        """How many days the stretches have."""
        return sum((last - first).days + 1 for first, last in self.spans)

    def left(self, available: Decimal) -> tuple[Decimal, Decimal]:
        """Return the likely range, P10 to P90, of what is left where the ledger has `available`."""
        return available - self.high, available - self.low

    def document(self, available: Decimal) -> dict[str, object]:
        """Return it as answers of commands have it; parameters as of `sentence`."""
        low, high = self.left(available)
        return {
            "days": self.days,
            "spans": self.spans,
            "before": self.before,
            "available_low": low,
            "available_high": high,
            "sentence": self.sentence(available),
        }

    def sentence(self, available: Decimal) -> str:
        """Return what is not known, what it probably comes to, and how to close it.

        Parameters
        ----------
        available
            What the ledger has left in active packs.
        """
        said = []
        if self.spans:
            low, high = self.left(available)
            probably = f"{tokens_text(low)} to {tokens_text(high)}" if low != high else tokens_text(low)
            said.append(
                f"Not known within {count_text(self.days, 'day')} without data ({_listed(self.spans)}):"
                f" {tokens_text(available)} tokens are left if nothing was used then, probably {probably}."
                f" {_to_close(self.days)}"
            )
        if self.before:
            first, last = self.before
            said.append(
                f"The use from {day_text(first)} to {day_text(last)} is not known and not taken off: load an export"
                " that covers it if there was any."
            )
        return " ".join(said)


def unknown_spans(daily: pl.DataFrame, book: Ledger) -> list[tuple[date, date]]:
    """Return the stretches of days without data in the terms of the packs in force, first and last day each.

    Parameters
    ----------
    daily
        `day`, `tokens` (null: not measured); one row per day up to the ledger's last, sorted.
    book
        The ledger at the end of the last day.
    """
    since = _term_start(book)
    if since is None:
        return []
    return _spans(daily.filter(pl.col("tokens").is_null(), pl.col("day") >= since)["day"].to_list())


def days_before(daily: pl.DataFrame, book: Ledger) -> tuple[date, date] | None:
    """Return the days of the terms of the packs in force that lie before the first day of data; None within a week."""
    since, begun = _term_start(book), daily["day"].min()
    if since is None or not isinstance(begun, date) or (begun - since).days < _WEEK:
        return None
    return since, begun - timedelta(days=1)


def unmeasured_sentence(days: Sequence[date]) -> str:
    """Return what figures leave out that were added up without some days, and how to close it.

    Parameters
    ----------
    days
        The days without data, ascending; of none nothing is said.
    """
    if not days:
        return ""
    return (
        f"What was used on {count_text(len(days), 'day')} without data ({_listed(_spans(days))}) is not known and not"
        f" among these figures. {_to_close(len(days))}"
    )


def likely_use(daily: pl.DataFrame, spans: Sequence[tuple[date, date]], count: int) -> Draws:
    """Draw the use of days without data from the weeks around them.

    Each draw takes a week from before or after a stretch, on the side that it tends to, and gives its weekdays to a
    week of the stretch; after the last known day there is one side only.

    Parameters
    ----------
    daily
        `day`, `tokens` (null: not measured); one row per day, sorted.
    spans
        The stretches, first and last day each.
    count
        How many draws.

    Returns
    -------
    NDArray
        (draws, days): tokens on each day of the stretches, one after the other.
    """
    rng = np.random.default_rng(_SEED)
    tokens = daily["tokens"].cast(pl.Float64).to_numpy()
    start: date = daily.item(0, "day")
    parts = []
    for first, last in spans:
        at, days = (first - start).days, (last - first).days + 1
        # From either end of the stretch whole weeks away, so that weekdays fall on their like.
        weeks = -(-days // _WEEK)
        before = [_at(tokens, at + np.arange(days) - _WEEK * back) for back in range(1, _NEAR + weeks)]
        after = [_at(tokens, at + np.arange(days) + _WEEK * ahead) for ahead in range(1, _NEAR + weeks)]
        parts.append(_drawn(rng, np.array(before), np.array(after), count))
    return np.concatenate(parts, axis=1) if parts else np.zeros((count, 0))


def _drawn(rng: np.random.Generator, before: Draws, after: Draws, count: int) -> Draws:
    """Put weeks of each side together; shape (draws, days). A side without a measured day has no weeks to draw."""
    days = before.shape[1]
    towards_after = rng.random(count)
    drawn = np.zeros((count, days))
    for start in range(0, days, _WEEK):
        week = slice(start, min(start + _WEEK, days))
        sides = [side[:, week][np.isfinite(side[:, week]).all(axis=1)][:_NEAR] for side in (before, after)]
        sides = [side for side in sides if len(side)] or [_usual(before, after, week)]
        late = rng.random(count) < towards_after
        for side, chosen in zip(sides, (~late, late) if len(sides) > 1 else (late | ~late,), strict=True):
            drawn[chosen, week] = side[rng.integers(len(side), size=int(chosen.sum()))]
    return drawn


def _usual(before: Draws, after: Draws, week: slice) -> Draws:
    """Return the mean of each weekday where no whole week is measured; nothing where no day is."""
    both = np.concatenate([before, after])[:, week]
    measured = np.isfinite(both)
    means: Draws = np.where(measured, both, 0).sum(axis=0) / np.maximum(measured.sum(axis=0), 1)
    return means[np.newaxis]


def _at(tokens: Draws, places: NDArray[np.int64]) -> Draws:
    inside = (places >= 0) & (places < len(tokens))
    days: Draws = np.where(inside, tokens[np.clip(places, 0, len(tokens) - 1)], np.nan)
    return days


def _term_start(book: Ledger) -> date | None:
    since = book.packs.filter(pl.col("state") == "active")["first_day"].min()
    return since if isinstance(since, date) else None


def band(draws: Draws) -> tuple[Decimal, Decimal, Decimal]:
    """Return P10, P50 and P90 in whole tokens."""
    low, middle, high = (Decimal(round(value)) for value in np.quantile(draws, _BAND).tolist())
    return low, middle, high


def _spans(days: Iterable[date]) -> list[tuple[date, date]]:
    """Return the stretches that days in their order make, first and last day each."""
    spans: list[tuple[date, date]] = []
    for day in days:
        goes_on = bool(spans) and (day - spans[-1][1]).days == 1
        first = spans.pop()[0] if goes_on else day
        spans.append((first, day))
    return spans


def _to_close(days: int) -> str:
    these, them = ("this day", "it") if days == 1 else ("these days", "them")
    return f"Load an export that covers {these}, or enter {them} as closing days if nothing was used."


def _listed(spans: Sequence[tuple[date, date]]) -> str:
    return listed_text(
        [day_text(first) if first == last else f"{day_text(first)} to {day_text(last)}" for first, last in spans],
        _NAMED,
    )
