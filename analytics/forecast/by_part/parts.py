"""The forecast by product or department: each part has its own futures, made to add up to the whole's in every one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from analytics.errors import HistoryError
from analytics.forecast.futures.history import Floats
from analytics.forecast.futures.simulation import simulate
from analytics.forecast.outlook import Paths
from analytics.forecast.plans.ahead import month_sums
from analytics.forecast.run_out import BAND
from analytics.usage.days import since_first_use

MOST = 6
"""Parts with futures of their own; the smaller ones are one part together."""
OTHERS = "All others"
RECENT = 365
"""Newest days of data by whose use parts are ranked, and with whose shares the expected ones are compared."""


@dataclass(frozen=True)
class Parts:
    """What the parts of a team's use were, and may become; in every future they add up to the whole."""

    names: tuple[str, ...]
    """The largest so far first; `OTHERS` last, where there are others."""
    past: pl.DataFrame
    """`day`, `part`, `tokens` (Float64); one row per measured day and part."""
    first_day: date
    """The first day of the futures."""
    tokens: Floats
    """Tokens used on each day; shape (parts, futures, days)."""

    @property
    def last_day(self) -> date:
        """The last day of the futures."""
        return self.first_day + timedelta(days=self.tokens.shape[2] - 1)

    def totals(self) -> pl.DataFrame:
        """Give what each part was, and is expected to be.

        Returns
        -------
        pl.DataFrame
            One row per part, the largest expected first: `part`, `used` (tokens of the newest 365 days), `share_used`
            (of all of that), `expected` (tokens to come, the mean of the futures: these add up, quantiles do not),
            `p10`, `p90` (of the tokens to come), `share_expected`, `share_p10`, `share_p90` (of all to come, 0 to 1).
        """
        sums = self.tokens.sum(axis=2)
        whole = sums.sum(axis=0)
        shares = np.divide(sums, whole, out=np.zeros_like(sums), where=whole > 0)
        recent = self.past.filter(pl.col("day") > pl.col("day").max() - pl.duration(days=RECENT))
        used = dict(recent.group_by("part").agg(pl.col("tokens").sum()).iter_rows())
        every, to_come = sum(used.values()), float(whole.mean())
        rows = pl.DataFrame(
            {
                "part": self.names,
                "used": [used.get(name, 0.0) for name in self.names],
                "share_used": [used.get(name, 0.0) / every if every else 0.0 for name in self.names],
                "expected": sums.mean(axis=1),
                **_edges(sums, ""),
                "share_expected": sums.mean(axis=1) / to_come if to_come else 0 * sums.mean(axis=1),
                **_edges(shares, "share_"),
            }
        )
        return rows.sort("expected", "part", descending=[True, False])

    def months(self) -> pl.DataFrame:
        """Give tokens by month, of the past year and of the days to come.

        Returns
        -------
        pl.DataFrame
            One row per part and month: `part`, `month` (its first day), `used` (tokens, measured), `expected` (used
            and the mean of the futures), `p10`, `p90` (used and to come; null in months that are over); sorted.
        """
        month = pl.col("day").dt.truncate("1mo")
        since = (self.first_day - timedelta(days=RECENT)).replace(day=1)
        past = self.past.filter(pl.col("day") >= since).group_by("part", month.alias("month"))
        used = past.agg(used=pl.col("tokens").sum())
        starts, futures = _by_month(self.tokens, self.first_day)
        to_come = pl.concat(
            [
                pl.DataFrame(
                    {"month": starts, "coming": sums.mean(axis=0), **_edges(sums.T, "")}, schema_overrides=_MONTH
                ).with_columns(part=pl.lit(name))
                for name, sums in zip(self.names, futures, strict=True)
            ]
        )
        known = pl.col("used").fill_null(0.0)
        return (
            used.join(to_come, on=["part", "month"], how="full", coalesce=True)
            .select(
                "part",
                "month",
                known,
                expected=known + pl.col("coming").fill_null(0.0),
                p10=known + pl.col("p10"),
                p90=known + pl.col("p90"),
            )
            .sort("part", "month")
        )


_MONTH = {"month": pl.Date}


def parts(rows: pl.DataFrame, daily: pl.DataFrame, whole: Paths, last_day: date | None = None) -> Parts:
    """Split the futures of a team among its parts.

    Parameters
    ----------
    rows
        `day`, `part`, `tokens`; one row per day and part with use.
    daily
        The whole: `day`, `tokens` (null: not measured); one row per day, sorted. What the parts do not explain of it
        belongs to the others.
    whole
        Its futures, which begin after the last day of `daily`.
    last_day
        Where to end; None: where the futures do.

    Notes
    -----
    Every part is forecast alone, by the same method as the whole. The part's share in a future is its use over that of
    all parts, week by week, and the share is taken of the whole's use on each day of that week: top-down by forecast
    proportions [1]_, in every future. Futures in which the parts use much together are set beside those in which the
    whole does. A part with too little history goes on at its mean since its first use, of a
    week at least and four at most.

    References
    ----------
    .. [1] Athanasopoulos, Ahmed & Hyndman (2009), Hierarchical forecasts for Australian domestic tourism, IJF 25.
    """
    total = whole.until(last_day) if last_day else whole.tokens
    past = _past(rows.filter(pl.col("day") <= daily["day"].max()), daily)
    names = past["part"].unique(maintain_order=True).to_list()
    skipped = (whole.first_day - daily["day"].to_list()[-1]).days - 1
    calendar = daily.select("day")
    own = np.stack(
        [
            _own(
                calendar.join(past.filter(pl.col("part") == name), on="day", how="left"),
                skipped,
                total.shape,
                place,
                whole.closed,
            )
            for place, name in enumerate(names)
        ]
    )
    recent = past.filter(pl.col("day") > pl.col("day").max() - pl.duration(days=RECENT))
    by_part = dict(recent.group_by("part").agg(pl.col("tokens").sum()).iter_rows())
    ordinary = np.array([by_part.get(name, 0.0) for name in names])
    return Parts(tuple(names), past, whole.first_day, shared_out(total, _beside(own, total), ordinary))


def shared_out(whole: Floats, own: Floats, ordinary: Floats) -> Floats:
    """Make futures of parts add up to those of the whole.

    Parameters
    ----------
    whole
        Shape (futures, days), not negative.
    own
        The parts by themselves; shape (parts, futures, days), not negative.
    ordinary
        What to share in proportion to in a week in which no part uses anything; shape (parts,); alike where all are 0.

    Returns
    -------
    numpy.ndarray
        Shape (parts, futures, days).
    """
    days = whole.shape[1]
    sums = np.add.reduceat(own, np.arange(0, days, 7), axis=2)
    together = sums.sum(axis=0)
    usual = ordinary / ordinary.sum() if ordinary.sum() > 0 else np.full(len(own), 1 / len(own))
    shares = np.where(together > 0, sums / np.where(together > 0, together, 1.0), usual[:, None, None])
    split: Floats = shares[:, :, np.arange(days) // 7] * whole
    return split


def _past(rows: pl.DataFrame, daily: pl.DataFrame) -> pl.DataFrame:
    """Give `day`, `part`, `tokens` of every measured day and part, the largest part first and the others last."""
    measured = daily.drop_nulls("tokens").select("day", whole=pl.col("tokens").cast(pl.Float64))
    use = rows.join(measured, on="day", how="semi").with_columns(pl.col("tokens").cast(pl.Float64))
    newest = use.filter(pl.col("day") > daily["day"].max() - pl.duration(days=RECENT))
    ranked = newest.group_by("part").agg(pl.col("tokens").sum()).filter(pl.col("tokens") > 0)
    ranked = ranked.sort("tokens", "part", descending=[True, False])
    # One small part is shown by its name; two and more are one.
    named: Sequence[str] = ranked["part"].head(MOST if ranked.height > MOST + 1 else MOST + 1).to_list()
    grid = measured.join(pl.DataFrame({"part": named}, schema={"part": pl.String}), how="cross")
    shown = grid.join(use, on=["day", "part"], how="left").with_columns(pl.col("tokens").fill_null(0.0))
    explained = shown.group_by("day").agg(known=pl.col("tokens").sum())
    rest = measured.join(explained, on="day", how="left").select(
        "day", part=pl.lit(OTHERS), tokens=(pl.col("whole") - pl.col("known").fill_null(0.0)).clip(lower_bound=0.0)
    )
    order = {name: place for place, name in enumerate(named)}
    shown = shown.sort(pl.col("part").replace_strict(order, return_dtype=pl.Int64), "day").select(
        "day", "part", "tokens"
    )
    return shown if named and rest["tokens"].sum() < _NOTHING else pl.concat([shown, rest])


_NOTHING = 1e-6


def _own(daily: pl.DataFrame, skipped: int, shape: tuple[int, ...], seed: int, closed: Collection[date]) -> Floats:
    """Simulate one part by itself; shape (futures, days)."""
    futures, days = shape
    try:
        return simulate(daily, skipped + days, futures, seed, closed=closed)[:, skipped:]
    except HistoryError:
        newest = since_first_use(daily)["tokens"].drop_nulls().tail(28)
        return np.full((futures, days), max(float(newest.sum()), 0.0) / max(newest.len(), 7))


def _beside(own: Floats, whole: Floats) -> Floats:
    """Set futures in which the parts use much together beside those in which the whole does."""
    paired = np.empty(len(whole), dtype=np.int64)
    paired[np.argsort(whole.sum(axis=1), kind="stable")] = np.argsort(own.sum(axis=(0, 2)), kind="stable")
    return own[:, paired]


def _by_month(tokens: Floats, first_day: date) -> tuple[list[date], Floats]:
    parts_, futures, days = tokens.shape
    months, sums = month_sums(tokens.reshape(parts_ * futures, days), first_day)
    return months, sums.reshape(parts_, futures, -1)


def _edges(sums: Floats, prefix: str) -> dict[str, Floats]:
    """Give P10 and P90 over the futures, which are the second axis."""
    low, _, high = np.quantile(sums, BAND, axis=1)
    return {f"{prefix}p10": low, f"{prefix}p90": high}
