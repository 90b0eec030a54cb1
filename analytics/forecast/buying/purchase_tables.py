"""What can be bought, as tables."""

from collections.abc import Sequence

import polars as pl

from analytics.forecast.buying.true_up import Conditions, Quantity, TrueUp

_TOKENS = pl.Int64
_MONEY = pl.Decimal(38, 6)


def quantity_rows(quantities: Sequence[Quantity], conditions: Conditions) -> pl.DataFrame:
    """Give the tokens to buy by how sure they are to last.

    Returns
    -------
    pl.DataFrame
        One row per chance, ascending: `sure` (0 to 1), `needed` and `order` (tokens, before and after rounding to
        packs), `packs`, `price_per_token`, `order_money`, `currency`, `left` (tokens of the order that the middle
        future leaves on the last day it is to cover).
    """
    currency = conditions.offer.currency
    return pl.DataFrame(
        [
            (
                one.sure,
                one.needed,
                one.order.tokens,
                one.order.packs_text,
                one.order.price,
                one.order.money,
                currency,
                round(one.left.p50),
            )
            for one in quantities
        ],
        schema={
            "sure": pl.Float64,
            "needed": _TOKENS,
            "order": _TOKENS,
            "packs": pl.String,
            "price_per_token": _MONEY,
            "order_money": _MONEY,
            "currency": pl.String,
            "left": _TOKENS,
        },
        orient="row",
    )


def way_rows(found: TrueUp, conditions: Conditions) -> pl.DataFrame:
    """Set the ways side by side.

    Returns
    -------
    pl.DataFrame
        One row per way: `way`, `ordered_on`, `arrives` (null: nothing is bought), `order`, `order_money` (of the first
        order), `outage` (chance of a day not covered before the term ends), `outage_days`, `lapse` (tokens, by the
        end of `until`), `left` (then, in packs that go on), `tokens`, `money` (of all orders), `currency`,
        `later_tokens`, `later_money` (of those after the first), `lapse_p10`, `lapse_p90`, `until`. Without a mark days
        and tokens are those of the middle future.
    """
    rows = []
    for way in found.ways:
        first = way.purchases[0] if way.purchases else None
        tokens = first.order.tokens if first else 0
        money = first.order.money if first else conditions.offer.order(0).money
        rows.append(
            {
                "way": way.name,
                "ordered_on": first and first.ordered_on,
                "arrives": first and first.arrives,
                "order": tokens,
                "order_money": money,
                "outage": way.outage,
                "outage_days": round(way.outage_days.p50),
                "lapse": round(way.lapse.p50),
                "left": round(way.left.p50),
                "tokens": way.tokens,
                "money": way.money,
                "currency": conditions.offer.currency,
                "later_tokens": way.tokens - tokens,
                "later_money": way.money - money,
                "lapse_p10": round(way.lapse.p10),
                "lapse_p90": round(way.lapse.p90),
                "until": way.until,
            }
        )
    return pl.DataFrame(rows, schema=_WAYS)


def way_balances(found: TrueUp) -> pl.DataFrame:
    """Give the tokens left over time on each way: `way`, `day`, `p10`, `p50`, `p90`; a row for every third day."""
    return pl.concat(way.balance.select(pl.lit(way.name).alias("way"), pl.all()) for way in found.ways)


_WAYS: dict[str, pl.DataType | type[pl.DataType]] = {
    "way": pl.String,
    "ordered_on": pl.Date,
    "arrives": pl.Date,
    "order": _TOKENS,
    "order_money": _MONEY,
    "outage": pl.Float64,
    "outage_days": _TOKENS,
    "lapse": _TOKENS,
    "left": _TOKENS,
    "tokens": _TOKENS,
    "money": _MONEY,
    "currency": pl.String,
    "later_tokens": _TOKENS,
    "later_money": _MONEY,
    "lapse_p10": _TOKENS,
    "lapse_p90": _TOKENS,
    "until": pl.Date,
}
