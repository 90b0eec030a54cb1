"""Tokens that do not fit the daily rate of a product."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import duckdb
import polars as pl

from analytics.exports import Finding
from analytics.store.loading.findings.rows import NAMED, name_rows
from analytics.store.rate_card import RateCard, rate_card_within
from analytics.wording import count_text, listed_text, tokens_text

_USUAL = 0.5
"""Share of the charged rows of a product that must have the same tokens to be taken for its daily rate."""


def unknown_products(cursor: duckdb.DuckDBPyConnection) -> Finding | None:
    """Find tokens on products of which no source gives the daily rate."""
    check = "Products without a known rate"
    unknown = [usual for usual in _usual_tokens(cursor) if usual.known is None]
    if not unknown:
        return None
    rows = _named_rows(cursor, check, unknown)
    products = [f"{usual.product} (usually {tokens_text(usual.tokens)} a day)" for usual in unknown]
    return Finding(
        check,
        f"Tokens on {count_text(len(unknown), 'product')} whose daily rate no source here gives:"
        f" {listed_text(products, NAMED)}.",
        "Compare the usual tokens with Autodesk's rate sheet, and the name with the other exports.",
        rows,
    )


def other_rates(cursor: duckdb.DuckDBPyConnection) -> Finding | None:
    """Find products that usually cost another number of tokens than the source of their rate says."""
    check = "Other rates than known"
    other = [usual for usual in _usual_tokens(cursor) if usual.known not in (None, usual.tokens)]
    if not other:
        return None
    rows = _named_rows(cursor, check, other)
    products = [
        f"{usual.product} (usually {tokens_text(usual.tokens)} a day, known {tokens_text(usual.known or 0)})"
        for usual in other
    ]
    return Finding(
        check,
        f"The usual tokens of a day differ from the known rate: {listed_text(products, NAMED)}.",
        "Autodesk changes rates now and then: see the rate sheet of these days. What was charged counts.",
        rows,
    )


def above_one_rate(cursor: duckdb.DuckDBPyConnection) -> Finding | None:
    """Find days on which a user has more tokens on a product than its usual ones.

    Windows of 24 hours that a user pays for one product cannot overlap, so one rate a day is the most.
    """
    _usual_tokens(cursor)
    check = "Above one daily rate"
    charged: pl.DataFrame = cursor.sql(
        "SELECT day, user_id, product_id FROM checked"
        " WHERE reason IS NULL AND NOT seat AND tokens > 0 AND user_id IS NOT NULL"
    ).pl()
    # `checked` is sorted by these, so what stands twice stands together; grouping all rows takes ten times as long.
    twice = charged.filter(pl.all_horizontal(pl.all() == pl.all().shift())).unique()
    cursor.register("twice", twice)
    cursor.execute(
        f"""
        CREATE TEMP TABLE above AS
        SELECT user_id, product_id, day
        FROM checked JOIN usual USING (product_id)
        WHERE reason IS NULL AND NOT seat AND checked.tokens > 0 AND user_id IS NOT NULL AND share >= {_USUAL}
          AND day BETWEEN first_day AND last_day
          AND (checked.tokens > usual.tokens OR (day, user_id, product_id) IN (FROM twice))
        GROUP BY user_id, product_id, day, usual.tokens HAVING sum(checked.tokens) > usual.tokens
        """
    )
    cursor.unregister("twice")
    rows = name_rows(
        cursor,
        check,
        "SELECT row FROM checked SEMI JOIN above USING (user_id, product_id, day)"
        " WHERE reason IS NULL AND NOT seat AND tokens > 0",
    )
    if not rows:
        return None
    [(days, users)] = cursor.execute("SELECT count(*), count(DISTINCT user_id) FROM above").fetchall()
    return Finding(
        check,
        f"{count_text(days, 'day')} of {count_text(users, 'user')} with more tokens on one product than it costs"
        " a day.",
        "Right for several child products or work charged by result; else a shared login or rows that stand twice.",
        rows,
    )


@dataclass(frozen=True)
class _Usual:
    """What a product usually costs a day while one rate of it holds."""

    product_id: int
    product: str
    first_day: date
    last_day: date
    tokens: Decimal
    """The most common tokens above zero."""
    known: Decimal | None
    """The rate by the card; None: not known."""


def _usual_tokens(cursor: duckdb.DuckDBPyConnection) -> list[_Usual]:
    """Give the most common tokens above zero of each product and each rate of it, by name and day."""
    card = rate_card_within(cursor)
    cursor.register("periods", _periods(cursor, card))
    cursor.execute(
        """
        CREATE TEMP TABLE IF NOT EXISTS usual AS
        SELECT product_id, first_day, last_day, arg_max(tokens, (rows, -tokens)) AS tokens,
               max(rows) / sum(rows) AS share
        FROM (
            SELECT product_id, first_day, last_day, tokens, count(*) AS rows
            FROM checked JOIN periods USING (product_id)
            WHERE reason IS NULL AND NOT seat AND tokens > 0 AND day BETWEEN first_day AND last_day GROUP BY ALL
        )
        GROUP BY product_id, first_day, last_day
        """
    )
    cursor.unregister("periods")
    found = cursor.execute(
        "SELECT product_id, name, first_day, last_day, tokens FROM usual JOIN products USING (product_id)"
        " ORDER BY name, first_day"
    ).fetchall()
    return [
        _Usual(product_id, name, first_day, last_day, tokens, card.rate(name, first_day))
        for product_id, name, first_day, last_day, tokens in found
    ]


def _periods(cursor: duckdb.DuckDBPyConnection, card: RateCard) -> pl.DataFrame:
    """Give the days between changes of the rate of each product: `product_id`, `first_day`, `last_day`."""
    rows = []
    for product_id, name in cursor.execute("SELECT product_id, name FROM products").fetchall():
        starts = [date.min, *card.changes(name)]
        ends = [*(day - timedelta(days=1) for day in starts[1:]), date.max]
        rows += [(product_id, *days) for days in zip(starts, ends, strict=True)]
    return pl.DataFrame(rows, {"product_id": pl.Int32, "first_day": pl.Date, "last_day": pl.Date}, orient="row")


def _named_rows(cursor: duckdb.DuckDBPyConnection, check: str, found: list[_Usual]) -> int:
    return name_rows(
        cursor,
        check,
        "SELECT row FROM checked JOIN usual USING (product_id) WHERE reason IS NULL AND NOT seat"
        " AND checked.tokens > 0 AND day BETWEEN first_day AND last_day"
        " AND list_contains($found, concat(product_id, ' ', first_day))",
        {"found": [f"{each.product_id} {each.first_day}" for each in found]},
    )
