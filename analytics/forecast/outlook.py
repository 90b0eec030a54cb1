"""The outlook of one team: its balance, when it runs out, when to order and how much, and how sure that is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import numpy as np
import polars as pl

from analytics.errors import HistoryError, PackError
from analytics.forecast.accuracy import Accuracy, Futures, accuracy
from analytics.forecast.buying.purchases import Futures as Purchases
from analytics.forecast.buying.purchases import tokens_to_buy
from analytics.forecast.futures.burn_rate import burn_rate_paths
from analytics.forecast.futures.changes import Change, newest_change
from analytics.forecast.futures.choice import burn_rate_chosen
from analytics.forecast.futures.demand import demand
from analytics.forecast.futures.grades import Grade, grade_of
from analytics.forecast.futures.history import Floats, history_of
from analytics.forecast.futures.intermittent import is_intermittent
from analytics.forecast.futures.simulation import simulate
from analytics.forecast.ordering import order_by
from analytics.forecast.run_out import RunOut, run_out
from analytics.pool import (
    Balance,
    Ledger,
    Pack,
    Unknown,
    balance,
    coming_packs,
    known_until,
    owed_beyond,
    spent_on,
    teams_by,
)
from analytics.pool.accounts import not_measured_until, team_daily, team_ledger, team_unknown
from analytics.settings import Settings
from analytics.store import Store
from analytics.store.closings import closing_days
from analytics.store.current import team_days
from analytics.usage.selection import last_complete_day
from analytics.wording import day_text, tokens_count

BEHIND = 31
"""Days by which the data of a team may end before that of others without a warning."""
FARTHEST = 1096
"""Days ahead beyond which nothing is forecast: three years."""
_BALANCE_REACH = 730
_NEXT_TERM = 366
"""Days simulated beyond the end, so that what is bought for the next term can be judged."""
_RECENT = 28
_STATED_PACK = -1
_LARGEST_BALANCE = Decimal(10) ** 9


@dataclass(frozen=True)
class Question:
    """What is asked about a pool beyond what the store knows."""

    as_of: date | None = None
    """The last complete day to know of; None: the last day of the team's data that was over when it was loaded."""
    stated_balance: Decimal | None = None
    """Tokens left at the end of that day, if not what the packs say; they do not lapse."""
    until: date | None = None
    """The end to look at; None: the last day of the packs."""
    burn_rate: bool | None = None
    """Whether the burn rate makes the futures; None: as the team's own past says."""

    def __post_init__(self) -> None:
        if self.stated_balance is not None and not 0 <= self.stated_balance <= _LARGEST_BALANCE:
            raise PackError(
                f"{self.stated_balance} is no balance of tokens.", hint="State how many tokens are left, 0 or more."
            )


@dataclass(frozen=True)
class Paths:
    """Simulated futures: the very ones from which everything that is said about a team is read."""

    first_day: date
    """The day after the last one known."""
    tokens: Floats
    """Tokens used on each day of each future; shape (futures, days). Days go on beyond the end that is looked at."""
    unknown: Floats | None = None
    """Tokens that packs have less than the ledger says in each future, for use on days without data; shape (futures,).
    None: all is known."""
    closed: Collection[date] = ()
    """Closing days that were entered, past and to come."""

    @property
    def last_day(self) -> date:
        """The last day simulated."""
        return self.first_day + timedelta(days=self.tokens.shape[1] - 1)

    def until(self, day: date) -> Floats:
        """Give the futures up to and including a day, or as far as they go."""
        return self.tokens[:, : max((day - self.first_day).days + 1, 0)]

    def drawn(self, tokens: Floats) -> Floats:
        """Return what packs have to pay in futures that begin with these: before the first day's use what is unknown.

        Parameters
        ----------
        tokens
            Tokens used on each day of each future, or of one, from `first_day` on.
        """
        if self.unknown is None:
            return tokens
        first = tokens[:, :1] + self.unknown[:, np.newaxis]
        return np.hstack([first, np.broadcast_to(tokens[:, 1:], (len(first), tokens.shape[1] - 1))])


@dataclass(frozen=True)
class Outlook:
    """The answer for one team."""

    team: str
    as_of: date
    """The day that the answer is for; today's balance is the one at its end."""
    known_until: date
    """The last day with data, `as_of` or before."""
    ledger: Ledger
    balance: Balance
    grade: Grade
    history_days: int
    """Measured days up to `as_of`, from the first one with use on."""
    method: str
    """How the futures were made, in words."""
    stated_balance: Decimal | None
    """What was stated instead of the packs' balance; None where the packs count."""
    end: date | None
    """The end that the chance refers to, three years ahead at most; None: no pack and no end given."""
    run_out: RunOut | None
    """None when there is nothing to run out, or too little history."""
    order_by: date | None
    """The last day on which an order arrives before P10; None where P10 is."""
    tokens_to_buy: Decimal | None
    """Whole tokens to order now for the chosen certainty, with those that are `owed`; None without a forecast."""
    lapse: Decimal | None
    """Tokens that lapse by the end, in the middle future; None without a forecast."""
    accuracy: Accuracy | None
    """None when the history is too short for a trial."""
    recent: float | None
    """Tokens a day, the mean of the measured ones among the last 28; None: none of them is measured."""
    change: Change | None
    """What has changed in the newest weeks; None: nothing, or too little is known."""
    if_it_stays: date | None
    """The day of the run-out if use stays as it has changed; None: not before the end, or nothing to run out."""
    coming: list[Pack]
    """What each pack can still pay from the day after `as_of` on, packs to come included."""
    unknown: Unknown | None
    """What is not known of the use that packs in force have paid for; None: all is known, or a balance was stated."""
    unmeasured: Sequence[date]
    """Days up to `as_of`, from the first known one on, of which nothing is known; ascending."""
    unfinished: Decimal
    """Tokens loaded of days that were not over then, which are after `as_of` and not in the answer; 0 for a day asked
    for."""
    paths: Paths | None
    """The futures behind the answer, a year beyond `end` (two years where there is no end) and three years at most;
    also without packs. None without a forecast of use: see `grade`."""

    @property
    def ran_out(self) -> date | None:
        """The day in the past on which the tokens ran out, with nothing that pays on the day after `as_of`."""
        first_day = self.as_of + timedelta(days=1)
        if any(pack.first_day <= first_day and pack.tokens > 0 for pack in self.coming):
            return None
        return spent_on(self.ledger)

    @property
    def unpaid_since(self) -> Decimal:
        """Tokens used from the day on which they ran out, that no pack has paid; 0 where they did not run out."""
        days = self.ledger.days.filter(pl.col("day") >= self.ran_out) if self.ran_out else self.ledger.days.clear()
        return Decimal(days["unpaid"].sum() or 0)

    @property
    def unknown_sentence(self) -> str:
        """What is not known of the use that packs in force have paid for, or left out; empty where all is in it."""
        said = [self.unknown.sentence(self.balance.available)] if self.unknown else []
        if self.unfinished:
            said.append(
                f"{tokens_count(self.unfinished)} of the day after {day_text(self.as_of)} are not in it yet: that"
                " day was not over when it was loaded."
            )
        return " ".join(said)

    @property
    def owed(self) -> Decimal:
        """Tokens that are owed and no pack to come pays: the next purchase pays them first."""
        return _owed(self.ledger, self.coming, self.stated_balance)


def outlook(store: Store, team: str, question: Question, settings: Settings) -> Outlook:
    """Answer for one team.

    Raises
    ------
    StoreError
        When there is no such team, or no data up to the day asked for.
    """
    daily = team_daily(store, team, question.as_of or known_until(store, team))
    last_known: date = daily.item(-1, "day")
    as_of = max(question.as_of or last_known, last_known)
    daily = not_measured_until(daily, as_of)
    book = team_ledger(store, team, as_of, question.as_of)
    unknown = team_unknown(store, team, daily, book, settings.paths) if question.stated_balance is None else None
    unmeasured = daily.filter(pl.col("tokens").is_null())["day"].to_list()
    daily = demand(daily, book.days)
    coming = _coming_packs(book, question)
    owed = _owed(book, coming, question.stated_balance)
    end = _end(book, question)
    grade = grade_of(daily)
    by_burn_rate = burn_rate_chosen(store, team, as_of) if question.burn_rate is None else question.burn_rate
    closed = closing_days(store, team, daily.item(0, "day"), as_of + timedelta(days=FARTHEST))
    futures = partial(burn_rate_paths if by_burn_rate else simulate, closed=closed)
    paths = _paths(daily, as_of, end, settings.paths, futures, unknown) if grade is not Grade.NONE else None
    paths = paths and replace(paths, closed=closed)
    forecast = (
        run_out(paths.drawn(paths.until(end or paths.last_day)), paths.first_day, coming, spent_on(book))
        if paths and coming
        else None
    )
    change = newest_change(daily, paths.tokens.shape[1], closed) if paths else None
    return Outlook(
        team=team,
        as_of=as_of,
        known_until=last_known,
        ledger=book,
        balance=balance(book),
        grade=grade,
        history_days=int(daily["tokens"].is_not_null().sum()),
        method=_method(daily, grade, settings.paths, by_burn_rate=by_burn_rate),
        stated_balance=question.stated_balance,
        end=end,
        run_out=forecast,
        order_by=order_by(forecast.day.p10 if forecast else None, settings),
        tokens_to_buy=_to_buy(paths, coming, owed, end, settings) if paths and coming else None,
        lapse=Decimal(int(np.median(forecast.lapse))) if forecast else None,
        accuracy=accuracy(daily, settings.paths, futures),
        recent=_recent(daily),
        change=change,
        if_it_stays=_if_it_stays(change, forecast, paths, coming),
        coming=coming,
        unknown=unknown,
        unmeasured=sorted(set(unmeasured) - set(closed)),
        unfinished=_unfinished(store, team, as_of) if question.as_of is None else Decimal(0),
        paths=paths,
    )


def outlooks(store: Store, question: Question, settings: Settings) -> list[Outlook]:
    """Answer for every team with use by then, the one that runs out first at the head.

    Without a day asked for each is answered for its own last complete day: what a team used after it is not known.
    Teams whose data ended long before that of others stand at the end.

    Raises
    ------
    StoreError
        When no team has data by then.
    """
    teams = teams_by(store, question.as_of or last_complete_day(store))
    answers = [outlook(store, team, question, settings) for team in teams]
    behind = days_behind(answers)
    return sorted(answers, key=lambda answer: (answer.team in behind, *_urgency(answer)))


def days_behind(answers: Sequence[Outlook]) -> dict[str, int]:
    """Name the teams whose data ends more than a month before the newest of any, and tell how many days before."""
    newest = max(answer.known_until for answer in answers)
    days = {answer.team: (newest - answer.known_until).days for answer in answers}
    return {team: behind for team, behind in days.items() if behind > BEHIND}


def _urgency(answer: Outlook) -> tuple[date, float, str]:
    forecast = answer.run_out
    if forecast is None:
        return (date.max, 0.0, answer.team)
    return (forecast.day.p50 or date.max, -forecast.chance, answer.team)


def _paths(
    daily: pl.DataFrame, as_of: date, end: date | None, paths: int, futures: Futures, unknown: Unknown | None
) -> Paths:
    days = (end - as_of).days if end else _BALANCE_REACH
    if days < 1:
        raise HistoryError(
            f"The end, {end}, is not after the last day known, {as_of}.", hint="Give a later end with --until."
        )
    reach = min(days + _NEXT_TERM, FARTHEST) if end else days
    draws = unknown.draws if unknown and unknown.spans else None
    return Paths(as_of + timedelta(days=1), futures(daily, reach, paths), draws)


def _unfinished(store: Store, team: str, as_of: date) -> Decimal:
    return Decimal(team_days(store, [team]).filter(pl.col("day") > as_of)["tokens"].sum() or 0)


def _to_buy(paths: Paths, coming: Sequence[Pack], owed: Decimal, end: date | None, settings: Settings) -> Decimal:
    tokens = paths.drawn(paths.tokens)
    return tokens_to_buy(Purchases(tokens, paths.first_day, coming, settings.grace_days, owed), end, settings)


def _if_it_stays(
    change: Change | None, forecast: RunOut | None, paths: Paths | None, coming: Sequence[Pack]
) -> date | None:
    if change is None or forecast is None or paths is None or (forecast.day.p10 or date.max) < paths.first_day:
        return None
    days = (forecast.end - paths.first_day).days + 1
    return run_out(paths.drawn(change.daily[:, :days]), paths.first_day, coming).day.p50


def _coming_packs(book: Ledger, question: Question) -> list[Pack]:
    """Give what each pack can still pay after the ledger's last day."""
    tomorrow = book.on + timedelta(days=1)
    if question.stated_balance is not None:
        return [Pack(_STATED_PACK, question.stated_balance, tomorrow, tomorrow + timedelta(days=2 * FARTHEST))]
    return coming_packs(book)


def _owed(book: Ledger, coming: Sequence[Pack], stated: Decimal | None) -> Decimal:
    # What was stated is what Autodesk says is left, after all that is owed.
    return Decimal(0) if stated is not None else owed_beyond(book, coming)


def _end(book: Ledger, question: Question) -> date | None:
    ends = book.packs.filter(pl.col("last_day") > book.on, pl.col("state") != "merged")["last_day"].to_list()
    end: date | None = question.until or max(ends, default=None)
    return None if end is None else min(end, book.on + timedelta(days=FARTHEST))


def _recent(daily: pl.DataFrame) -> float | None:
    mean = daily.tail(_RECENT)["tokens"].cast(pl.Float64).mean()
    return mean if isinstance(mean, float) else None


def _method(daily: pl.DataFrame, grade: Grade, paths: int, *, by_burn_rate: bool) -> str:
    if grade is Grade.NONE:
        return "no forecast: fewer than 14 days of data, or no use in them"
    if by_burn_rate:
        return (
            "the burn rate of the last 30 days, which did better here than the models over the last year, spread as far"
            f" as it used to be off ({paths:,} futures)"
        )
    if is_intermittent(history_of(daily).use):
        return f"blocks of past weeks drawn again, recent ones more often ({paths:,} futures)"
    return f"average over a bank of weekly state space models ({paths:,} futures)"
