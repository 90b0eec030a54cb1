"""The case of the disguised full-timers: who of a team uses a product like full-timers, and what moving them saves.

It is looked for in the loaded data, whatever team and product it is; only what the source says of its own is written
down here, to be set against the data.
"""

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from analytics.licensing.moves import TO_SUBSCRIPTION, Moves
from analytics.licensing.prices import PriceBook, TokenPrice
from analytics.store import Names, Store, shown_names
from analytics.usage import UsageDays
from analytics.wording import money_text, percent_text, tokens_count, tokens_text


@dataclass(frozen=True)
class Source:
    """What the article "Optimizing Autodesk Token Usage" says in its case example, and of a day's cost before it."""

    users: int = 20
    moved: int = 10
    product: str = "AutoCAD"
    share: float = 0.4
    """By which the pool is used less."""
    saving: int = 25_000
    currency: str = "EUR"
    tokens_a_day: int = 6
    """"Roughly six tokens each day (around $18 worth)"; Autodesk's own pages say 7."""
    cost_year: int = 4_000
    """"Over a year, that quick daily peek costs nearly $4,000"."""


SOURCE = Source()
_FEW_DAYS = 36
"""Of those who open a product "only a few times a month": three times."""


@dataclass(frozen=True)
class Case:
    """One product in one team in the last 365 days of data, as if those above the limit had been moved before."""

    team: str
    product: str
    users: pl.DataFrame
    """One row per user with a charge for the product, the most days first: `user`, `charged_days`, `tokens` (Decimal;
    both of the product), `above` (whether the days are above the limit), `offers` (what a move would buy; null: no
    move), `subscription_price` (a year), `moved_tokens` (Decimal; of all products that the offers cover, 0 without a
    move), `user_id`."""
    team_tokens: Decimal
    """All tokens of the team."""
    token_price: TokenPrice
    """On the last day."""
    limit: int
    """Charged days that are not yet too many."""
    of_source: bool
    """Whether the product is that of the source."""

    @property
    def moved(self) -> pl.DataFrame:
        """Those of `users` who are above the limit and have a move."""
        return self.users.filter("above", pl.col("offers").is_not_null())

    @property
    def above(self) -> int:
        """Users above the limit."""
        return self.users.filter("above").height

    @property
    def moved_tokens(self) -> Decimal:
        """Tokens that the pool would have been spared."""
        return Decimal(self.moved["moved_tokens"].sum() or 0)

    @property
    def share(self) -> float:
        """Those tokens of all of the team, 0 to 1."""
        return float(self.moved_tokens / self.team_tokens) if self.team_tokens else 0.0

    @property
    def flex_cost(self) -> Decimal:
        """What those tokens cost, to the cent."""
        return round(self.moved_tokens * self.token_price.amount, 2)

    @property
    def subscriptions(self) -> Decimal | None:
        """What the subscriptions would have cost; None: a price is not known."""
        prices = self.moved["subscription_price"]
        return None if prices.null_count() else round(Decimal(str(prices.sum())), 2)

    @property
    def saving(self) -> Decimal | None:
        """The tokens' cost less that of the subscriptions; None: a price is not known."""
        return None if self.subscriptions is None else self.flex_cost - self.subscriptions


def cases(used: UsageDays, found: Moves, names: Names, limit: int) -> pl.DataFrame:
    """List the teams and products with users who are above the limit of charged days and have a move, the most first.

    Parameters
    ----------
    used, found, names, limit
        As of `case`.

    Returns
    -------
    pl.DataFrame
        One row per team and product: `team_id`, `team`, `product`, `users` (above the limit, with a move).
    """
    keys = ["team_id", "user_id", "product"]
    moved = found.rows.filter(pl.col("kind") == TO_SUBSCRIPTION).explode("products", empty_as_null=True)
    return (
        _charged(used, found, names)
        .filter(pl.col("charged_days") > limit)
        .join(moved.rename({"products": "product"}).select(keys), on=keys, how="semi")
        .group_by("team_id", "product")
        .agg(users=pl.len())
        .join(names.teams, on="team_id")
        .select("team_id", "team", "product", "users")
        .sort("users", "team", "product", descending=[True, False, False])
    )


def case(
    store: Store, used: UsageDays, found: Moves, team_id: int, product: str, names: Names, book: PriceBook, limit: int
) -> Case:
    """Tell the case of one product in one team.

    Parameters
    ----------
    store
        Whose case.
    used
        The usage days of the team, or of all.
    found
        The moves, of the same team or of all.
    team_id, product
        Which case, as `cases` lists them.
    names
        The labels, masked or shown.
    book
        Rates and prices.
    limit
        Charged days that are not yet too many.
    """
    days = pl.col("day").is_between(found.first_day, found.last_day)
    charged = _charged(used.filter(pl.col("team_id") == team_id), found, names)
    offered = found.rows.filter(
        pl.col("kind") == TO_SUBSCRIPTION, pl.col("team_id") == team_id, pl.col("products").list.contains(product)
    ).select("user_id", "offers", "products", "subscription_price")
    moved = (
        offered.explode("products", empty_as_null=True)
        .join(charged, left_on=["user_id", "products"], right_on=["user_id", "product"])
        .group_by("user_id")
        .agg(moved_tokens=pl.col("tokens").sum())
    )
    users = (
        charged.filter(pl.col("product") == product)
        .join(names.users, on="user_id")
        .join(offered.drop("products"), on="user_id", how="left")
        .join(moved, on="user_id", how="left")
        .with_columns(pl.col("moved_tokens").cast(pl.Decimal(38, 6)).fill_null(0), above=pl.col("charged_days") > limit)
        .select("user", "charged_days", "tokens", "above", "offers", "subscription_price", "moved_tokens", "user_id")
        .sort("charged_days", "user", descending=[True, False])
    )
    return Case(
        team=_team(names, team_id),
        product=product,
        users=users,
        team_tokens=Decimal(used.filter(days, pl.col("team_id") == team_id)["tokens"].sum() or 0),
        # Prices know the team as the store calls it: a label may be masked.
        token_price=book.token(_team(shown_names(store), team_id), found.last_day),
        limit=limit,
        of_source=book.names.key(product) == book.names.key(SOURCE.product),
    )


def _charged(used: pl.DataFrame, found: Moves, names: Names) -> pl.DataFrame:
    """Count charged days: one row per `team_id`, `user_id` and `product`, with `charged_days`, `tokens`."""
    return (
        used.filter(
            pl.col("day").is_between(found.first_day, found.last_day),
            pl.col("tokens") > 0,
            pl.col("user_id").is_not_null(),
        )
        .group_by("team_id", "user_id", "product_id")
        .agg(charged_days=pl.len(), tokens=pl.col("tokens").sum())
        .join(names.products, on="product_id")
    )


def _team(names: Names, team_id: int) -> str:
    return str(names.teams.row(by_predicate=pl.col("team_id") == team_id, named=True)["team"])


def assumed(found: Case) -> pl.DataFrame:
    """Tell what the source's numbers assume, at the prices and the rate of a case of the same product.

    Returns
    -------
    pl.DataFrame
        One row per fact: `fact`, `value`, both in words; empty where the case is of another product, or has no price.
    """
    movers = found.moved
    rows: list[tuple[str, str]] = []
    if found.of_source and found.subscriptions and movers.height:
        currency, days_here = found.token_price.currency, int(movers["charged_days"].sum())
        price = float(found.subscriptions) / movers.height
        a_day = float(found.moved_tokens) / days_here
        each = SOURCE.saving / SOURCE.moved
        days = (each + price) / (a_day * float(found.token_price.amount))
        heavy = SOURCE.moved * days * a_day
        light = (SOURCE.users - SOURCE.moved) * _FEW_DAYS * a_day
        pool = heavy / SOURCE.share
        theirs = money_text(SOURCE.cost_year, "USD")
        rows = [
            ("Saved by each who is moved", f"{money_text(each, SOURCE.currency)} a year"),
            (
                f"Charged days that this takes, one {SOURCE.currency} taken for one {currency}",
                f"{days:,.0f} a year for each; here it is {days_here / movers.height:,.0f}",
            ),
            (
                f"The pool of which the movers then use {percent_text(SOURCE.share)}",
                f"{tokens_count(round(pool))} a year, {tokens_text(round(heavy))} of them by the movers",
            ),
            (
                f"Used by others than the {SOURCE.users}",
                f"{tokens_count(round(pool - heavy - light))} a year, with {_FEW_DAYS} days for each who stays",
            ),
            (f"The movers' share of what the {SOURCE.users} alone use", percent_text(heavy / (heavy + light))),
            (
                f"A subscription, at the source's own cost of a year on Flex (nearly {theirs})",
                f"at most {money_text(SOURCE.cost_year - each, 'USD')}; here it is {money_text(price, currency)}",
            ),
            (
                "Tokens of a day",
                f"about {SOURCE.tokens_a_day} by the source; here it is {tokens_text(round(a_day, 1))}",
            ),
        ]
    return pl.DataFrame(rows, schema={"fact": pl.String, "value": pl.String}, orient="row")
