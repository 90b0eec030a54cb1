"""What the products of a move will be used together in a year to come, from the days on which they were."""

import numpy as np
import polars as pl

from analytics.licensing.moves.chance import NextYear, whole_per_cent
from analytics.licensing.moves.standing import Standing
from analytics.licensing.moves.words import OTHERS
from analytics.usage import UsageDays
from analytics.usage.charged import USER, days_of_year
from analytics.usage.collecting import collected

ENOUGH_DAYS = 56
"""Calendar days since a user's first use below which nobody can tell what a year will be."""


def estimated(moved: pl.DataFrame, stand: Standing, used: UsageDays) -> pl.DataFrame:
    """Estimate a year of what is moved.

    Products of one move are taken together: all of them used on one full day are one unit of use. Used on the same
    days they vary more together than apart; what was seen of that is part of the variance.

    Parameters
    ----------
    moved
        One row per move: `team_id`, `user_id`, `products` (list), `subscription_price` (null: not known).
    stand
        How each user stands.
    used
        The usage days it is made of.

    Returns
    -------
    pl.DataFrame
        The moves, in their order, with `charged_days`, `tokens` (Float64), `first_day`, `last_day` (of the last year),
        `person_days`, `elsewhere`, `others`, `token_price`, `currency`, `tokens_year`, `tokens_year_low`,
        `tokens_year_high` (of the year to come, with an 80 % interval), the same as days (`days_year`, ...),
        `flex_cost_year`,
        `break_even_days` (null: no price, or a token costs nothing), and `above` (the chance that a year on Flex costs
        more than the price; null: no price, or not enough history).
    """
    numbered = moved.with_row_index("place")
    parts = numbered.explode("products", empty_as_null=True).rename({"products": "product"})
    parts = parts.join(stand.rows, on=[*USER, "product"], maintain_order="left")
    sums = parts.group_by("place", maintain_order=True).agg(
        pl.col("token_price", "currency", "history", "person_days").first(), **_together()
    )
    evidence = numbered.join(sums, on="place", maintain_order="left").join(
        _days(parts, used, stand), on="place", maintain_order="left"
    )
    evidence = evidence.join(_elsewhere(parts, stand), on="place", how="left", maintain_order="left").with_columns(
        pl.col("elsewhere").fill_null(0.0)
    )
    return _with_days(_with_year(evidence, stand)).drop("place", *_together())


def _together() -> dict[str, pl.Expr]:
    cost = pl.col("tokens_day") * pl.col("rate")
    seen = (pl.col("charged_days") / pl.col("days")).clip(0, 1)
    weighted = {name: (pl.col(name) * cost).sum() / cost.sum() for name in ("weight", "spread", "there", "stopping")}
    return {
        **weighted,
        "unit": pl.col("tokens_day").sum(),
        "expected": cost.sum(),
        "full_days": pl.col("days").max(),
        "apart": (pl.col("tokens_day") ** 2 * pl.col("rate") * (1 - pl.col("rate"))).sum(),
        "seen_apart": (pl.col("tokens_day") ** 2 * seen * (1 - seen)).sum(),
    }


def _elsewhere(parts: pl.DataFrame, stand: Standing) -> pl.DataFrame:
    """Tell what share of the tokens of what is moved other teams paid in the last year: `place`, `elsewhere`, `others`.

    It is of the products of the move: a team in which the person uses another one alone gains nothing by it.
    """
    if stand.paid is None:
        return parts.clear().select("place", elsewhere=pl.lit(None, pl.Float64), others=pl.lit(None, OTHERS))
    paid = parts.select("place", *USER, "product_id").join(stand.paid, on=[*USER, "product_id"])
    by_team = paid.group_by("place", "team", "away", maintain_order=True).agg(pl.col("tokens").sum())
    shares = by_team.with_columns(share=pl.col("tokens") / pl.col("tokens").sum().over("place")).filter("away")
    return shares.group_by("place").agg(
        elsewhere=pl.col("share").sum(),
        others=pl.struct("team", "share").sort_by("share", "team", descending=[True, False]),
    )


def _days(parts: pl.DataFrame, used: UsageDays, stand: Standing) -> pl.DataFrame:
    """Count the days on which any product of a move was charged, and add up their tokens and the squares of these."""
    wanted = parts.select("place", *USER, "product_id")
    year = collected(days_of_year(used.lazy().filter(pl.col("tokens") > 0), stand.ends))
    days = year.join(wanted, on=[*USER, "product_id"]).group_by("place", "day")
    return (
        days.agg(pl.col("tokens").cast(pl.Float64).sum())
        .group_by("place")
        .agg(
            pl.col("tokens").sum(),
            charged_days=pl.len().cast(pl.Int64),
            squares=(pl.col("tokens") ** 2).sum(),
            first_day=pl.col("day").min(),
            last_day=pl.col("day").max(),
        )
    )


def _with_year(evidence: pl.DataFrame, stand: Standing) -> pl.DataFrame:
    names = ("tokens_year", "tokens_year_low", "tokens_year_high", "above")
    if evidence.is_empty():
        return evidence.with_columns(pl.lit(None, pl.Float64).alias(name) for name in names)
    mean = pl.col("tokens") / pl.col("full_days")
    joint = (pl.col("squares") / pl.col("full_days") - mean**2 - pl.col("seen_apart")).clip(0)
    use = evidence.select(
        share=pl.col("expected") / pl.col("unit"),
        variance=(pl.col("apart") + joint) / pl.col("unit") ** 2,
        enough=pl.col("subscription_price") / pl.col("token_price") / pl.col("unit"),
    )
    calendar = stand.calendar
    teams = calendar.teams(evidence)
    year = NextYear(
        share=use["share"].to_numpy(),
        variance=use["variance"].to_numpy(),
        weight=evidence["weight"].to_numpy(),
        spread=evidence["spread"].to_numpy(),
        days=calendar.year[teams],
        growth_sd=calendar.growth_sd[teams],
        there=evidence["there"].to_numpy(),
        stopping=evidence["stopping"].to_numpy(),
    )
    low, high = year.interval()
    known = (pl.col("history") >= ENOUGH_DAYS) & pl.col("subscription_price").is_not_null()
    return evidence.with_columns(
        pl.Series("tokens_year", year.mean) * pl.col("unit"),
        pl.Series("tokens_year_low", low) * pl.col("unit"),
        pl.Series("tokens_year_high", high) * pl.col("unit"),
        above=pl.when(known).then(whole_per_cent(year.chance_above(use["enough"].fill_null(np.inf).to_numpy()))),
    )


def _with_days(evidence: pl.DataFrame) -> pl.DataFrame:
    day, token = pl.col("tokens") / pl.col("charged_days"), pl.col("token_price")
    return evidence.with_columns(
        *((pl.col(f"tokens_year{end}") / day).alias(f"days_year{end}") for end in ("", "_low", "_high")),
        flex_cost_year=pl.col("tokens_year") * token,
        # A token that cost nothing never breaks even; there is no day to name.
        break_even_days=pl.when(token > 0).then(pl.col("subscription_price") / (day * token)),
    )
