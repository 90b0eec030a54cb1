"""Whether moves called 80 % sure pay in four years out of five, and how long 100,000 users take.

`python benchmarks/candidates.py [SEEDS]` takes some minutes for the 200 companies of the simulator. Each is looked at
on three days, with so much history as there is by then; what would be moved is set against the year that follows.
Prices are drawn anew for each, for at the list prices hardly anybody is near the break-even: every product costs as
much as 10 to 170 of its days, and a collection a part of what its products cost.
"""

# ruff: noqa: E402 - the project is found first

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from time import perf_counter

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np
import polars as pl

from analytics.licensing.moves.standing import standing
from analytics.licensing.moves.to_subscription import to_subscription
from analytics.licensing.prices import TokenPrice
from analytics.samples.products import DAILY_TOKENS
from analytics.samples.simulation import simulate
from analytics.store import Names
from analytics.usage import UsageDays

SEEDS = 200
DAYS = (date(2025, 4, 30), date(2025, 7, 31), date(2025, 10, 31))
"""The simulated year that follows the last of them is the last one."""
BINS = (0.5, 0.6, 0.7, 0.75, 0.85, 0.9, 0.95, 1.0001)
COLLECTION = ("Revit", "AutoCAD", "Navisworks Manage", "Civil 3D")
USERS, PRODUCTS, CHARGED = 100_000, 20, 4_000_000
TOKEN = TokenPrice(Decimal(3), "USD", "made up")


@dataclass(frozen=True)
class DrawnPrices:
    """A price list that was drawn; stands for a price book."""

    offers: pl.DataFrame

    def token(self, team: str, day: date) -> TokenPrice:  # noqa: ARG002
        """Give the same price to everybody."""
        return TOKEN

    def subscriptions(self, day: date, currency: str) -> pl.DataFrame:  # noqa: ARG002
        """Give the whole list."""
        return self.offers


def main() -> int:
    """Print the figures; fail where the moves called 80 % sure do not pay four times in five, or it takes too long."""
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS
    found = pl.concat([moved for seed in range(1, seeds + 1) for moved in of_company(seed)])
    print(f"{found.height:,} moves of {seeds} companies, by the chance that they pay:")
    table = calibration(found)
    with pl.Config(tbl_rows=50, tbl_hide_dataframe_shape=True):
        print(table)
        print(found.group_by("as_of").agg(pl.len(), **_inside()).sort("as_of"))
        print(calibration(found, "as_of").filter(called=0.75))
        print(found.filter(pl.col("chance_pays").is_null()).select(too_early=pl.len(), paid=pl.col("paid").mean()))
    called = found.filter(pl.col("chance_pays").is_between(0.75, 0.85))
    sure = called["paid"].sum() / max(called.height, 1)
    print(f"of the {called.height:,} moves called 75 to 85 % sure {sure:.1%} paid")
    seconds = timed()
    print(f"{USERS:,} users with {CHARGED:,} charged days: {seconds:.1f} s")
    return int(not 0.75 <= sure <= 0.85 or seconds > 10)


def calibration(found: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Set the chances of moves against how many paid."""
    called = pl.lit(0.0)
    for low in BINS[:-1]:
        called = pl.when(pl.col("chance_pays") >= low).then(pl.lit(low)).otherwise(called)
    return (
        found.drop_nulls("chance_pays")
        .with_columns(called=called)
        .group_by(*by, "called")
        .agg(pl.len(), expected=pl.col("chance_pays").mean(), paid=pl.col("paid").mean(), **_inside())
        .sort(*by, "called")
    )


def _inside() -> dict[str, pl.Expr]:
    return {"in_interval": pl.col("tokens_next").is_between("tokens_year_low", "tokens_year_high").mean()}


def of_company(seed: int) -> Iterator[pl.DataFrame]:
    """Give the moves of one company on each of the days, with what came of them."""
    rows = pl.DataFrame(
        [(row.day, row.team, row.email, row.product, row.tokens) for row in simulate(seed).rows],
        schema={"day": pl.Date, "team": pl.String, "user": pl.String, "product": pl.String, "tokens": pl.Int64},
        orient="row",
    )
    used, names = numbered(rows)
    rng = Random(seed)
    for as_of in DAYS:
        offers = drawn_prices(rng)
        then = UsageDays(used.filter(pl.col("day") <= as_of))
        next_year = used.filter(pl.col("day").is_between(as_of, as_of + timedelta(days=365), closed="right"))
        yield paid(moves_of(then, names, offers), next_year, names).with_columns(as_of=pl.lit(as_of))


def numbered(rows: pl.DataFrame) -> tuple[pl.DataFrame, Names]:
    """Give usage days with keys, and the names behind the keys."""
    keys = {
        name: rows.select(pl.col(name).unique().sort()).with_row_index(f"{name}_id").cast({f"{name}_id": pl.Int32})
        for name in ("team", "user", "product")
    }
    for name, frame in keys.items():
        rows = rows.join(frame, on=name)
    used = rows.group_by("day", "team_id", "user_id", "product_id").agg(pl.col("tokens").sum().cast(pl.Decimal(18, 6)))
    nothing = pl.DataFrame()
    return used, Names(keys["team"], keys["product"], keys["user"], nothing, nothing)


def drawn_prices(rng: Random) -> pl.DataFrame:
    """Draw what subscriptions cost."""
    prices = {product: tokens * 3 * rng.uniform(10, 170) for product, tokens in DAILY_TOKENS.items()}
    of_products = [(product, [product], price) for product, price in prices.items()]
    together = sum(prices[product] for product in COLLECTION) * rng.uniform(0.4, 0.9)
    return pl.DataFrame(
        [*of_products, ("Collection", list(COLLECTION), together)],
        schema={"offer": pl.String, "products": pl.List(pl.String), "price_year": pl.Float64},
        orient="row",
    )


def moves_of(used: UsageDays, names: Names, offers: pl.DataFrame) -> pl.DataFrame:
    """List the moves as the product does, all days from the first to the last being covered."""
    first, last = used["day"].min(), used["day"].max()
    assert isinstance(first, date)
    assert isinstance(last, date)
    teams = dict(names.teams.select("team_id", "team").iter_rows())
    days = pl.date_range(first, last, eager=True).alias("day").to_frame()
    covered = names.teams.select("team_id").join(days, how="cross")
    book = DrawnPrices(offers)
    stand = standing(used, covered, names, teams, book)  # type: ignore[arg-type]
    return to_subscription(stand, used, book, 365)  # type: ignore[arg-type]


def paid(moves: pl.DataFrame, next_year: pl.DataFrame, names: Names) -> pl.DataFrame:
    """Tell which moves paid: whether the tokens of the year that followed would have cost more than the offers."""
    spent = (
        next_year.join(names.products, on="product_id")
        .group_by("team_id", "user_id", "product")
        .agg(tokens_next=pl.col("tokens").cast(pl.Float64).sum())
    )
    each = moves.with_row_index("number").explode("products", empty_as_null=True)
    sums = (
        each.join(
            spent, left_on=["team_id", "user_id", "products"], right_on=["team_id", "user_id", "product"], how="left"
        )
        .group_by("number")
        .agg(pl.col("tokens_next").sum())
    )
    return (
        moves.with_row_index("number")
        .join(sums, on="number")
        .with_columns(paid=pl.col("tokens_next") * float(TOKEN.amount) > pl.col("subscription_price"))
        .select(
            "chance_pays", "paid", "tokens_next", "tokens_year", "tokens_year_low", "tokens_year_high", "charged_days"
        )
    )


def timed() -> float:
    """Give the seconds in which the moves of a large company are found, from its usage days on."""
    rng = np.random.default_rng(1)
    products = [*DAILY_TOKENS, *(f"Product {number}" for number in range(PRODUCTS - len(DAILY_TOKENS)))]
    tokens = np.array([DAILY_TOKENS.get(product, 5) for product in products])
    share = rng.beta(0.6, 3.0, USERS)
    user = rng.choice(USERS, CHARGED, p=share / share.sum())
    product = (user + rng.choice(4, CHARGED, p=[0.6, 0.2, 0.15, 0.05])) % PRODUCTS
    rows = pl.DataFrame(
        {
            "day": date(2025, 1, 1) + pl.Series(rng.integers(0, 365, CHARGED)).cast(pl.Int64) * timedelta(days=1),
            "team": pl.Series(user % 5).cast(pl.String),
            "user": pl.Series(user).cast(pl.String),
            "product": pl.Series(products).gather(product),
            "tokens": tokens[product],
        }
    )
    used, names = numbered(rows)
    offers = drawn_prices(Random(1))
    start = perf_counter()
    moves = moves_of(UsageDays(used), names, offers)
    seconds = perf_counter() - start
    print(f"{moves.height:,} moves of {names.users.height:,} users")
    return seconds


if __name__ == "__main__":
    sys.exit(main())
