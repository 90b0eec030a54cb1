"""The price book: all rates and prices of a store at hand, read once; what is unknown stays unknown."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

import polars as pl

from analytics.exports.product_names import ProductNames
from analytics.licensing.prices.offers import all_contents, all_prices, offers
from analytics.licensing.prices.tokens import TokenPrice, TokenPrices, token_prices
from analytics.settings import Settings
from analytics.store import Store, masked_names, packs
from analytics.store.current import charged_products
from analytics.store.price_list import own_contents, own_prices
from analytics.store.rate_card import RateCard, rate_card
from analytics.usage import Days


@dataclass(frozen=True)
class PriceBook:
    """All that is known of rates and prices; read once, then a value that reads nothing more.

    A dated row holds from its first day to the next row's of the same, so days before a change keep what held then.
    Prices in different currencies are never compared, and nothing is converted.
    """

    card: RateCard
    """The tokens of a product-day."""
    tokens: TokenPrices
    """What tokens cost."""
    prices: pl.DataFrame
    """One row per price of a subscription, by offer and currency, the one that counts at the head: `offer`,
    `price_year` (Decimal), `currency`, `first_day` (null: of all days), `basis` ("net" or "list"), `source`, `mark`
    (V: read at Autodesk, S: quoted by others, null: entered), `checked_on`, `own` (whether it is a net price),
    `price_id` (null: shipped). An entered net price counts before an entered list price, and this before a shipped one;
    of several the newest."""
    contents: pl.DataFrame
    """One row per collection and product in it: `collection`, `product`, `mark`, `source`, `checked_on`, `own`."""
    products: list[str]
    """The products of the loaded data, by name."""
    used: pl.DataFrame
    """One row per team and product with charged use in the last 365 days of data: `team`, `product`, `tokens`,
    `last_day`."""

    @property
    def names(self) -> ProductNames:
        """Which names are one product or collection."""
        return self.card.names

    def token(self, team: str, day: date) -> TokenPrice:
        """Give the price of a token of a team on a day, as `TokenPrices.on` says."""
        return self.tokens.on(team, day)

    def token_over(self, team: str, days: Days) -> TokenPrice:
        """Give the price of a token of a team over a range, as `TokenPrices.over` says."""
        return self.tokens.over(team, days)

    def rate(self, product: str, day: date) -> Decimal | None:
        """Give the tokens for 24 hours of a product on a day; None: unknown."""
        return self.card.rate(product, day)

    def subscriptions(self, day: date, currency: str) -> pl.DataFrame:
        """List what can be bought on a day instead of tokens, at prices of one currency.

        Returns
        -------
        pl.DataFrame
            One row per offer that covers a product of the loaded data: `offer`, `products` (list, as answers call
            them), `price_year` (Decimal), `currency`, `kind` ("product" or "collection"), `source`, `mark`,
            `checked_on`, `own` (whether it is the customer's net price).
        """
        if (day, currency) not in self._subscriptions:
            self._subscriptions[day, currency] = offers(
                self.prices, self.contents, self.products, self.names, day, currency
            )
        return self._subscriptions[day, currency]

    @cached_property
    def _subscriptions(self) -> dict[tuple[date, str], pl.DataFrame]:
        # Tables of moves and of missing prices ask once a row.
        return {}

    @cached_property
    def unknown(self) -> pl.DataFrame:
        """List the products in use of which something is not known, the most used first.

        Returns
        -------
        pl.DataFrame
            One row per product and currency of the tokens spent on it: `product`, `currency`, `tokens` (of the last
            365 days), `rate` (Decimal; null: unknown), `price_known` (whether a price of the product itself is known in
            this currency), `known_in` (list of other currencies in which one is).
        """
        day = self.used["last_day"].max()
        rows = []
        for team, product, tokens in self.used.select("team", "product", "tokens").iter_rows():
            assert isinstance(day, date)  # there is a row
            rows.append((product, self.token(team, day).currency, tokens, self.rate(product, day)))
        known: dict[str, set[str]] = {}
        if rows:
            for offer, currency in (
                self.prices.filter(pl.col("first_day").is_null() | (pl.col("first_day") <= day))
                .select("offer", "currency")
                .iter_rows()
            ):
                known.setdefault(self.names.key(offer), set()).add(currency)
        found = pl.DataFrame(rows, schema=_UNKNOWN, orient="row").group_by("product", "currency", "rate")
        totals = found.agg(pl.col("tokens").sum()).sort("tokens", "product", descending=[True, False])
        currencies = [known.get(self.names.key(product), set()) for product in totals["product"]]
        return totals.select(
            "product",
            "currency",
            "tokens",
            "rate",
            price_known=pl.Series(
                [own in of for own, of in zip(totals["currency"], currencies, strict=True)], dtype=pl.Boolean
            ),
            known_in=pl.Series([sorted(of) for of in currencies], dtype=pl.List(pl.String)),
        ).filter(pl.col("rate").is_null() | ~pl.col("price_known"))


_UNKNOWN = {
    "product": pl.String(),
    "currency": pl.String(),
    "tokens": pl.Decimal(38, 6),
    "rate": pl.Decimal(18, 6),
}


def team_token_prices(store: Store, settings: Settings) -> TokenPrices:
    """Read what tokens cost, and nothing else."""
    return token_prices(own_prices(store).filter(pl.col("offer").is_null()), packs(store), settings)


def price_book(store: Store, settings: Settings) -> PriceBook:
    """Read all rates and prices of a store.

    Parameters
    ----------
    store
        Holds what was entered, the packs and the products in use.
    settings
        Hold the list price of a token.
    """
    names, card = masked_names(store), rate_card(store)
    return PriceBook(
        card=card,
        tokens=team_token_prices(store, settings),
        prices=all_prices(own_prices(store), card.names),
        contents=all_contents(own_contents(store), card.names),
        products=sorted(names.products["product"]),
        used=charged_products(store)
        .join(names.teams, on="team_id")
        .join(names.products, on="product_id")
        .select("team", "product", "tokens", "last_day")
        .sort("team", "product"),
    )
