"""The rate card: tokens that 24 hours of a product cost on a day, by the rates shipped and those that were entered."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import duckdb
import polars as pl

from analytics.exports.product_names import ProductNames
from analytics.exports.rates import shipped_rates
from analytics.store.database import Store
from analytics.store.identities import entered_names
from analytics.store.products import product_names
from analytics.store.rates import OWN_RATES, own_rates

_COLUMNS = ("product", "tokens", "first_day", "source", "mark", "checked_on", "own", "rate_id")


@dataclass(frozen=True)
class RateCard:
    """What is known of rates; read once, then a value."""

    rows: pl.DataFrame
    """One row per rate, by product, the newest first: `product`, `tokens` (Decimal), `first_day` (null: of all days
    before the first rate that was entered), `source`, `mark` (V: read at Autodesk, S: quoted by others, null: entered),
    `checked_on`, `own` (whether it was entered), `rate_id` (null: shipped)."""
    names: ProductNames
    """Which names are one product."""

    def rate(self, product: str, day: date) -> Decimal | None:
        """Give the tokens for 24 hours on a day: the newest rate entered by then, else the shipped one; None: unknown.

        The product may have any of its names.
        """
        row = self.row(product, day)
        return None if row is None else Decimal(row["tokens"])

    def row(self, product: str, day: date) -> dict[str, Any] | None:
        """Give the row of `rows` that tells the rate on a day; None: unknown."""
        for row in self._of_product.get(self.names.key(product), ()):
            if row["first_day"] is None or row["first_day"] <= day:
                return row
        return None

    def changes(self, product: str) -> list[date]:
        """List the first days of the rates that were entered for a product, the earliest first."""
        rows = self._of_product.get(self.names.key(product), ())
        return sorted(row["first_day"] for row in rows if row["first_day"] is not None)

    @cached_property
    def _of_product(self) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        newest_first = self.rows.sort("first_day", descending=True, nulls_last=True)
        for row in newest_first.to_dicts():
            found.setdefault(self.names.key(row["product"]), []).append(row)
        return found


def rate_card(store: Store) -> RateCard:
    """Read the rate card of a store."""
    return _card(own_rates(store), product_names(store))


def rate_card_within(cursor: duckdb.DuckDBPyConnection) -> RateCard:
    """Read the rate card within a transaction."""
    return _card(cursor.sql(OWN_RATES).pl(), entered_names(cursor))


def _card(entered: pl.DataFrame, names: ProductNames) -> RateCard:
    own = entered.with_columns(mark=pl.lit(None, pl.String), own=True)
    shipped = shipped_rates().with_columns(
        pl.lit(None, pl.Date).alias("first_day"), pl.lit(False).alias("own"), pl.lit(None, pl.Int32).alias("rate_id")
    )
    rows = pl.concat([own.select(_COLUMNS), shipped.select(_COLUMNS)], how="vertical_relaxed")
    by_product = pl.col("product").str.strip_chars().str.to_lowercase()
    return RateCard(rows.sort(by_product, "first_day", descending=[False, True], nulls_last=True), names)
