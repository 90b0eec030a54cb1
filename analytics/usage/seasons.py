"""Users of a season: the same few months every year, and hardly any other."""

import calendar
from dataclasses import dataclass

import polars as pl

TWO_YEARS = 730
"""Covered days below which nobody can tell a season from a single project."""
_USER = ("team_id", "user_id")


@dataclass(frozen=True)
class SeasonRule:
    """When use has a season; whole numbers, so that it can be checked by hand."""

    months: int = 4
    """The longest season, in calendar months; 1 to 11."""
    years: int = 2
    """Seasons with use that there must be."""
    days: int = 5
    """Days used in a season from which it counts as one with use."""
    outside: int = 10
    """Of so many days used at most one lies outside the season."""


def seasons(months: pl.DataFrame, rule: SeasonRule) -> pl.DataFrame:
    """Find the season of each user who has one.

    A season are up to `months` calendar months in a row, the same every year (November to February is one, too). A
    user has it when `days` or more days were used in it in at least `years` of its years, and at most one of
    `outside` days used, all history taken together, lies outside it. Of several that fit, the shortest is given, then
    the one with the most days, then the one that begins first in the year.

    Parameters
    ----------
    months
        As `members.user_months` gives them: `team_id`, `user_id`, `month`, `days_used`.
    rule
        When use has a season.

    Returns
    -------
    pl.DataFrame
        One row per team and user with a season: `team_id`, `user_id`, `begins` (its first month, 1 to 12),
        `length` (months).
    """
    used = months.select(
        *_USER,
        pl.col("days_used").cast(pl.Int64),
        # Months since the year 0, so that a season that crosses New Year stays in one piece.
        number=pl.col("month").dt.year().cast(pl.Int64) * 12 + pl.col("month").dt.month() - 1,
    )
    windows = pl.DataFrame(
        [(begins, length) for begins in range(1, 13) for length in range(1, rule.months + 1)],
        schema={"begins": pl.Int64, "length": pl.Int64},
        orient="row",
    )
    into = pl.col("number") - (pl.col("begins") - 1)
    of_year = (
        _possible(used, rule)
        .join(windows, how="cross")
        .with_columns(inside=into % 12 < pl.col("length"), year=into // 12)
        .group_by(*_USER, "begins", "length", "year")
        .agg(pl.col("days_used").sum().alias("all_days"), pl.col("days_used").filter("inside").sum())
    )
    return (
        of_year.group_by(*_USER, "begins", "length")
        .agg(pl.col("all_days", "days_used").sum(), years=(pl.col("days_used") >= rule.days).sum())
        .filter(
            pl.col("years") >= rule.years,
            (pl.col("all_days") - pl.col("days_used")) * rule.outside <= pl.col("all_days"),
        )
        .sort("length", "days_used", "begins", descending=[False, True, False])
        .unique(_USER, keep="first", maintain_order=True)
        .select(*_USER, "begins", "length")
        .sort(_USER)
    )


def next_seasons(found: pl.DataFrame, last_days: pl.DataFrame) -> pl.DataFrame:
    """Name seasons and tell when each begins next.

    Parameters
    ----------
    found
        As `seasons` gives them.
    last_days
        One row per team: `team_id`, `covered_to`.

    Returns
    -------
    pl.DataFrame
        One row per team and user: `team_id`, `user_id`, `season` ("March to June"), `next_season` (the first day
        of the next one that begins after `covered_to`).
    """
    labels = [season_text(begins, length) for begins, length in found.select("begins", "length").iter_rows()]
    begins_later = pl.col("begins") > pl.col("covered_to").dt.month()
    year = pl.col("covered_to").dt.year() + pl.when(begins_later).then(0).otherwise(1)
    named = found.with_columns(pl.Series("season", labels, pl.String))
    return named.join(last_days, on="team_id").select(*_USER, "season", next_season=pl.date(year, pl.col("begins"), 1))


def season_text(begins: int, length: int) -> str:
    """Name a season by its first and last month.

    >>> season_text(11, 4), season_text(3, 1)
    ('November to February', 'March')
    """
    first, last = calendar.month_name[begins], calendar.month_name[(begins + length - 2) % 12 + 1]
    return first if length == 1 else f"{first} to {last}"


def _possible(used: pl.DataFrame, rule: SeasonRule) -> pl.DataFrame:
    """Keep the users whose use has no more than a few months of the year in it: the others have no season.

    Somebody of a season has at most one of `outside` days outside it, so the best `months` months of the year, in a
    row or not, hold all the others. It spares most users the look at every possible season.
    """
    of_month = used.group_by(*_USER, pl.col("number") % 12).agg(pl.col("days_used").sum())
    best = of_month.group_by(_USER).agg(
        all_days=pl.col("days_used").sum(), best=pl.col("days_used").top_k(rule.months).sum()
    )
    possible = best.filter((pl.col("all_days") - pl.col("best")) * rule.outside <= pl.col("all_days"))
    return used.join(possible, on=_USER, how="semi")
