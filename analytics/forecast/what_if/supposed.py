"""Scenarios in words: what each changes, and what comes of them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from analytics.forecast.what_if.scenarios import Outcome
from analytics.store.changes import Busy, Change, Headcount, Moved, Price, ProductUse, Purchase, Rate, Rollout
from analytics.wording import count_text, day_text, percent_text, tokens_count, tokens_text

_FORGOTTEN = "a product that is no longer known"


def change_text(change: Change, products: Mapping[int, str], currency: str) -> str:
    """Say what a change is.

    Parameters
    ----------
    change
        The change.
    products
        Names of products by their keys.
    currency
        Of prices.
    """
    product = _product(change, products)
    match change:
        case Busy():
            said = f"{_factor(change.factor)} of the use up to {day_text(change.last_day)}"
        case Headcount():
            said = count_text(abs(change.users), "user", "users") + (" more" if change.users >= 0 else " fewer")
        case ProductUse():
            said = f"{_factor(change.factor)} of {product}" if change.factor else f"{product} retired"
        case Rollout():
            said = f"{tokens_count(change.tokens_a_day)} a day more"
        case Rate():
            said = f"{product} at {tokens_text(change.after)} in place of {tokens_count(change.before)} a day"
        case Price():
            said = f"{currency} {change.price_per_token:,.2f} a token"
        case Moved():
            said = f"{count_text(len(change.user_ids), 'user')} moved off"
        case Purchase():
            price = "" if change.price_per_token is None else f" at {currency} {change.price_per_token:,.2f}"
            said = f"{tokens_count(change.tokens)} bought{price}, to be used up to {day_text(change.last_day)}"
    return f"{said}, from {day_text(change.first_day)}"


def scenarios_sentence(outcomes: Sequence[Outcome]) -> str:
    """Say what comes of the base, and between what the scenarios bring it."""
    if not outcomes:
        return (
            "What comes of scenarios is not known: there is too little data for a forecast; 14 days make a rough one."
        )
    base, others = outcomes[0], outcomes[1:]
    if base.run_out is None:
        used = [tokens_text(round(_expected(each))) for each in (base, *sorted(others, key=_expected))]
        span = f"; in {count_text(len(others), 'scenario')} {used[1]} to {used[-1]}" if others else ""
        return f"No pack is in force. About {used[0]} tokens are used by {day_text(base.until)} as it is{span}."
    day = base.run_out.day.p50
    now = (
        f"As it is, the tokens run out around {day_text(day)}"
        if day
        else f"As it is, the tokens last to {day_text(base.until)} (chance of running out before:"
        f" {percent_text(base.run_out.chance)})"
    )
    return f"{now}{_range(others)}."


def _range(others: Sequence[Outcome]) -> str:
    if not others:
        return ""
    dated = [(each.run_out.day.p50, each.scenario.name) for each in others if each.run_out and each.run_out.day.p50]
    lasting = len(others) - len(dated)
    counted = count_text(len(others), "scenario")
    if not dated:
        return f"; so they do in {'it' if len(others) == 1 else f'all {counted}'}" if lasting else ""
    (first, name), (last, _) = min(dated), max(dated)
    span = f"around {day_text(first)}" if first == last else f"between {day_text(first)} and {day_text(last)}"
    ends = f", and in {lasting:,} they last" if lasting else ""
    return f"; in {counted} {span}, first with “{name}”{ends}"


def _expected(outcome: Outcome) -> float:
    return outcome.expected[1]


def _factor(factor: Decimal) -> str:
    return f"{tokens_text(factor * 100)} %"


def _product(change: Change, products: Mapping[int, str]) -> str:
    key = change.product_id if isinstance(change, ProductUse | Rate) else None
    return _FORGOTTEN if key is None else products.get(key, _FORGOTTEN)
