"""What a token costs a team on a day: entered, else paid for its packs, else the list price."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import polars as pl

from analytics.licensing.prices.shipped import list_token_prices
from analytics.settings import Settings
from analytics.store.price_list import LIST, NET
from analytics.usage import Days
from analytics.wording import day_text

LIST_CURRENCY = "USD"
"""The currency of the setting `token_price`."""


@dataclass(frozen=True)
class TokenPrice:
    """What one token costs."""

    amount: Decimal
    currency: str
    source: str
    """Where the price comes from, in words."""


@dataclass(frozen=True)
class Entered:
    """A price of a token that somebody entered."""

    team: str | None
    """None: of all teams."""
    first_day: date
    amount: Decimal
    currency: str
    basis: str
    source: str | None


@dataclass(frozen=True)
class Paid:
    """What was paid for a pack."""

    team: str
    first_day: date
    last_day: date
    tokens: Decimal
    price_per_token: Decimal
    currency: str


@dataclass(frozen=True)
class TokenPrices:
    """All that is known of what tokens cost."""

    entered: Sequence[Entered]
    """The newest first."""
    paid: Sequence[Paid]
    """Packs with a known price."""
    listed: TokenPrice
    """What holds where neither tells."""

    def on(self, team: str, day: date) -> TokenPrice:
        """Give the price of a token of a team on a day.

        The newest price entered for the team by that day, else the newest entered for all teams, each time a net price
        before a list price; else the average paid for the packs in force that day, by tokens, or for those that were
        in force last; else, and where those packs were paid in several currencies, the list price.
        """
        for whose in (team, None):
            for basis in (NET, LIST):
                for price in self.entered:
                    if (price.team, price.basis) == (whose, basis) and price.first_day <= day:
                        said = f", {price.source}" if price.source else ""
                        text = f"entered as {basis} price from {day_text(price.first_day)} on{said}"
                        return TokenPrice(price.amount, price.currency, text)
        return self._of_packs(team, day)

    def over(self, team: str, days: Days) -> TokenPrice:
        """Give the price of a token of a team over a range: the average of its days.

        Of days with prices in several currencies count those in the currency of the last day.
        """
        parts = [(self.on(team, first), (last - first).days + 1) for first, last in self._alike(team, days)]
        newest = parts[-1][0]
        counted = [(price, length) for price, length in parts if price.currency == newest.currency]
        if len({price.amount for price, _ in counted}) == 1:
            return newest
        total = sum((price.amount * length for price, length in counted), Decimal(0))
        amount = round(total / sum(length for _, length in counted), 6)
        return TokenPrice(amount, newest.currency, f"average over the days; on the last: {newest.source}")

    def _alike(self, team: str, days: Days) -> list[tuple[date, date]]:
        """Cut a range where the price may change."""
        starts = {price.first_day for price in self.entered if price.team in (team, None)}
        starts |= {pack.first_day for pack in self.paid if pack.team == team}
        starts |= {pack.last_day + timedelta(days=1) for pack in self.paid if pack.team == team}
        cuts = [days.first, *sorted(day for day in starts if days.first < day <= days.last)]
        return list(zip(cuts, [*(day - timedelta(days=1) for day in cuts[1:]), days.last], strict=True))

    def _of_packs(self, team: str, day: date) -> TokenPrice:
        begun = [pack for pack in self.paid if pack.team == team and pack.first_day <= day]
        if not begun:
            return self.listed
        last = max(min(pack.last_day, day) for pack in begun)
        counted = [pack for pack in begun if pack.last_day >= last]
        currencies = {pack.currency for pack in counted}
        if len(currencies) > 1:
            return TokenPrice(
                self.listed.amount,
                self.listed.currency,
                f"{self.listed.source}; the packs were paid in {' and '.join(sorted(currencies))}",
            )
        paid = sum((pack.tokens * pack.price_per_token for pack in counted), Decimal(0))
        tokens = sum((pack.tokens for pack in counted), Decimal(0))
        until = "" if last == day else f" in force last, up to {day_text(last)}"
        return TokenPrice(paid / tokens, currencies.pop(), f"average paid for the packs{until}, by tokens")


def token_prices(entered: pl.DataFrame, packs: pl.DataFrame, settings: Settings) -> TokenPrices:
    """Put together what tokens cost.

    Parameters
    ----------
    entered
        Prices of tokens, as `analytics.store.price_list.own_prices` gives them.
    packs
        As `analytics.store.packs` gives them.
    settings
        Hold the list price.
    """
    newest = entered.sort("first_day", descending=True)
    known = packs.drop_nulls(["price_per_token", "currency"])
    return TokenPrices(
        [Entered(*row) for row in newest.select(Entered.__match_args__).iter_rows()],
        [Paid(*row) for row in known.select(Paid.__match_args__).iter_rows()],
        _listed(settings),
    )


def _listed(settings: Settings) -> TokenPrice:
    shipped = list_token_prices().filter(currency=LIST_CURRENCY).row(0, named=True)
    if settings.token_price != shipped["price"] / shipped["tokens"]:
        return TokenPrice(settings.token_price, LIST_CURRENCY, "the setting TOKEN_GAUGE_TOKEN_PRICE")
    said = f"list price: {shipped['source']}; checked on {day_text(shipped['checked_on'])}"
    return TokenPrice(settings.token_price, LIST_CURRENCY, said)
