"""What lapsed for want of one pool: tokens in money, at the price of the pack that lapsed."""

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from analytics.licensing.prices import TokenPrice, TokenPrices, team_token_prices
from analytics.licensing.waste import price_rows
from analytics.pool import Ledger, last_ledgers, teams_with_use
from analytics.pool.split import in_one_pool, lapsed_beside_need
from analytics.settings import Settings
from analytics.store import Store, packs


@dataclass(frozen=True)
class SplitCosts:
    """What several pools lost against one."""

    rows: pl.DataFrame
    """As `analytics.pool.split.lapsed_beside_need` gives it for all teams, with `cost` and `currency`: at the price of
    the pack that lapsed, or what a token of its team cost on its last day where it states none."""
    teams: int
    """How many teams have use."""
    lapsed: Decimal
    """Tokens that lapsed, all teams together."""
    lapsed_in_one: Decimal
    """Tokens that would have lapsed, had the same packs been in one pool."""
    unpaid: Decimal
    """Tokens used without a pack, all teams together."""
    unpaid_in_one: Decimal
    """The same, had the packs been in one pool."""
    unknown: str
    """What is missing to know what was lost, as the end of a sentence; empty: nothing."""


def split_costs(store: Store, settings: Settings) -> SplitCosts:
    """Tell what lapsed in one team while another ran out or bought, in tokens and in money."""
    ledgers = last_ledgers(store, teams_with_use(store))
    found = lapsed_beside_need(ledgers)
    together = in_one_pool(ledgers) if ledgers else None
    bought = packs(store)
    prices = _pack_prices(bought, team_token_prices(store, settings))
    return SplitCosts(
        rows=found.join(price_rows(prices, "pack_id", pl.Int64()), on="pack_id", maintain_order="left").select(
            *found.columns, cost=pl.col("tokens").cast(pl.Float64) * pl.col("token_price"), currency="currency"
        ),
        teams=len(ledgers),
        lapsed=sum((_lapsed(book) for book in ledgers.values()), Decimal(0)),
        lapsed_in_one=_lapsed(together) if together else Decimal(0),
        unpaid=sum((book.unpaid for book in ledgers.values()), Decimal(0)),
        unpaid_in_one=together.unpaid if together else Decimal(0),
        unknown="no pack is entered; enter what was bought" if bought.is_empty() else "",
    )


def _pack_prices(bought: pl.DataFrame, prices: TokenPrices) -> dict[int, TokenPrice]:
    """Give what a token of each pack cost; of one without a price what a token of its team cost on its last day."""
    columns = ("pack_id", "team", "last_day", "price_per_token", "currency")
    return {
        pack_id: prices.on(team, last_day)
        if price is None or currency is None
        else TokenPrice(price, currency, "paid for the pack")
        for pack_id, team, last_day, price, currency in bought.select(columns).iter_rows()
    }


def _lapsed(book: Ledger) -> Decimal:
    return Decimal(book.packs["lapsed"].sum() or 0)
