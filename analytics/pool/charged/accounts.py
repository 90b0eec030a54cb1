"""What teams bought of each API and capacity, set against what they used, as the store has both."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from analytics.pool.charged.draw_down import DrawDown, Grant, by_application, draw_down
from analytics.pool.charged.purchases import Purchase, purchases_by_resource, sizes
from analytics.pool.charged.units import charged_units
from analytics.store import Store
from analytics.store.api_usage import api_usage
from analytics.store.resources import ResourceKind, api_days, resources

UNCHARGED = "Uncharged"
"""Names use that the portal says nobody has paid for, where a source stands."""
_EXACT = pl.Decimal(38, 6)
_NOT_A_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Account:
    """One resource of one team: what was bought, used, charged, and by whom it was paid."""

    team: str
    resource: str
    on: date
    """The last day of use (UTC) that is known."""
    purchases: tuple[Purchase, ...]
    """By first day."""
    use: pl.DataFrame
    """One row per day, application and state with use: `day`, `application_id`, `application`, `uncharged` (bool),
    `quantity` (Decimal); sorted."""
    charged: pl.DataFrame
    """As `charged_units` gives it, of all days from the first to `on`: use is charged that is not uncharged."""
    grants: tuple[Grant, ...]
    """Those that begin by `on`."""
    drawn: DrawDown

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
        """Use in one charged unit on the last day."""
        return sizes(self.purchases)[-1].size if self.charged.is_empty() else self.charged.item(-1, "size")

    @property
    def remainder(self) -> Decimal:
        """Use that fills no unit yet."""
        return Decimal(0) if self.charged.is_empty() else self.charged.item(-1, "remainder")

    def by_application(self) -> pl.DataFrame:
        """Tell who paid for the use of each application.

        Returns
        -------
        pl.DataFrame
            One row per `day`, `application` and `source` (a source, `OPEN`, `NOBODY` or `UNCHARGED`), with `quantity`
            (Decimal); all of them add up to use.
        """
        names = self.use.select("application_id", "application").unique("application_id")
        paid = self.use.filter(~pl.col("uncharged"))
        shared = by_application(paid, self.drawn.use).join(names, on="application_id")
        owed = self.use.filter("uncharged").with_columns(source=pl.lit(UNCHARGED))
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
        The last day to account for where no API usage is loaded.

    Raises
    ------
    StoreError
        When there is no such team.
    """
    days = api_days(store)
    on = days[1] if days else today
    bought = purchases_by_resource(resources(store, team))
    used = api_usage(store, team)
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
    accounts = [
        _account(of, name, rows, named.filter(pl.col("team") == of, pl.col("resource") == name), on)
        for (of, name), rows in bought.items()
    ]
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


def _account(team: str, resource: str, purchases: list[Purchase], rows: pl.DataFrame, on: date) -> Account:
    use = (
        rows.group_by("day", "application_id", "application", "uncharged")
        .agg(pl.col("quantity").sum().cast(_EXACT))
        .sort("day", "application", "application_id", "uncharged")
    )
    charged = charged_units(_daily(use, on), sizes(purchases))
    grants = tuple(grant for each in purchases for grant in each.grants(on))
    return Account(team, resource, on, tuple(purchases), use, charged, grants, draw_down(charged, grants))


def _daily(use: pl.DataFrame, on: date) -> pl.DataFrame:
    """Give the use to charge of each day from the first with use to the last known."""
    first = use["day"].min()
    if not isinstance(first, date):
        return pl.DataFrame(schema={"day": pl.Date, "quantity": _EXACT})
    paid = use.filter(~pl.col("uncharged")).group_by("day").agg(pl.col("quantity").sum())
    calendar = pl.DataFrame({"day": pl.date_range(first, on, eager=True)})
    return calendar.join(paid, on="day", how="left").select(
        "day", pl.col("quantity").fill_null(Decimal(0)).cast(_EXACT)
    )
