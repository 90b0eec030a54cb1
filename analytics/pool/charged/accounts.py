"""What teams bought of each API and capacity, set against what they used, as the store has both."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import polars as pl

from analytics.pool.charged.draw_down import DrawDown, draw_down
from analytics.pool.charged.grants import Grant
from analytics.pool.charged.knowing import known_days
from analytics.pool.charged.purchases import Purchase, purchases_by_resource, sizes
from analytics.pool.charged.sharing import by_application
from analytics.pool.charged.units import EXACT, UnitSize, charged_units
from analytics.store import Store
from analytics.store.api_usage import api_usage
from analytics.store.closings import closing_days
from analytics.store.resources import ResourceKind, covered_api_days, resources
from analytics.store.unit_sizes import unit_sizes
from analytics.usage import daily_tokens

UNCHARGED = "Uncharged"
"""Names use that the portal says nobody has paid for, where a source stands."""
REACH = timedelta(days=366)
"""How far ahead grants are listed, and use is foreseen."""
_NOT_A_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Account:
    """One resource of one team: what was bought, used, charged, and by whom it was paid."""

    team: str
    resource: str
    on: date
    """The day to speak of (UTC); use is known up to `known_until`, which may be long before."""
    purchases: tuple[Purchase, ...]
    """By first day."""
    sizes: tuple[UnitSize, ...]
    """By first day."""
    use: pl.DataFrame
    """One row per day, application and state with use: `day`, `application_id`, `application`, `uncharged` (bool),
    `quantity` (Decimal); sorted."""
    daily: pl.DataFrame
    """One row per calendar day from the first that a load covers to the last: `day`, `tokens` (Decimal: all use, as
    the forecaster calls it; null: not known)."""
    charged: pl.DataFrame
    """As `charged_units` gives it, of the days of `daily`: use is charged that is not uncharged. Of a day that is not
    known only what is known is charged."""
    grants: tuple[Grant, ...]
    """Those that begin up to `REACH` after `on`, those of a purchase in a row."""
    drawn: DrawDown
    """What was paid of the use that is known."""
    closed: tuple[date, ...] = ()
    """Closing days that were entered, from the first day that a load covers to the end of what is foreseen."""

    @property
    def kind(self) -> ResourceKind:
        """What it is."""
        return self.purchases[-1].kind

    @property
    def unit(self) -> str | None:
        """What use is measured in; None: not said."""
        return self.purchases[-1].unit

    @property
    def size(self) -> Decimal:
        """Use in one charged unit on the day to speak of."""
        return max((each for each in self.sizes if each.first_day <= self.on), key=_first, default=self.sizes[0]).size

    @property
    def remainder(self) -> Decimal:
        """Use that fills no unit yet."""
        return Decimal(0) if self.charged.is_empty() else self.charged.item(-1, "remainder")

    @property
    def known_until(self) -> date | None:
        """The last day of use that is known; None: no day is."""
        return None if self.daily.is_empty() else self.daily.item(-1, "day")

    def unknown_days(self, since: date) -> int:
        """Count the days from one on, up to the last day known, whose use is not known, or not all of it."""
        if self.known_until is None or since > self.known_until:
            return 0
        known = self.daily.filter(pl.col("day") >= since, pl.col("tokens").is_not_null()).height
        return (self.known_until - since).days + 1 - known

    def following(self, place: int) -> Grant | None:
        """Give the grant that comes when the one at a place of `grants` is over and it refreshes; None: it ends."""
        of, coming = self.grants[place], self.grants[place + 1 : place + 2]
        return coming[0] if coming and coming[0].resource_id == of.resource_id else None

    def by_application(self, since: date) -> pl.DataFrame:
        """Tell who paid for the use of each application, from a day on.

        Returns
        -------
        pl.DataFrame
            One row per `day`, `application` and `source` (a source, `OPEN`, `NOBODY` or `UNCHARGED`), with `quantity`
            (Decimal); all of them add up to use.
        """
        use, drawn = (frame.filter(pl.col("day") >= since) for frame in (self.use, self.drawn.use))
        names = use.select("application_id", "application").unique("application_id")
        shared = by_application(use.filter(~pl.col("uncharged")), drawn).join(names, on="application_id")
        owed = use.filter("uncharged").with_columns(source=pl.lit(UNCHARGED))
        columns = ("day", "application", "source", "quantity")
        rows = pl.concat([shared.select(columns), owed.select(columns)])
        return rows.filter(pl.col("quantity") > 0).sort("day", "application", "source")


@dataclass(frozen=True)
class Accounts:
    """The accounts of some teams; their use and `unmatched` are all API usage of these teams."""

    accounts: tuple[Account, ...]
    unmatched: pl.DataFrame
    """One row per `team`, `api`, `job` and `unit` that no resource is for, with `quantity` (Decimal), `first_day`,
    `last_day`."""


def resource_accounts(store: Store, team: str | None, today: date) -> Accounts:
    """Set what one team (None: each) bought against what it used.

    Use belongs to the resource that is called like the API with its job type ("Model Derivative complex"), else to the
    one called like the API, in the same unit where both say one.

    Parameters
    ----------
    store
        Where both are.
    team
        Whose.
    today
        The day to speak of; where use of a day after it is known, that day.

    Raises
    ------
    StoreError
        When there is no such team.
    """
    bought = purchases_by_resource(resources(store, team))
    used, covered = api_usage(store, team), covered_api_days(store)
    entered = unit_sizes(store, team)
    matches = pl.DataFrame(
        [
            (
                of,
                api,
                job,
                unit,
                _match(api, job, unit, {name: rows for (its, name), rows in bought.items() if its == of}),
            )
            for of, api, job, unit in used.select("team", "api", "job", "unit").unique(maintain_order=True).iter_rows()
        ],
        dict.fromkeys(("team", "api", "job", "unit", "resource"), pl.String),
        orient="row",
    )
    named = used.join(matches, on=["team", "api", "job", "unit"], how="left", nulls_equal=True)
    accounts = []
    for (of, name), purchases in bought.items():
        of_team = named.filter(pl.col("team") == of)
        rows = of_team.filter(pl.col("resource") == name)
        # What nobody has used is known by the other use of the team.
        speaking = (rows if rows.height else of_team)["application_id"].unique()
        known = known_days(covered.filter(pl.col("application_id").is_in(speaking.implode())))
        dated = entered.filter(pl.col("team") == of, pl.col("resource").str.to_lowercase() == name.lower())
        sized = dict(dated.select("first_day", "unit_size").iter_rows())
        account = resource_account(of, name, purchases, sized, rows, known, today)
        since = account.daily["day"].min()
        closed = closing_days(store, of, since, account.on + REACH) if isinstance(since, date) else []
        accounts.append(replace(account, closed=tuple(closed)))
    unmatched = (
        named.filter(pl.col("resource").is_null())
        .group_by("team", "api", "job", "unit")
        .agg(pl.col("quantity").sum(), first_day=pl.col("day").min(), last_day=pl.col("day").max())
        .sort("team", "api", "job", "unit", nulls_last=True)
    )
    return Accounts(tuple(accounts), unmatched)


def _match(api: str, job: str | None, unit: str | None, bought: dict[str, list[Purchase]]) -> str | None:
    names = {_words(name): name for name in bought}
    for called in ([f"{api} {job}"] if job else []) + [api]:
        name = names.get(_words(called))
        if name is not None and (unit is None or bought[name][-1].unit is None or _alike(unit, bought[name][-1].unit)):
            return name
    return None


def _alike(one: str, other: str | None) -> bool:
    return other is not None and _words(one) == _words(other)


def _words(text: str) -> str:
    return _NOT_A_WORD.sub(" ", text.casefold()).strip()


def resource_account(
    team: str,
    resource: str,
    purchases: Sequence[Purchase],
    entered: Mapping[date, Decimal],
    rows: pl.DataFrame,
    known: pl.DataFrame,
    today: date,
) -> Account:
    """Make the account of one resource of one team.

    Parameters
    ----------
    team, resource
        Whose, and of what.
    purchases
        By first day.
    entered
        Sizes of a unit, by the first day on which they hold.
    rows
        Its use, as `api_usage` gives it.
    known
        As `known_days` gives it.
    today
        The day to speak of.
    """
    use = (
        rows.group_by("day", "application_id", "application", "uncharged")
        .agg(pl.col("quantity").sum().cast(EXACT))
        .sort("day", "application", "application_id", "uncharged")
    )
    dated = sizes(purchases, entered)
    daily = daily_tokens(use.rename({"quantity": "tokens"}), known)
    on = max([today, *daily["day"].tail(1)])
    paid = use.filter(~pl.col("uncharged")).group_by("day").agg(pl.col("quantity").sum())
    to_charge = daily.select("day").join(paid, on="day", how="left", maintain_order="left")
    charged = charged_units(to_charge.with_columns(pl.col("quantity").fill_null(0).cast(EXACT)), dated)
    grants = tuple(grant for each in purchases for grant in each.grants(on + REACH))
    drawn = draw_down(charged, grants)
    return Account(team, resource, on, tuple(purchases), tuple(dated), use, daily, charged, grants, drawn)


def _first(size: UnitSize) -> date:
    return size.first_day
