"""What carries an excess of use: its parts by product, user or team, which add up to it exactly."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import narwhals.stable.v2 as nw
import polars as pl
from narwhals.stable.v2.typing import IntoLazyFrameT

from analytics.store import NOT_NAMED, Names
from analytics.usage.collecting import collected
from analytics.usage.ranges import Days
from analytics.usage.rounding import whole_parts
from analytics.usage.summary import KEYS, By, labels

REFERENCE_DAYS = 56
"""Days before, on which everybody's share of the expected use rests: eight whole weeks."""
_TENTHS = 10


@dataclass(frozen=True)
class Excess:
    """More use on some days than expected."""

    days: Days
    expected: Decimal
    """Tokens expected on these days, in tenths at the finest."""

    @property
    def reference(self) -> Days:
        """The eight weeks before."""
        return Days(self.days.first - timedelta(days=REFERENCE_DAYS), self.days.first - timedelta(days=1))


def tokens_then_and_before(rows: IntoLazyFrameT, excess: Excess, key: str) -> IntoLazyFrameT:
    """Add tokens up by a key: `tokens` of the days of the excess, `before` of the eight weeks before them."""
    return (
        nw.from_native(rows)
        .filter(nw.col("day").is_between(excess.reference.first, excess.days.last))
        .with_columns(then=nw.col("day") >= excess.days.first)
        .group_by(key, "then")
        .agg(nw.col("tokens").sum())
        .to_native()
    )


def causes(rows: pl.DataFrame, excess: Excess, by: By, names: Names) -> pl.DataFrame:
    """Split an excess into its parts.

    What was expected of all is shared out by the tokens of the eight weeks before: who used a tenth of them was
    expected to use a tenth now. Without use in those weeks nothing was expected of anybody, and all use is excess
    but for what was expected of all, which then stands in the row that is not named.

    Parameters
    ----------
    rows
        Rows of current usage, of the days of the excess and of the eight weeks before.
    excess
        What to split.
    by
        Product, user or team.
    names
        The labels, masked or shown.

    Returns
    -------
    pl.DataFrame
        One row per product, user or team with use then or before: the label under the name of `by`, its key,
        `tokens`, `expected`, `excess` (Decimal; the last two in tenths), the largest excess first. Their sums are the
        tokens of these days, what was expected, and the excess.
    """
    key = KEYS[by]
    totals = collected(tokens_then_and_before(rows.lazy(), excess, key))
    wide = (
        totals.group_by(key)
        .agg(
            tokens=pl.col("tokens").filter(pl.col("then")).sum(),
            before=pl.col("tokens").filter(~pl.col("then")).sum(),
        )
        .sort(key, nulls_last=True)
    )
    if not wide["before"].sum():
        wide = pl.concat([wide, pl.DataFrame({key: [None], "tokens": [0], "before": [1]}, schema=wide.schema)])
    expected = _shared(excess.expected, wide["before"].to_list())
    return (
        wide.with_columns(expected=pl.Series(expected, dtype=pl.Decimal(38, 6)))
        .with_columns(excess=pl.col("tokens").cast(pl.Decimal(38, 6)) - pl.col("expected"))
        .join(labels(names, by), on=key, how="left")
        .with_columns(pl.col(by).fill_null(NOT_NAMED))
        .select(by, key, "tokens", "expected", "excess")
        .sort("excess", by, descending=[True, False])
    )


def _shared(total: Decimal, weights: list[Decimal]) -> list[Decimal]:
    """Share a number of tokens out in tenths, the largest remainders first, so that the parts add up to it.

    >>> _shared(Decimal(1), [Decimal(1), Decimal(1), Decimal(1)])
    [Decimal('0.4'), Decimal('0.3'), Decimal('0.3')]
    """
    whole = sum(map(Fraction, weights), Fraction(0))
    tenths = Fraction(int(total * _TENTHS))
    parts = whole_parts({place: tenths * Fraction(weight) / whole for place, weight in enumerate(weights)})
    return [Decimal(part) / _TENTHS for part in parts.values()]
