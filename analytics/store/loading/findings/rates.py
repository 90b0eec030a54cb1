"""Tokens that do not fit the daily rate of a product."""

from decimal import Decimal

import duckdb
import polars as pl

from analytics.exports import Finding
from analytics.exports.rates import daily_rates
from analytics.store.loading.findings.rows import NAMED, name_rows
from analytics.wording import count_text, listed_text, tokens_text

_USUAL = 0.5
"""Share of the charged rows of a product that must have the same tokens to be taken for its daily rate."""


def unknown_products(cursor: duckdb.DuckDBPyConnection) -> Finding | None:
    """Find tokens on products of which no source gives the daily rate."""
    check = "Products without a known rate"
    rates = daily_rates()
    usual = _usual_tokens(cursor)
    unknown = [row for row in usual if row[1].casefold() not in rates]
    if not unknown:
        return None
    rows = _named_products(cursor, check, [row[0] for row in unknown])
    products = [f"{name} (usually {tokens_text(tokens)} a day)" for _, name, tokens in unknown]
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
    rates = daily_rates()
    other = [row for row in _usual_tokens(cursor) if rates.get(row[1].casefold(), row[2]) != row[2]]
    if not other:
        return None
    rows = _named_products(cursor, check, [row[0] for row in other])
    products = [
        f"{name} (usually {tokens_text(tokens)} a day, known {tokens_text(rates[name.casefold()])})"
        for _, name, tokens in other
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


def _usual_tokens(cursor: duckdb.DuckDBPyConnection) -> list[tuple[int, str, Decimal]]:
    """Give the key, the name and the most common tokens above zero of each product, by name."""
    cursor.execute(
        """
        CREATE TEMP TABLE IF NOT EXISTS usual AS
        SELECT product_id, arg_max(tokens, (rows, -tokens)) AS tokens, max(rows) / sum(rows) AS share
        FROM (
            SELECT product_id, tokens, count(*) AS rows FROM checked
            WHERE reason IS NULL AND NOT seat AND tokens > 0 GROUP BY ALL
        )
        GROUP BY product_id
        """
    )
    return cursor.execute(
        "SELECT product_id, name, tokens FROM usual JOIN products USING (product_id) ORDER BY name"
    ).fetchall()


def _named_products(cursor: duckdb.DuckDBPyConnection, check: str, products: list[int]) -> int:
    return name_rows(
        cursor,
        check,
        "SELECT row FROM checked WHERE reason IS NULL AND NOT seat AND tokens > 0"
        " AND list_contains($products, product_id)",
        {"products": products},
    )
