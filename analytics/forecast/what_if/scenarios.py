"""What if: scenarios beside the base, each from the base's own futures, changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import numpy as np
import polars as pl

from analytics.forecast.buying.purchases import Futures, tokens_to_buy
from analytics.forecast.futures.burn_rate import burn_rate_paths
from analytics.forecast.futures.choice import burn_rate_chosen
from analytics.forecast.futures.demand import demand
from analytics.forecast.futures.history import history_of
from analytics.forecast.futures.simulation import simulate
from analytics.forecast.ordering import order_by
from analytics.forecast.outlook import Outlook, Paths
from analytics.forecast.plans.ahead import band
from analytics.forecast.run_out import RunOut, run_out
from analytics.forecast.what_if.changed import Facts, changed_paths
from analytics.pool import Debt, Pack, not_measured_until, settled, team_daily
from analytics.settings import Settings
from analytics.store import Store
from analytics.store.changes import Busy, Moved, Price, Purchase
from analytics.store.scenarios import Scenario, masked_scenarios, scenarios

BASE = Scenario("As it is", ())
"""The base: nothing is changed."""
_YEAR = 365
_BOUGHT = -1000  # packs of a scenario count down from here, so that none has the number of another
_HEAVIEST = 10


@dataclass(frozen=True)
class Money:
    """What tokens cost where a scenario says nothing else."""

    price_per_token: Decimal
    currency: str


@dataclass(frozen=True)
class Outcome:
    """What becomes of a team's tokens in a scenario."""

    scenario: Scenario
    until: date
    """The end of the base, to which all look; a year ahead where the base has none."""
    expected: tuple[float, float, float]
    """P10, P50, P90 of the tokens used by then."""
    run_out: RunOut | None
    """None: there are no packs."""
    order_by: date | None
    """The last day on which an order arrives before P10; None where P10 is."""
    tokens_to_buy: Decimal | None
    """Whole tokens to buy beside what the scenario buys, for the chosen certainty; None without packs."""
    lapse: Decimal | None
    """Tokens that lapse by the end, in the middle future; None without packs."""
    cost: Decimal | None
    """What the scenario buys and what is to be bought come to; None without packs."""
    currency: str


def facts_of(store: Store, answer: Outlook, rows: pl.DataFrame) -> Facts:
    """Collect what scenarios need beside the outlook of a team.

    Parameters
    ----------
    store
        The team's store.
    answer
        The outlook of the team.
    rows
        Usage days of the team: `day`, `user_id`, `product_id`, `tokens`.
    """
    known = not_measured_until(team_daily(store, answer.team, answer.known_until), answer.as_of)
    daily = demand(known, answer.ledger.days)
    rows = rows.filter(pl.col("day") <= answer.as_of)
    if answer.paths is None:
        return Facts(daily, rows, simulate)
    if burn_rate_chosen(store, answer.team, answer.as_of):
        return Facts(daily, rows, partial(burn_rate_paths, closed=answer.paths.closed))
    # The draws of the base: what is made of less use then differs from it by that use, and not by other draws.
    return Facts(daily, rows, partial(simulate, seed=history_of(daily).seed, closed=answer.paths.closed))


def compare(
    answer: Outlook, scenarios: Sequence[Scenario], facts: Facts, money: Money, settings: Settings
) -> list[Outcome]:
    """Tell what becomes of a team's tokens as it is and in each scenario: the base first.

    Without a forecast there is nothing to compare, and the list is empty.
    """
    if answer.paths is None:
        return []
    until = answer.end or answer.as_of + timedelta(days=_YEAR)
    paths = replace(answer.paths, tokens=answer.paths.until(until))
    return [_outcome(answer, paths, until, each, facts, money, settings) for each in (BASE, *scenarios)]


def comparison(outcomes: Sequence[Outcome]) -> pl.DataFrame:
    """Set outcomes beside each other, the base first.

    Returns
    -------
    pl.DataFrame
        One row per outcome: `scenario`, `early`, `middle`, `late` (P10, P50, P90 of the run-out day; null: not before
        the end), `chance` (of a run-out before the end; null: no packs), `days_later` (the middle run-out day against
        the base's; null where one has none), `order_by`, `tokens_to_buy` (Decimal), `spend` (Decimal; its cost) and
        `currency`, `lapse` (Decimal), `expected` (middle of the tokens used by the end), `expected_more` (against the
        base).
    """
    rows = []
    base = outcomes[0].run_out.day.p50 if outcomes and outcomes[0].run_out else None
    for each in outcomes:
        day = each.run_out.day if each.run_out else None
        middle = day.p50 if day else None
        rows.append(
            {
                "scenario": each.scenario.name,
                "early": day.p10 if day else None,
                "middle": middle,
                "late": day.p90 if day else None,
                "chance": each.run_out.chance if each.run_out else None,
                "days_later": (middle - base).days if middle and base else None,
                "order_by": each.order_by,
                "tokens_to_buy": each.tokens_to_buy,
                "spend": each.cost,
                "currency": each.currency if each.cost is not None else None,
                "lapse": each.lapse,
                "expected": each.expected[1],
                "expected_more": each.expected[1] - outcomes[0].expected[1],
            }
        )
    return pl.DataFrame(rows, schema=_SCHEMA)


_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "scenario": pl.String,
    **dict.fromkeys(("early", "middle", "late"), pl.Date),
    "chance": pl.Float64,
    "days_later": pl.Int64,
    "order_by": pl.Date,
    "tokens_to_buy": pl.Decimal(38, 0),
    "spend": pl.Decimal(38, 2),
    "currency": pl.String,
    "lapse": pl.Decimal(38, 0),
    "expected": pl.Float64,
    "expected_more": pl.Float64,
}


def supposed(store: Store, answer: Outlook, rows: pl.DataFrame, *, shown: bool) -> list[Scenario]:
    """Return the scenarios of a team that were saved; where there are none, `examples`.

    Parameters
    ----------
    store
        Where they are kept.
    answer, rows
        As of `examples`.
    shown
        Whether their names may name somebody.
    """
    saved = (scenarios if shown else masked_scenarios)(store, answer.team)
    return saved or examples(answer, rows)


def examples(answer: Outlook, rows: pl.DataFrame) -> list[Scenario]:
    """Give scenarios to begin with: more and less use, the heaviest users moved off, what is missing bought.

    Parameters
    ----------
    answer
        The outlook of the team.
    rows
        Usage days of the team: `day`, `user_id`, `product_id`, `tokens`.
    """
    tomorrow = answer.as_of + timedelta(days=1)
    end = max(answer.end or tomorrow, tomorrow + timedelta(days=_YEAR - 1))
    found = [
        Scenario("A fifth more use", (Busy(tomorrow, end, Decimal("1.2")),)),
        Scenario("A fifth less use", (Busy(tomorrow, end, Decimal("0.8")),)),
    ]
    named = rows.filter(pl.col("user_id").is_not_null(), pl.col("day") > answer.as_of - timedelta(days=_YEAR))
    users = named.group_by("user_id").agg(pl.col("tokens").sum()).sort("tokens", "user_id", descending=[True, False])
    if users.height > _HEAVIEST:
        heaviest = tuple(sorted(users["user_id"].head(_HEAVIEST).to_list()))
        found.append(Scenario(f"The {_HEAVIEST} heaviest users moved off", (Moved(tomorrow, heaviest),)))
    if answer.tokens_to_buy:
        found.append(Scenario("Buy what is missing", (Purchase(tomorrow, end, answer.tokens_to_buy),)))
    return found


def _outcome(
    answer: Outlook, paths: Paths, until: date, scenario: Scenario, facts: Facts, money: Money, settings: Settings
) -> Outcome:
    tokens = changed_paths(paths, scenario.changes, facts)
    buys = [change for change in scenario.changes if isinstance(change, Purchase)]
    bought = [
        Pack(_BOUGHT - place, buy.tokens, max(buy.first_day, paths.first_day), buy.last_day)
        for place, buy in enumerate(buys)
        if buy.last_day >= paths.first_day
    ]
    bought, settlements = settled(bought, [Debt(answer.as_of, answer.owed)])
    owed = answer.owed - sum((done.tokens for done in settlements), Decimal(0))
    packs = [*answer.coming, *bought]
    found = run_out(paths.drawn(tokens), paths.first_day, packs, answer.ran_out) if packs else None
    p10 = found.day.p10 if found else None
    latest = order_by(p10, settings)
    futures = Futures(paths.drawn(tokens), paths.first_day, packs, settings.grace_days, owed)
    missing = tokens_to_buy(futures, answer.end, settings) if found else None
    cost = None
    if missing is not None:
        cost = missing * _price_on(scenario, latest or answer.as_of, money)
        for buy in buys:
            own = buy.price_per_token
            cost += buy.tokens * (_price_on(scenario, buy.first_day, money) if own is None else own)
    return Outcome(
        scenario=scenario,
        until=until,
        expected=band(tokens.sum(axis=1)),
        run_out=found,
        order_by=latest,
        tokens_to_buy=missing,
        lapse=Decimal(int(np.median(found.lapse))) if found else None,
        cost=None if cost is None else round(cost, 2),
        currency=money.currency,
    )


def _price_on(scenario: Scenario, day: date, money: Money) -> Decimal:
    """Give the price per token on a day: the newest that the scenario sets by then, else the usual one."""
    prices = [change for change in scenario.changes if isinstance(change, Price) and change.first_day <= day]
    return max(prices, key=lambda price: price.first_day).price_per_token if prices else money.price_per_token
