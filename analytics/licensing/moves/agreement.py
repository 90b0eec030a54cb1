"""The rule of so many charged days a year beside the break-even: where they say different things, and why."""

import polars as pl

from analytics.licensing.moves.words import DOES_NOT_PAY, MAY_PAY, NO_PRICE, PAYS, TO_SUBSCRIPTION, TOO_EARLY


def disagreements(rows: pl.DataFrame, min_days: int) -> pl.DataFrame:
    """List the moves to a subscription of which the rule says something else than the break-even.

    The rule says who should have a subscription, by charged days alone. The break-even knows what a day of the products
    costs and what the subscription does, and the year to be expected. The days of the rule are those of the person,
    whatever the product and the team.

    Parameters
    ----------
    rows
        As `Moves.rows`.
    min_days
        The limit of the rule.

    Returns
    -------
    pl.DataFrame
        In their order, the rows with a move to a subscription where the rule says move and the break-even does not, or
        the other way round: all columns, and `why` in words.
    """
    above, verdict = pl.col("person_days") > min_days, pl.col("verdict")
    over_by_rule = above & ~verdict.is_in([PAYS, MAY_PAY])
    over_by_money = ~above & verdict.is_in([PAYS, MAY_PAY])
    return rows.filter(pl.col("kind") == TO_SUBSCRIPTION, over_by_rule | over_by_money).with_columns(why=_why(min_days))


def _why(min_days: int) -> pl.Expr:
    charged, person = pl.col("charged_days"), pl.col("person_days")
    expected = pl.col("days_year").round().cast(pl.Int64)
    even = pl.col("break_even_days").round(1)
    names = pl.col("products").list.join(" + ")
    several = pl.col("products").list.len() > 1
    verdict = pl.col("verdict")
    return (
        pl.when(verdict == NO_PRICE)
        .then(
            pl.format(
                "{} days are above {}, but what a subscription for {} costs is not known.",
                person,
                pl.lit(min_days),
                names,
            )
        )
        .when(verdict == TOO_EARLY)
        .then(pl.format("{} days are above {}, in too short a time to tell a year.", person, pl.lit(min_days)))
        .when(verdict == DOES_NOT_PAY, pl.col("break_even_days").is_null())
        .then(pl.format("{} days are above {}, but the tokens cost nothing.", person, pl.lit(min_days)))
        .when(verdict == DOES_NOT_PAY, charged <= min_days, charged < pl.col("break_even_days"))
        .then(
            pl.format(
                "{} days are above {}, but {} of them are of {}: the subscription costs as much as {}.",
                person,
                pl.lit(min_days),
                charged,
                names,
                even,
            )
        )
        .when(verdict == DOES_NOT_PAY, charged < pl.col("break_even_days"))
        .then(
            pl.format(
                "{} days are above {}, but a day of {} is cheap: the subscription costs as much as {} of them.",
                person,
                pl.lit(min_days),
                names,
                even,
            )
        )
        .when(verdict == DOES_NOT_PAY)
        .then(
            pl.format(
                "{} days are above {}, but no more than {} are to be expected in the year to come; last used on {}.",
                person,
                pl.lit(min_days),
                expected,
                pl.col("last_day").dt.to_string("%Y-%m-%d"),
            )
        )
        .when(charged < pl.col("break_even_days"))
        .then(
            pl.format(
                "{} days are not above {}, but {} are to be expected in a whole year; it pays from {} on.",
                person,
                pl.lit(min_days),
                expected,
                even,
            )
        )
        .when(several)
        .then(
            pl.format(
                "{} days are not above {}, but several products share them: {} pays from {} days on.",
                person,
                pl.lit(min_days),
                pl.col("offers").list.join(" + "),
                even,
            )
        )
        .otherwise(
            pl.format(
                "{} days are not above {}, but a day of {} is dear: the subscription pays from {} days on.",
                person,
                pl.lit(min_days),
                names,
                even,
            )
        )
    )
