"""Break-even of a product by itself: the days a year from which a subscription costs less than tokens."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import polars as pl

from analytics.licensing.prices.book import PriceBook
from analytics.licensing.prices.offers import PRODUCT
from analytics.licensing.prices.shipped import PRICE

_SCHEMA = {
    "product": pl.String(),
    "team": pl.String(),
    "rate": PRICE,
    "price_per_token": PRICE,
    "subscription_price": PRICE,
    "currency": pl.String(),
    "break_even_days": pl.Float64(),
}


def break_even_days(price_year: Decimal, rate: Decimal, price_per_token: Decimal) -> float | None:
    """Give the charged days in a year at which tokens and a subscription cost the same; None: tokens cost nothing.

    Examples
    --------
    AutoCAD at 7 tokens a day of US$3, against US$2,030 a year; and Revit at 10 tokens, against US$2,985:

    >>> round(break_even_days(Decimal(2030), Decimal(7), Decimal(3)), 1)
    96.7
    >>> round(break_even_days(Decimal(2985), Decimal(10), Decimal(3)), 1)
    99.5
    """
    day = rate * price_per_token
    return float(price_year / day) if day else None


def break_even_table(book: PriceBook, teams: Sequence[str], day: date) -> pl.DataFrame:
    """List the break-even of each product in use on its own, as far as rate and price are known.

    Parameters
    ----------
    book
        All rates and prices.
    teams
        Whose products and token prices.
    day
        The day whose rates and prices count.

    Returns
    -------
    pl.DataFrame
        One row per product and team that uses it, by product: `product`, `team`, `rate` (tokens a day, by the card),
        `price_per_token`, `subscription_price` (a year), `currency`, `break_even_days` (charged days a year).
    """
    rows = []
    for team in teams:
        token = book.token(team, day)
        singles = book.subscriptions(day, token.currency).filter(kind=PRODUCT)
        prices = {book.names.key(offer): price for offer, price in singles.select("offer", "price_year").iter_rows()}
        for product in book.used.filter(team=team)["product"]:
            rate, price = book.rate(product, day), prices.get(book.names.key(product))
            days = None if rate is None or price is None else break_even_days(price, rate, token.amount)
            if days is not None:
                rows.append((product, team, rate, round(token.amount, 6), price, token.currency, days))
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row").sort("product", "team")
