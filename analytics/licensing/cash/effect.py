"""Moves as cash: what they change in the pool of a team, and the money in and out of this term and the next.

A person who uses tokens of several teams has one subscription, paid at home, and sets tokens free in each pool.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import numpy as np
import polars as pl

from analytics.forecast import Outlook, Paths, Question, RunOut, outlook, run_out
from analytics.forecast.buying.purchases import Futures, tokens_to_buy
from analytics.forecast.futures.history import Floats
from analytics.forecast.ordering import order_by
from analytics.forecast.what_if.changed import Facts
from analytics.forecast.what_if.scenarios import facts_of
from analytics.licensing.cash.months import months_of
from analytics.licensing.cash.moved import moved_paths, moves_in, unpaid
from analytics.licensing.cash.payments import Payment, payments_of, within
from analytics.licensing.cash.spans import NEXT_TERM, THIS_TERM, Span, spans_of
from analytics.licensing.portfolio import seats
from analytics.licensing.prices import TokenPrice, team_token_prices
from analytics.settings import Settings
from analytics.store import Store, current_usage, masked_names, packs
from analytics.usage import rolled_up

_YEAR = 365
Begin = date | str | None


@dataclass(frozen=True)
class Pool:
    """What becomes of the tokens of a team up to the end that its packs have."""

    run_out: RunOut | None
    """None: there are no packs."""
    order_by: date | None
    """The last day on which an order arrives before P10; None where P10 is."""
    tokens_to_buy: Decimal | None
    """Whole tokens for the chosen certainty; None without packs."""
    lapse: Decimal | None
    """Tokens that lapse by the end, in the middle future; None without packs."""


@dataclass(frozen=True)
class TermCash:
    """Money of one term that the moves change: estimates, in the currency of the tokens."""

    span: Span
    freed: float
    """Tokens that are used less, in the mean of the futures; below zero: more. The sum of the next two."""
    bought_less: float
    """Tokens that need not be bought, in the mean of the futures."""
    prepaid: float
    """Tokens freed that are paid already: they lapse by the term's end, or stay for later, and save nothing."""
    tokens_money: float
    """What those would have cost."""
    subscriptions: float
    """What is paid for subscriptions, renewals on their anniversary among it."""
    given_up: float
    """What is no longer paid for subscriptions that are given up."""
    saving: float
    """tokens_money - subscriptions + given_up."""
    saving_low: float
    """P10 over the futures of the pool."""
    saving_high: float
    """P90."""


@dataclass(frozen=True)
class Cash:
    """What some moves do to the pool and the money of one team."""

    team: str
    as_of: date
    token_price: TokenPrice
    moves: int
    """How many are felt in its pool: those of its own, and of persons at home elsewhere who use its tokens, too."""
    from_day: date
    """The first day on which they hold."""
    without: Pool
    moved: Pool
    terms: list[TermCash]
    """This term and the next; only `NEXT_YEAR` where there are no packs."""
    months: pl.DataFrame
    """One row per month, term and currency: `month` (its first day), `term`, `packs_paid` (Decimal; packs in force or
    to come, by their first day; paid with the moves or without), `tokens_without`, `tokens_moved` (money for tokens
    whose use in the month no pack pays for), `subscriptions`, `given_up`, `cash` (the saving), `currency`. All but
    `packs_paid` are estimates; of a term they add up to `terms`."""
    unknown: str
    """What is not known of the use that packs in force have paid for, in words; empty where all is."""
    spend_year: float
    """What the subscriptions that are bought cost a year."""
    paths: Paths
    """The futures with the moves: the same ones as without, less what is moved."""

    @property
    def gain_by_waiting(self) -> float | None:
        """What it is worth to begin with the next term; None: there is no term, or the moves do begin with it.

        Until then the subscriptions cost their share of the year, and the tokens set free what need not be bought.
        """
        term = self.terms[0]
        if term.span.name != THIS_TERM or self.from_day > term.span.last_day:
            return None
        return self.spend_year * ((term.span.last_day - self.from_day).days + 1) / _YEAR - term.tokens_money


def teams_concerned(chosen: pl.DataFrame) -> list[str]:
    """List the teams in whose pools moves are felt, by name."""
    others = chosen["others"].explode().drop_nulls().struct.field("team")
    return pl.concat([chosen["team"], others]).unique().sort().to_list()


def cash(
    store: Store, team: str, chosen: pl.DataFrame, question: Question, settings: Settings, begin: Begin = None
) -> Cash | None:
    """Tell what moves of a team do to its pool and its money; None without a forecast of use.

    Parameters
    ----------
    store
        Where from.
    team
        The team; moves of persons who do not use its tokens stay out.
    chosen
        Moves of all teams, as `Moves.rows` has them.
    question
        What is asked about the pool.
    settings
        The certainty, lead time and list price.
    begin
        The first day on which the moves hold: a day, `NEXT_TERM` where there is one, or (None) the day after the last
        one known.

    Raises
    ------
    StoreError
        When there is no such team, or no data up to the day asked for.
    """
    answer = outlook(store, team, question, settings)
    facts = facts_of(store, answer, rolled_up(current_usage(store, team)))
    products = dict(masked_names(store).products.select("product", "product_id").iter_rows())
    price = team_token_prices(store, settings).on(team, answer.as_of)
    return cash_of(answer, facts, chosen, products, price, packs(store, team), settings, begin)


def cash_of(
    answer: Outlook,
    facts: Facts,
    chosen: pl.DataFrame,
    products: dict[str, int],
    price: TokenPrice,
    bought: pl.DataFrame,
    settings: Settings,
    begin: Begin = None,
) -> Cash | None:
    """Do as `cash` does, with what it asks the store for.

    Parameters
    ----------
    answer
        The outlook of the team.
    facts
        Of the same team and day, as `analytics.forecast.scenarios.facts_of` gives them.
    chosen
        Moves of all teams.
    products
        Keys of products by their names.
    price
        Of a token that is bought.
    bought
        The packs of the team, as `analytics.store.packs` lists them.
    settings
        The certainty and the lead time.
    begin
        The first day on which the moves hold: a day, `NEXT_TERM` where there is one, or (None) the day after the last
        one known.
    """
    if answer.paths is None:
        return None
    spans = spans_of(answer)
    wanted = spans[-1].first_day if begin == NEXT_TERM else begin
    start = max(wanted, answer.paths.first_day) if isinstance(wanted, date) else answer.paths.first_day
    reach = spans[-1].last_day
    base = replace(answer.paths, tokens=answer.paths.until(reach))
    felt, own = moves_in(chosen, answer.team), chosen.filter(pl.col("team") == answer.team)
    moved = replace(base, tokens=moved_paths(base, facts, felt, products, start))
    less = unpaid(answer, base) - unpaid(answer, moved)
    payments = list(payments_of(own, start, spans))
    amount = float(price.amount)
    terms = [_term(span, base, moved, less, payments, amount) for span in spans]
    return Cash(
        team=answer.team,
        as_of=answer.as_of,
        token_price=price,
        moves=felt.height,
        from_day=start,
        without=_pool(answer, base, settings),
        moved=_pool(answer, moved, settings),
        terms=terms,
        months=months_of(spans, unpaid(answer, base), unpaid(answer, moved), base.first_day, payments, price, bought),
        spend_year=float(seats(own)["seats_cost"].sum()),
        paths=moved,
        unknown=answer.unknown_sentence,
    )


def _term(span: Span, base: Paths, moved: Paths, less: Floats, payments: Sequence[Payment], price: float) -> TermCash:
    days = slice((span.first_day - base.first_day).days, (span.last_day - base.first_day).days + 1)
    need, freed = less[:, days].sum(axis=1), (base.tokens - moved.tokens)[:, days].sum(axis=1)
    paid, given_up = within(payments, span.first_day, span.last_day)
    low, high = np.quantile(need, (0.1, 0.9)).tolist()
    money = float(need.mean()) * price
    return TermCash(
        span=span,
        freed=float(freed.mean()),
        bought_less=float(need.mean()),
        # Differences of sums leave dust, below a millionth of a token.
        prepaid=round(float((freed - need).mean()), 6) + 0.0,
        tokens_money=money,
        subscriptions=paid,
        given_up=given_up,
        saving=money - paid + given_up,
        saving_low=low * price - paid + given_up,
        saving_high=high * price - paid + given_up,
    )


def _pool(answer: Outlook, paths: Paths, settings: Settings) -> Pool:
    if not answer.coming or answer.end is None:
        return Pool(None, None, None, None)
    found = run_out(paths.drawn(paths.until(answer.end)), paths.first_day, answer.coming, answer.ran_out)
    futures = Futures(paths.drawn(paths.tokens), paths.first_day, answer.coming, settings.grace_days, answer.owed)
    return Pool(
        run_out=found,
        order_by=order_by(found.day.p10, settings),
        tokens_to_buy=tokens_to_buy(futures, answer.end, settings),
        lapse=Decimal(int(np.median(found.lapse))),
    )


def moved_outlook(answer: Outlook, found: Cash) -> Outlook:
    """Give the outlook as it is with the moves."""
    pool = found.moved
    return replace(
        answer,
        paths=found.paths,
        run_out=pool.run_out,
        order_by=pool.order_by,
        tokens_to_buy=pool.tokens_to_buy,
        lapse=pool.lapse,
    )
