"""Tips for one user, made of that user's own numbers: a text to send."""

from collections.abc import Mapping

import polars as pl

from analytics.usage.habits import Habit
from analytics.usage.ranges import Days
from analytics.wording import count_text, day_text, listed_text, money_text, tokens_count

_MOST_PRODUCTS = 3


def tips(user: str, found: Mapping[Habit, pl.DataFrame], days: Days) -> str | None:
    """Write a text to a user about the habits that this user has.

    Parameters
    ----------
    user
        The label of the user, masked or shown; an e-mail in angle brackets is left out.
    found
        The user's occurrences by habit, as `habits.occurrences` gives them, with `cost` and `currency`.
    days
        The range they were looked for in.

    Returns
    -------
    str or None
        None when the user has none of the habits.
    """
    sentences = [
        sentence for habit, write in _WRITERS.items() if not found[habit].is_empty() for sentence in write(found[habit])
    ]
    if not sentences:
        return None
    greeting = user.partition(" <")[0]
    period = f"Here is what our records say about {day_text(days.first)} to {day_text(days.last)}."
    points = "\n".join(f"- {sentence}" for sentence in sentences)
    return (
        f"Hello {greeting},\n\nthe Autodesk products that you use are paid in tokens: each product you open costs"
        f" tokens for 24 hours. {period}\n\n{points}\n\n"
        "The records show days, not reasons: if it was needed for your work, please carry on. Thank you!\n"
    )


def _left_open(runs: pl.DataFrame) -> list[str]:
    by_tokens = runs.group_by("product").agg(pl.col("tokens").sum()).sort("tokens", "product", descending=[True, False])
    return [
        _open_over_weekends(product, runs.filter(pl.col("product") == product))
        for product in by_tokens["product"].head(_MOST_PRODUCTS)
    ]


def _open_over_weekends(product: str, runs: pl.DataFrame) -> str:
    weekends = int(runs["weekends"].sum())
    return (
        f"{product} was open over {count_text(weekends, 'weekend')}; those Saturdays and Sundays cost {_cost(runs)}."
        " Please close it on Fridays before you leave: a program that stays open is charged again every day."
    )


def _several(days: pl.DataFrame) -> list[str]:
    often = days.group_by("product").len().sort("len", "product", descending=[True, False]).item(0, "product")
    return [
        f"On {count_text(days.height, 'day')} you opened two or more products, most often {_listed(often)}. Beyond the"
        f" dearest of each day they cost {_cost(days)}. Where it suits your work, gather what you do in the second"
        " product on fewer days; to look at a drawing, a free viewer costs no tokens."
    ]


def _short(uses: pl.DataFrame) -> list[str]:
    return [
        f"You used {_products(uses)} on {count_text(int(uses['days'].sum()), 'day')} only; that cost {_cost(uses)}."
        " A colleague who has it open anyway can perhaps do such a short job for you at no further cost."
    ]


def _unpaid(launches: pl.DataFrame) -> list[str]:
    return [
        f"On {count_text(launches['first_day'].n_unique(), 'day')} you opened {_products(launches)} too briefly to be"
        " charged. That cost nothing; after five minutes it does, so please close at once what you opened by mistake."
    ]


# In the order of the text: what costs most for nothing comes first.
_WRITERS = {
    Habit.LEFT_OPEN: _left_open,
    Habit.SEVERAL_PRODUCTS: _several,
    Habit.SHORT_USE: _short,
    Habit.UNPAID_LAUNCHES: _unpaid,
}


def _products(found: pl.DataFrame) -> str:
    """Name the products, those with the most occurrences first."""
    by_count = found.group_by("product").len().sort("len", "product", descending=[True, False])
    return _all(by_count["product"].to_list())


def _listed(products: str) -> str:
    return _all(products.split(", "))


def _all(products: list[str]) -> str:
    if len(products) == 2:
        return " and ".join(products)
    return listed_text(products, _MOST_PRODUCTS)


def _cost(found: pl.DataFrame) -> str:
    """Write what occurrences cost, in tokens and, where any were paid, in money."""
    money = found.group_by("currency").agg(pl.col("cost").sum()).sort("currency")
    amounts = " and ".join(money_text(cost, currency) for currency, cost in money.iter_rows())
    return f"{tokens_count(found['tokens'].sum())} (about {amounts})"
