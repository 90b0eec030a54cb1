"""Every move between Flex and subscriptions that is worth a look."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import blake2b

import polars as pl

from analytics.licensing.moves.estimate import ENOUGH_DAYS
from analytics.licensing.moves.from_subscription import from_report, from_seat_use
from analytics.licensing.moves.standing import Standing, standing_of_persons
from analytics.licensing.moves.to_subscription import to_subscription
from analytics.licensing.moves.words import MOVE, PAYS, TO_SUBSCRIPTION
from analytics.licensing.prices import PriceBook, TokenPrice
from analytics.settings import Settings
from analytics.store import Names, Store, covered_days, shown_names
from analytics.store.current import team_id
from analytics.store.lasting import lasting_marks
from analytics.store.seats import covered_seat_days, reported_seats, seat_use
from analytics.usage import UsageDays, data_days
from analytics.usage.charged import YEAR
from analytics.wording import count_text

_SEAT = ["team_id", "user_id", "product_id"]


@dataclass(frozen=True)
class Moves:
    """What could be moved, and on which days that rests."""

    rows: pl.DataFrame
    """One row per possible move, the largest saving first: `move` (a key that stays the same after a reload and after
    new exports), `kind` ("to subscription", "to Flex", "unassign"), `team_id`, `user_id`, `team`, `user`, `offers`
    (list: what is bought, or given up; empty: no price is known), `products` (list: moved), `charged_days` (days of the
    last 365 with a charge for any of them), `person_days` (of the person, whatever product and team; null of moves from
    a subscription), `elsewhere` (share of the tokens of these products that other teams than this one paid), `others`
    (these teams, as `words.OTHERS` has them), `days_year`, `days_year_low`, `days_year_high` (of a year to come, with
    an 80 % interval), `tokens_year`, `tokens_year_low`, `tokens_year_high`, `flex_cost_year`, `subscription_price` (of
    all offers, a year), `currency`, `break_even_days`, `saving_year`, `saving_low`, `saving_high`, `chance_pays` (0 to
    1; null: not enough history, or no price), `rule` (whether the person's days are above the limit), `verdict` (of
    `words`), `first_day`, `last_day` (of the charged days). Estimates are Float64."""
    stand: Standing
    """What everybody uses, moved or not."""
    first_day: date
    """The first of the 365 days looked back on."""
    last_day: date
    """The last of them: the last day of data."""
    users: int
    """Users in them; 0 where the exports name nobody."""
    token_prices: dict[str, TokenPrice]
    """By team: what one of its tokens costs."""

    known_until: dict[int, date]
    """By team: its last day of data, of tokens or seats."""
    known_days: dict[int, int]
    """By team: days of the 365 up to its last covered one that a load of tokens covers."""
    priced: list[str]
    """The products that some subscription with a known price covers, in the currency of some team's tokens."""

    def of_team(self, team_id: int, team: str) -> "Moves":
        """Keep what concerns one team; who uses tokens of several is with the one that pays most of it."""
        here = pl.col("team_id") == team_id
        # A team that is known by its use of APIs alone has no days of tokens or seats.
        rows, last = self.stand.rows.filter(here), self.known_until.get(team_id, self.last_day)
        return replace(
            self,
            rows=self.rows.filter(here),
            stand=replace(self.stand, rows=rows),
            first_day=last - timedelta(days=YEAR - 1),
            last_day=last,
            users=rows["user_id"].n_unique(),
            token_prices={name: price for name, price in self.token_prices.items() if name == team},
            known_days={key: days for key, days in self.known_days.items() if key == team_id},
        )

    @property
    def rule_unknown(self) -> str:
        """What is missing to know who is not above the limit, as the end of a sentence; empty: nothing.

        Who is above it on the days that are known is so whatever the others were.
        """
        if not self.users:
            return "the exports name no users with a charge in the last 365 days"
        days = min(self.known_days.values(), default=0)
        known = count_text(days, "day is", "days are")
        return f"{known} covered, of the {YEAR} that the rule looks at" if days < YEAR else ""

    @property
    def unknown(self) -> str:
        """What is missing to know who should not be on Flex, as the end of a sentence; empty: nothing."""
        if not self.users:
            return "the exports name no users with a charge in the last 365 days"
        longest = int(self.stand.rows.select(pl.col("history").max()).item())
        if longest < ENOUGH_DAYS:
            days = f"{count_text(longest, 'day')} of use {'is' if longest == 1 else 'are'} known"
            return f"{days}; {ENOUGH_DAYS} tell what a year may be"
        priced = self.stand.rows.filter(pl.col("product").is_in(self.priced))
        if priced.is_empty():
            return "no price of a subscription for a product in use is known; enter it on Rates and prices"
        return ""

    @property
    def candidates(self) -> pl.DataFrame:
        """The moves to a subscription that pay."""
        return self.rows.filter(pl.col("kind") == TO_SUBSCRIPTION, pl.col("verdict") == PAYS)


def moves(
    store: Store,
    used: UsageDays,
    team: str | None,
    names: Names,
    book: PriceBook,
    settings: Settings,
    min_days: int | None = None,
) -> Moves:
    """Find the moves of one team, or (None) of all; a person in several teams is looked at whole.

    Parameters
    ----------
    store
        Where from.
    used
        The usage days of all teams, as `rolled_up` gives them, of all days that are loaded.
    team
        One team; None for all.
    names
        The labels, masked or shown.
    book
        Rates and prices.
    settings
        Holds the limit of charged days.
    min_days
        Another limit; None: that of the settings.

    Raises
    ------
    StoreError
        When nothing is loaded, or there is no such team.
    """
    one = team_id(store, team)
    covered, covered_seats = covered_days(store), covered_seat_days(store)
    known = pl.concat([covered, covered_seats]).group_by("team_id").agg(pl.col("day").max())
    known_until: dict[int, date] = dict(known.iter_rows())
    before_end = pl.col("day").max().over("team_id") - pl.col("day")
    in_year = covered.filter(before_end.dt.total_days() < YEAR)
    known_days: dict[int, int] = dict(in_year.group_by("team_id").agg(pl.col("day").n_unique()).iter_rows())
    last = max(known_until.values()) if known_until else data_days(store, team).last
    teams = dict(shown_names(store).teams.iter_rows())
    stand = standing_of_persons(used, covered, names, teams, book)
    seats, report = seat_use(store), reported_seats(store)
    told = seats.select(_SEAT).unique()
    found = [
        to_subscription(stand, stand.used, book, min_days or settings.min_days),
        from_seat_use(
            # What a report says is not assigned any more is given up already.
            seats.join(report.filter(~pl.col("assigned")), on=_SEAT, how="anti"),
            covered_seats,
            names,
            teams,
            book,
        ),
        from_report(report.join(told, on=_SEAT, how="anti"), names, teams, book, last),
    ]
    columns = [name for name in MOVE.names() if name not in ("move", "team", "user")]
    rows = (
        pl.concat([rows.select(columns).cast({name: MOVE[name] for name in columns}) for rows in found])
        .join(names.users, on="user_id")
        .join(names.teams, on="team_id")
        .pipe(with_keys, store)
        .select(MOVE.names())
        .sort(
            "saving_year", "tokens_year", "team_id", "user_id", descending=[True, True, False, False], nulls_last=True
        )
    )
    every = Moves(
        rows=rows,
        stand=stand,
        first_day=last - timedelta(days=YEAR - 1),
        last_day=last,
        users=stand.rows["user_id"].n_unique(),
        token_prices={teams[key]: price for key, price in stand.token_prices.items()},
        known_until=known_until,
        known_days=known_days,
        priced=sorted(
            {
                product
                for currency in {price.currency for price in stand.token_prices.values()}
                for covered_by in book.subscriptions(last, currency)["products"]
                for product in covered_by
            }
        ),
    )
    if one is None or team is None:
        return every
    if one not in known_until:
        every.known_until[one] = data_days(store, team).last
    return every.of_team(one, team)


def with_keys(rows: pl.DataFrame, store: Store) -> pl.DataFrame:
    """Add `move`, a key that names nobody."""
    teams, users = lasting_marks(store)
    named = rows.join(teams, on="team_id", maintain_order="left").join(users, on="user_id", maintain_order="left")
    # Without an offer it is the products that tell one move of a user from another.
    what = pl.when(pl.col("offers").list.len() > 0).then("offers").otherwise("products").list.sort().list.join("+")
    parts = named.select(pl.concat_str("kind", "team_mark", "user_mark", what, separator=":")).to_series()
    keys = [blake2b(part.encode(), digest_size=8).hexdigest() for part in parts]
    return rows.with_columns(pl.Series("move", keys, dtype=pl.String))
