"""Why tokens changed between two periods: users, days, products a day and tokens a product-day, with no remainder.

Tokens of named users = users x days per user x products per day x tokens per product-day, where a *user-day* is a
user and a day, and a *product-day* a user, a day and a product, charged or not. The change is taken apart by the
complete decomposition of Sun [1]_, which is Shapley's value [2]_: each factor's effect is what its change brings,
averaged over all orders in which the four can change. It is computed in exact fractions, so the four effects add up to
the change, and swapping the periods turns their signs. Use without a name has no users to count; its change is a fifth
part.

References
----------
.. [1] J. W. Sun (1998), Changes in energy consumption and energy intensity: a complete decomposition model. Energy
   Economics 20(1), 85-100.
.. [2] J. Albrecht, D. François, K. Schoors (2002), A Shapley decomposition of carbon emissions without residuals.
   Energy Policy 30(9), 727-736.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise
from math import factorial, floor, prod

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoLazyFrameT

from analytics.usage.ranges import Days

_DAYS = nw.col("day").n_unique().cast(nw.Int64).alias("days")
FACTORS = ("users", "days_per_user", "products_per_day", "tokens_per_product_day")


@dataclass(frozen=True)
class Counts:
    """What was counted in a period."""

    users: int
    """Distinct named users."""
    user_days: int
    """Distinct users and days."""
    product_days: int
    """Distinct users, days and products."""
    tokens: Decimal
    """Of named users."""
    not_named: Decimal
    """Tokens of use that names no user."""

    @property
    def total(self) -> Decimal:
        """All tokens."""
        return self.tokens + self.not_named

    @property
    def factors(self) -> tuple[Fraction, ...] | None:
        """The four factors, whose product is `tokens`; None where nobody used anything, so that three have no value."""
        if self.users == 0:
            return None
        return (
            Fraction(self.users),
            Fraction(self.user_days, self.users),
            Fraction(self.product_days, self.user_days),
            Fraction(self.tokens) / self.product_days,
        )


@dataclass(frozen=True)
class Effects:
    """Tokens by which a change goes back to each of its causes; together they are the change."""

    users: Fraction
    days_per_user: Fraction
    products_per_day: Fraction
    tokens_per_product_day: Fraction
    not_named: Fraction

    @property
    def parts(self) -> tuple[Fraction, ...]:
        """The five, in their order."""
        return tuple(getattr(self, field.name) for field in fields(self))


def effects(before: Counts, now: Counts) -> Effects:
    """Take the change between two periods apart.

    Where nobody used anything in one of the periods, its days per user, products per day and tokens per product-day
    have no value; those of the other period are taken, so that the whole change goes back to the users who came or
    went.

    Examples
    --------
    Twice the users, each on half the days: the two effects cancel.

    >>> effects(Counts(1, 4, 4, Decimal(8), Decimal(0)), Counts(2, 4, 4, Decimal(8), Decimal(1))).parts
    (Fraction(6, 1), Fraction(-6, 1), Fraction(0, 1), Fraction(0, 1), Fraction(1, 1))
    """
    then, since = before.factors, now.factors
    if then is None:
        then = (Fraction(0), *since[1:]) if since else (Fraction(0),) * len(FACTORS)
    if since is None:
        since = (Fraction(0), *then[1:])
    users, days, products, tokens = _shapley(then, since)
    return Effects(users, days, products, tokens, Fraction(now.not_named) - Fraction(before.not_named))


def rounded(start: Decimal, parts: Sequence[Fraction], places: int = 0) -> list[Decimal]:
    """Round the parts of a change so that they still add up to the change of the rounded totals.

    What is rounded, half up, are the levels from one part to the next, so each part is less than one off.

    Parameters
    ----------
    start
        The total before.
    parts
        What is added to it, one after the other.
    places
        Decimal places to keep.

    Returns
    -------
    list[Decimal]
        The rounded total before, then the rounded parts.

    >>> rounded(Decimal(10), [Fraction(4, 10), Fraction(4, 10), Fraction(4, 10)])
    [Decimal('10'), Decimal('0'), Decimal('1'), Decimal('0')]
    """
    levels = [Fraction(start)]
    for part in parts:
        levels.append(levels[-1] + part)
    shown = [Decimal(floor(level * 10**places + Fraction(1, 2))).scaleb(-places) for level in levels]
    return [shown[0], *(later - earlier for earlier, later in pairwise(shown))]


def period_counts(rows: IntoLazyFrameT, key: str | None, days: Days) -> IntoLazyFrameT:
    """Count the use of a period by the values of a column, or (None) of all.

    Days are counted twice: user-days are the different days of each user, product-days those of each user and product.
    It makes few groups of many rows instead of one group per user and day.

    Returns
    -------
    IntoLazyFrameT
        One row per value of `key`, null among them, or (of all) one row: `key` (where there is one), `users`,
        `user_days`, `product_days`, `tokens` (of named users), `not_named` (tokens of use without a user).
    """
    own = [] if key is None else ["key"]
    used = (
        nw.from_native(rows)
        .filter(nw.col("day").is_between(nw.lit(days.first), nw.lit(days.last)))
        .with_columns([] if key is None else [nw.col(key).alias("key")])
    )
    by_user = used.group_by(*own, "user_id").agg(_DAYS, nw.col("tokens").sum())
    # Of one product the two are the same.
    split = [] if key == "product_id" else ["product_id"]
    by_product = used.group_by(*own, "user_id", *split).agg(_DAYS, nw.col("tokens").sum()).drop(split)
    both = nw.concat(
        [by_user.with_columns(whole=nw.lit(value=True)), by_product.with_columns(whole=nw.lit(value=False))]
    )
    named, whole, none = ~nw.col("user_id").is_null(), nw.col("whole"), nw.lit(0)
    counts = both.with_columns(
        nw.when(named & whole).then(nw.lit(1)).otherwise(none).alias("users"),
        nw.when(named & whole).then(nw.col("days")).otherwise(none).alias("user_days"),
        nw.when(named & ~whole).then(nw.col("days")).otherwise(none).alias("product_days"),
        nw.when(named & whole).then(nw.col("tokens")).alias("tokens"),
        nw.when(~named & whole).then(nw.col("tokens")).alias("not_named"),
    )
    added = nw.col("users", "user_days", "product_days", "tokens", "not_named").sum()
    answer: IntoLazyFrameT = (counts.group_by("key").agg(added) if own else counts.select(added)).to_native()
    return answer


def counts_of(row: dict[str, object]) -> Counts:
    """Read a row of `period_counts`."""
    whole = {name: int(str(row[name] or 0)) for name in ("users", "user_days", "product_days")}
    return Counts(**whole, tokens=Decimal(str(row["tokens"] or 0)), not_named=Decimal(str(row["not_named"] or 0)))


def _shapley(then: Sequence[Fraction], since: Sequence[Fraction]) -> list[Fraction]:
    """Give each factor's effect on the product: over all sets of other factors that may have changed before it."""
    count = len(then)
    answer = []
    for own in range(count):
        others = [other for other in range(count) if other != own]
        effect = Fraction(0)
        for size in range(count):
            weight = Fraction(factorial(size) * factorial(count - 1 - size), factorial(count))
            for changed in combinations(others, size):
                effect += weight * prod(since[other] if other in changed else then[other] for other in others)
        answer.append(effect * (since[own] - then[own]))
    return answer
