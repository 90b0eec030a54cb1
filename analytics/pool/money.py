"""What packs cost: used, lapsed, left, and the price actually paid per token used, in the currency of each pack."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import polars as pl

from analytics.currencies import MOST_MINOR_UNITS, minor_units
from analytics.pool.ledger import Ledger
from analytics.pool.rounding import amounts

_MONEY = pl.Decimal(38, MOST_MINOR_UNITS)
_TOKENS = pl.Decimal(38, 6)
_PARTS = ("used", "lapsed", "left")
_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "team": pl.String,
    "pack_id": pl.Int64,
    "currency": pl.String,
    "used": _TOKENS,
    "paid": _MONEY,
    "paid_used": _MONEY,
    "paid_lapsed": _MONEY,
    "paid_left": _MONEY,
}


def pack_money(books: Mapping[str, Ledger], packs: pl.DataFrame) -> pl.DataFrame:
    """Say in money what became of each pack; what is moved takes its money along, a correction its money away.

    Parameters
    ----------
    books
        The ledger of each team, by its name.
    packs
        What the packs cost: `pack_id`, `tokens`, `price_paid`, `currency` (both null: not known).

    Returns
    -------
    pl.DataFrame
        One row per team and pack with a known price that has begun: `team`, `pack_id`, `currency`, `used` (tokens),
        `paid` (for the tokens that the team has or had) = `paid_used` + `paid_lapsed` + `paid_left`, in whole coins;
        `effective_price`: see `effective`.
    """
    prices = {
        pack_id: (Fraction(paid) / Fraction(tokens), currency)
        for pack_id, tokens, paid, currency in packs.drop_nulls(["price_paid", "currency"])
        .select("pack_id", "tokens", "price_paid", "currency")
        .iter_rows()
    }
    rows = []
    for team, book in books.items():
        for row in book.packs.filter(pl.col("first_day") <= book.on, pl.col("tokens") > 0).to_dicts():
            if row["pack_id"] in prices:
                price, currency = prices[row["pack_id"]]
                parts = amounts({part: Fraction(row[part]) * price for part in _PARTS}, minor_units(currency))
                money = (sum(parts.values(), Decimal(0)), *(parts[part] for part in _PARTS))
                rows.append((team, row["pack_id"], currency, row["used"], *money))
    return effective(pl.DataFrame(rows, schema=_SCHEMA, orient="row"))


def money_by_currency(money: pl.DataFrame) -> pl.DataFrame:
    """Add packs up by currency: one row per currency, sorted, as `pack_money` without team and pack."""
    sums = money.group_by("currency").agg(pl.col("used", "paid", "paid_used", "paid_lapsed", "paid_left").sum())
    return effective(sums.sort("currency"))


def effective(money: pl.DataFrame) -> pl.DataFrame:
    """Add `effective_price`: what a token used has cost, the money lost with lapsed tokens in it; null: none used."""
    prices = [
        round((used_for + lost) / used, 6) if used else None
        for used, used_for, lost in money.select("used", "paid_used", "paid_lapsed").iter_rows()
    ]
    return money.with_columns(effective_price=pl.Series(prices, dtype=_TOKENS))


def pack_table(books: Mapping[str, Ledger], packs: pl.DataFrame, money: pl.DataFrame) -> pl.DataFrame:
    """Put together what is known of each pack.

    Parameters
    ----------
    books
        The ledger of each team, by its name; without one of a team its packs are listed as they were bought.
    packs
        As `analytics.store.packs` gives them.
    money
        As `pack_money` gives it.

    Returns
    -------
    pl.DataFrame
        One row per team and pack of which it had tokens, the active ones first, then those to come, ended and merged
        ones: what the ledger and `packs` say, `bought_on` and `pool` (where any has one), `paid`, `paid_lapsed`,
        `effective_price`.
    """
    bought = packs.select("pack_id", "price_per_token", "currency", "note", "load_id", "bought_on")
    held = [book.packs.with_columns(team=pl.lit(team)) for team, book in books.items()]
    unknown = packs.filter(~pl.col("team").is_in(list(books))).drop(bought.columns[1:], "price_paid")
    typed = unknown.with_columns(pl.col("tokens").cast(_TOKENS), pl.col("pack_id").cast(pl.Int64))
    rows = pl.concat([*held, typed], how="diagonal")
    if "state" not in rows.columns:
        rows = rows.with_columns(state=pl.lit(None, pl.String))
    known = money.select("team", "pack_id", "paid", "paid_lapsed", "effective_price")
    states = pl.Enum(["active", "to come", "ended", "merged"])
    table = (
        rows.join(bought, on="pack_id", how="left")
        .join(known, on=["team", "pack_id"], how="left")
        .sort(pl.col("state").cast(states), "last_day", "team", "pack_id", descending=[False, True, False, False])
    )
    # Most contracts have no pools, and of most packs nobody says when they were bought.
    some = [column for column in ("bought_on", "pool") if table[column].null_count() < table.height]
    return table.select(column for column in (*_FIRST, *some, *_LAST) if column in table.columns)


_FIRST = ("team", "pack_id", "tokens", "first_day", "last_day", "state", "used", "lapsed", "left")
_LAST = ("price_per_token", "effective_price", "paid", "paid_lapsed", "currency", "note", "load_id")
