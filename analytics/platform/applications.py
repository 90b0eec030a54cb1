"""What applications use of APIs, by day, by API, engine and job type.

Tokens are *resolved*, charged when they were used or paid by a purchase since, or *uncharged*, owed still, as
`analytics.platform.uncharged` has it.
"""

from collections.abc import Sequence

import polars as pl

from analytics.store import Store
from analytics.store.api_sums import ApiPart, api_sums

RESOLVED, UNCHARGED = "resolved", "uncharged"
_TOKENS = pl.Decimal(38, 6)


def by_day(store: Store, owed: pl.DataFrame, part: ApiPart, every: str = "1d") -> pl.DataFrame:
    """Add up tokens by day (or week, `every` = "1w") and status.

    Parameters
    ----------
    store
        Where the use is.
    owed
        What is owed still, as `analytics.platform.uncharged.Debts.use` has it.
    part
        What to add up.
    every
        The length of a period.

    Returns
    -------
    pl.DataFrame
        One row per period and status with tokens: `day` (its first), `status`, `tokens` (Decimal); sorted.
    """
    return (
        _by_status(store, owed, part, ["day"])
        .group_by(pl.col("day").dt.truncate(every))
        .agg(pl.col(RESOLVED, UNCHARGED).sum().cast(_TOKENS))
        .unpivot([RESOLVED, UNCHARGED], index="day", variable_name="status", value_name="tokens")
        .filter(pl.col("tokens") > 0)
        .sort("day", "status")
    )


def by_application(store: Store, owed: pl.DataFrame, part: ApiPart) -> pl.DataFrame:
    """Add up use by application; parameters as of `by_day`.

    Returns
    -------
    pl.DataFrame
        One row per application, the most tokens first: `application_id`, `application`, `team` (of its newest use),
        `apis` (how many), `tokens`, `resolved`, `uncharged` (Decimal; tokens = resolved + uncharged), `first_day`,
        `last_day`.
    """
    keys = ["application_id", "application"]
    return (
        _by_status(store, owed, part, keys)
        .rename({"newest_team": "team"})
        .select(*keys, "team", "apis", "tokens", RESOLVED, UNCHARGED, "first_day", "last_day")
        .sort("tokens", "application", "application_id", descending=[True, False, False])
    )


def by_api(store: Store, owed: pl.DataFrame, part: ApiPart) -> pl.DataFrame:
    """Add up use by API, by engine of Automation, and by job type of Model Derivative; parameters as of `by_day`.

    Returns
    -------
    pl.DataFrame
        One row per `api`, `job` (null: none) and `unit`, the most tokens first: with `quantity`, `tokens`, `resolved`,
        `uncharged` (Decimal), `share` (of all tokens, 0 to 1), `first_day`, `last_day`.
    """
    share = (pl.col("tokens") / pl.col("tokens").sum()).cast(pl.Float64).fill_nan(0.0).fill_null(0.0)
    keys = ["api", "job", "unit"]
    return (
        _by_status(store, owed, part, keys)
        .select(*keys, "quantity", "tokens", RESOLVED, UNCHARGED, share.alias("share"), "first_day", "last_day")
        .sort("tokens", *keys, descending=[True, False, False, False])
    )


def by_team(store: Store, owed: pl.DataFrame, part: ApiPart) -> pl.DataFrame:
    """Add up use by the team that pays for it; parameters as of `by_day`.

    Returns
    -------
    pl.DataFrame
        One row per `team`, who paid first at the head: with `tokens`, `resolved`, `uncharged` (Decimal), `first_day`,
        `last_day`.
    """
    sums = _by_status(store, owed, part, ["team"])
    return sums.select("team", "tokens", RESOLVED, UNCHARGED, "first_day", "last_day").sort("first_day", "team")


def _by_status(store: Store, owed: pl.DataFrame, part: ApiPart, keys: Sequence[str]) -> pl.DataFrame:
    wanted = {"team": part.team, "application_id": part.application_id, "api": part.api, "job": part.job}
    own = owed.filter(
        pl.col("day") >= part.first_day if part.first_day else pl.lit(value=True),
        pl.col("day") <= part.last_day if part.last_day else pl.lit(value=True),
        *(pl.col(name) == value for name, value in wanted.items() if value is not None),
    )
    uncharged = own.group_by(keys).agg(pl.col("owed").sum().cast(_TOKENS).alias(UNCHARGED))
    return (
        api_sums(store, keys, part)
        .join(uncharged, on=keys, how="left", nulls_equal=True, maintain_order="left")
        .with_columns(pl.col(UNCHARGED).fill_null(0))
        .with_columns((pl.col("tokens") - pl.col(UNCHARGED)).cast(_TOKENS).alias(RESOLVED))
    )
