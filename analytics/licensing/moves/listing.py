"""Every move between Flex and subscriptions that is worth a look."""

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b

import polars as pl

from analytics.licensing.moves.from_subscription import from_report, from_seat_use
from analytics.licensing.moves.standing import Standing, standing
from analytics.licensing.moves.to_subscription import to_subscription
from analytics.licensing.moves.words import MOVE, PAYS, TO_SUBSCRIPTION
from analytics.licensing.prices import PriceBook, TokenPrice
from analytics.settings import Settings
from analytics.store import Names, Store, covered_days, shown_names
from analytics.store.lasting import lasting_marks
from analytics.store.seats import covered_seat_days, reported_seats, seat_use
from analytics.usage import UsageDays, data_days
from analytics.usage.charged import YEAR

_SEAT = ["team_id", "user_id", "product_id"]


@dataclass(frozen=True)
class Moves:
    """What could be moved, and on which days that rests."""

    rows: pl.DataFrame
    """One row per possible move, the largest saving first: `move` (a key that stays the same after a reload and after
    new exports), `kind` ("to subscription", "to Flex", "unassign"), `team_id`, `user_id`, `team`, `user`, `offers`
    (list: what is bought, or given up; empty: no price is known), `products` (list: moved), `charged_days` (days of the
    last 365 with a charge for any of them), `days_year`, `days_year_low`, `days_year_high` (of a year to come, with an
    80 % interval), `tokens_year`, `tokens_year_low`, `tokens_year_high`, `flex_cost_year`, `subscription_price` (of all
    offers, a year), `currency`, `break_even_days`, `saving_year`, `saving_low`, `saving_high`, `chance_pays` (0 to 1;
    null: not enough history, or no price), `rule` (whether the charged days are above the limit), `verdict` (of
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
    """Find the moves of one team, or (None) of all.

    Parameters
    ----------
    store
        Where from.
    used
        The usage days of the team, as `rolled_up` gives them, of all days that are loaded.
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
    covered, covered_seats = covered_days(store, team), covered_seat_days(store, team)
    known = pl.concat([covered, covered_seats])["day"]
    last = known.max() if len(known) else data_days(store, team).last
    assert isinstance(last, date)
    teams = dict(shown_names(store).teams.iter_rows())
    stand = standing(used, covered, names, teams, book)
    seats, report = seat_use(store, team), reported_seats(store, team)
    told = seats.select(_SEAT).unique()
    found = [
        to_subscription(stand, used, book, min_days or settings.min_days),
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
    return Moves(
        rows=rows,
        stand=stand,
        first_day=last - timedelta(days=YEAR - 1),
        last_day=last,
        users=stand.rows["user_id"].n_unique(),
        token_prices={teams[key]: price for key, price in stand.token_prices.items()},
    )


def with_keys(rows: pl.DataFrame, store: Store) -> pl.DataFrame:
    """Add `move`, a key that names nobody."""
    teams, users = lasting_marks(store)
    named = rows.join(teams, on="team_id", maintain_order="left").join(users, on="user_id", maintain_order="left")
    # Without an offer it is the products that tell one move of a user from another.
    what = pl.when(pl.col("offers").list.len() > 0).then("offers").otherwise("products").list.sort().list.join("+")
    parts = named.select(pl.concat_str("kind", "team_mark", "user_mark", what, separator=":")).to_series()
    keys = [blake2b(part.encode(), digest_size=8).hexdigest() for part in parts]
    return rows.with_columns(pl.Series("move", keys, dtype=pl.String))
