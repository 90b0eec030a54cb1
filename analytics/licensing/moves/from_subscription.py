"""Moves away from a subscription: to Flex where few days are used, and unassign where none are.

Seat Usage exports tell the days; a year of them is estimated as a year on Flex is, each day at its rate. A Usage Report
tells a sum only, over a period that it does not name but gives away: so many days at so many a month.
"""

from datetime import date

import numpy as np
import polars as pl

from analytics.licensing.moves.chance import NextYear, whole_per_cent
from analytics.licensing.moves.estimate import ENOUGH_DAYS, estimated
from analytics.licensing.moves.standing import standing
from analytics.licensing.moves.words import MOVE, OTHERS, TO_FLEX, UNASSIGN, verdict
from analytics.licensing.prices import PriceBook
from analytics.store import Names
from analytics.usage import UsageDays
from analytics.usage.charged import USER

SILENT_DAYS = 90
"""Calendar days without use after which a subscription is to be taken away, not moved."""
_SEAT = (*USER, "product_id")
_FULL_YEAR, _DAYS_OF_MONTH = 260.0, 365 / 12
_USUAL_RATE, _USUAL_WEIGHT, _SPREAD, _DRIFT, _STOPPING = 0.15, 5.0, 1.5, 0.1, 0.1 / _FULL_YEAR
"""What is assumed of a user of whom a report tells a sum: the rate of the pool and its weight in full days, the spread
between quarters, the drift of a pool from year to year, and the share who stop in a year."""


def from_seat_use(
    seats: pl.DataFrame, covered: pl.DataFrame, names: Names, teams: dict[int, str], book: PriceBook
) -> pl.DataFrame:
    """List the subscriptions that cost more than their days would on Flex, by Seat Usage exports.

    Parameters
    ----------
    seats
        Of `analytics.store.seats.seat_use`.
    covered
        Of `analytics.store.seats.covered_seat_days`.
    names
        The labels, masked or shown.
    teams
        By `team_id`: the team's name, as the prices know it.
    book
        Rates and prices.

    Returns
    -------
    pl.DataFrame
        Rows with the columns of `words.MOVE` but `move`, `team` and `user`. Where a rate or the price is not known
        there is no row: nobody could tell what the move is worth.
    """
    if seats.is_empty():
        return pl.DataFrame(schema=MOVE)
    day = covered["day"].max()
    assert isinstance(day, date)
    used, inside = _as_if_on_flex(seats, names, book, day)
    stand = standing(used, covered, names, teams, book)
    held = (
        stand.rows.join(_prices(stand.rows, book, day), on=["product", "currency"])
        .join(inside, on=_SEAT)
        .select(*USER, "subscription_price", products=pl.concat_list("product"), inside="products")
    )
    found = estimated(held.drop("inside"), stand, used).with_columns(
        held["inside"], offers="products", end=pl.col("team_id").replace_strict(stand.ends, return_dtype=pl.Date)
    )
    silent = (pl.col("end") - pl.col("last_day")).dt.total_days() >= SILENT_DAYS
    return _worth_it(
        found.with_columns(
            products="inside",
            kind=pl.when(silent).then(pl.lit(UNASSIGN)).otherwise(pl.lit(TO_FLEX)),
            chance_pays=1 - pl.col("above"),
        )
    )


def from_report(report: pl.DataFrame, names: Names, teams: dict[int, str], book: PriceBook, day: date) -> pl.DataFrame:
    """List the subscriptions that cost more than their days would on Flex, by the newest Usage Report.

    Parameters
    ----------
    report
        Of `analytics.store.seats.reported_seats`.
    names, teams, book
        As of `from_seat_use`.
    day
        On which prices are asked for.

    Returns
    -------
    pl.DataFrame
        As of `from_seat_use`; `first_day` is null, for a report does not tell it.
    """
    rows = report.filter("assigned").join(names.products, on="product_id")
    if rows.is_empty():
        return pl.DataFrame(schema=MOVE)
    money = [(team, book.token(name, day)) for team, name in teams.items()]
    tokens = pl.DataFrame(
        [(team, float(price.amount), price.currency) for team, price in money],
        schema={"team_id": rows.schema["team_id"], "token_price": pl.Float64, "currency": pl.String},
        orient="row",
    )
    rows = rows.join(tokens, on="team_id")
    rates = {product: _rate(product, None, book, day) for product in rows["product"].unique()}
    rows = (
        rows.join(_prices(rows, book, day), on=["product", "currency"])
        .with_columns(
            rate=pl.col("product").replace_strict(rates, return_dtype=pl.Float64),
            charged_days=pl.col("days_used").fill_null(0).cast(pl.Int64),
            seen=pl.max_horizontal(
                pl.when(pl.col("monthly_average") > 0)
                .then(pl.col("days_used") / pl.col("monthly_average") * _DAYS_OF_MONTH)
                .fill_null(0),
                pl.col("days_inactive").fill_null(0),
            ).clip(upper_bound=730),
        )
        .filter(pl.col("rate").is_not_null())
    )
    if rows.is_empty():
        return pl.DataFrame(schema=MOVE)
    idle = (pl.col("charged_days") == 0) | (pl.col("days_inactive") >= SILENT_DAYS)
    return _worth_it(
        _year_of_sums(rows).with_columns(
            kind=pl.when(idle.fill_null(False)).then(pl.lit(UNASSIGN)).otherwise(pl.lit(TO_FLEX)),
            offers=pl.concat_list("product"),
            products=pl.concat_list("product"),
            first_day=pl.lit(None, pl.Date),
            last_day="last_accessed",
        )
    )


def _as_if_on_flex(seats: pl.DataFrame, names: Names, book: PriceBook, day: date) -> tuple[UsageDays, pl.DataFrame]:
    """Turn days on subscriptions into usage days at today's rates; and give the products that each was used for.

    A collection has no rate of its own: its day costs what the products used in it cost.
    """
    kinds = (
        seats.select("product_id", "feature_id")
        .unique()
        .join(names.products, on="product_id")
        .join(names.features, on="feature_id", how="left")
    )
    rated = kinds.with_columns(
        pl.Series(
            "rate",
            [_rate(product, feature, book, day) for product, feature in kinds.select("product", "feature").iter_rows()],
            pl.Float64,
        ),
        alone=pl.Series([book.rate(product, day) is not None for product in kinds["product"]], dtype=pl.Boolean),
    )
    days = seats.join(rated, on=["product_id", "feature_id"], nulls_equal=True).group_by("day", *_SEAT)
    tokens = (
        # One product costs its rate once a day, whatever was opened in it.
        days.agg(
            pl.when(pl.col("alone").first()).then(pl.col("rate").first()).otherwise(pl.col("rate").sum()),
            unknown=pl.col("rate").is_null().any(),
        )
        .with_columns(unknown=pl.col("unknown").any().over(_SEAT))
        .filter(~pl.col("unknown"))
        .select("day", *_SEAT, tokens=pl.col("rate").cast(pl.Decimal(18, 6)))
    )
    inside = (
        seats.join(rated, on=["product_id", "feature_id"], nulls_equal=True)
        .group_by(_SEAT)
        .agg(products=pl.when("alone").then("product").otherwise(pl.coalesce("feature", "product")).unique().sort())
    )
    return UsageDays(tokens), inside


def _rate(product: str, feature: str | None, book: PriceBook, day: date) -> float | None:
    """Give the tokens of a day: of the product, else of the one in it, else of all known ones in a collection."""
    own = book.rate(product, day)
    if own is None and feature is not None:
        own = book.rate(feature, day)
    if own is not None:
        return float(own)
    if feature is not None:
        return None
    contents = book.contents.select("collection", "product").iter_rows()
    inside = [name for collection, name in contents if book.names.key(collection) == book.names.key(product)]
    rates = [rate for name in inside if (rate := book.rate(name, day)) is not None]
    return float(sum(rates)) or None


def _prices(rows: pl.DataFrame, book: PriceBook, day: date) -> pl.DataFrame:
    """Give what each known subscription costs a year: `product`, `currency`, `subscription_price`."""
    force = book.prices.filter(pl.col("first_day").is_null() | (pl.col("first_day") <= day))
    known: dict[tuple[str, str], float] = {}
    for offer, currency, price in force.select("offer", "currency", "price_year").iter_rows():
        known.setdefault((book.names.key(offer), currency), float(price))
    wanted = rows.select("product", "currency").unique()
    found = [known.get((book.names.key(product), currency)) for product, currency in wanted.iter_rows()]
    return wanted.with_columns(pl.Series("subscription_price", found, pl.Float64)).drop_nulls()


def _year_of_sums(rows: pl.DataFrame) -> pl.DataFrame:
    """Estimate a year from a sum of days over a period; the columns are those of `estimate.estimated`."""
    days = (rows["seen"] / 365 * _FULL_YEAR).to_numpy()
    used = np.minimum(rows["charged_days"].to_numpy().astype(np.float64), days)
    known = days / _SPREAD
    share = (used / _SPREAD + _USUAL_RATE * _USUAL_WEIGHT) / (known + _USUAL_WEIGHT)
    full = np.ones_like(share)
    year = NextYear(
        share=share,
        variance=share * (1 - share),
        weight=known + _USUAL_WEIGHT,
        spread=_SPREAD * full,
        days=_FULL_YEAR * full,
        growth_sd=_DRIFT * full,
        there=full,
        stopping=_STOPPING * full,
    )
    token, price = pl.col("token_price"), pl.col("subscription_price")
    enough = rows.select(price / (pl.col("rate") * token)).to_series()
    low, high = year.interval()
    ends = {"": year.mean, "_low": low, "_high": high}
    return (
        rows.with_columns(pl.Series(f"days_year{end}", values) for end, values in ends.items())
        .with_columns((pl.col(f"days_year{end}") * pl.col("rate")).alias(f"tokens_year{end}") for end in ends)
        .with_columns(
            flex_cost_year=pl.col("tokens_year") * token,
            break_even_days=pl.when(token > 0).then(enough),
            # A seat that was never used has no days to wait for.
            chance_pays=pl.when((pl.col("seen") >= ENOUGH_DAYS) | (pl.col("charged_days") == 0)).then(
                1 - whole_per_cent(year.chance_above(enough.to_numpy()))
            ),
        )
    )


def _worth_it(rows: pl.DataFrame) -> pl.DataFrame:
    """Add what each move saves, and leave out those that save nothing.

    A seat that nobody uses saves its whole price: no use on Flex is expected in its place. What its user would need
    after all is in `tokens_year_high` and `saving_low`.
    """
    price, token = pl.col("subscription_price"), pl.col("token_price")
    unused = [f"{name}{end}" for name in ("days_year", "tokens_year") for end in ("", "_low")]
    return (
        rows.with_columns(
            pl.when(pl.col("kind") == UNASSIGN).then(0.0).otherwise(name).alias(name)
            for name in (*unused, "flex_cost_year")
        )
        .with_columns(
            saving_year=price - pl.col("flex_cost_year"),
            saving_low=price - pl.col("tokens_year_high") * token,
            saving_high=price - pl.col("tokens_year_low") * token,
            # The rule of 100 days speaks of Flex only.
            rule=pl.lit(False),
            person_days=pl.lit(None, pl.Int64),
            elsewhere=pl.lit(0.0),
            others=pl.lit(None, OTHERS),
            verdict=verdict(),
        )
        .filter(pl.col("saving_year") > 0)
    )
