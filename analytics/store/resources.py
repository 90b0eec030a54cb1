"""What teams bought of APIs and of capacity: enter, remove, list."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from zoneinfo import available_timezones

import polars as pl

from analytics.currencies import CURRENCIES
from analytics.errors import PackError, StoreError
from analytics.exports.letters import folded
from analytics.exports.numbers import DECIMALS
from analytics.store.current import team_id, team_names
from analytics.store.database import Store
from analytics.store.naming import known_team_id
from analytics.store.unit_sizes import LARGEST, check_size, refuse_contradiction

# As in files: what is before or after is no day on which something is bought, or means that there is no end.
_FIRST, _LAST = date(1990, 1, 1), date(2100, 12, 31)


class Source(StrEnum):
    """Who pays for use of an API, in the order in which they do."""

    FREE_TIER = "Free tier"
    TOKEN_FLEX = "Token Flex"
    FLEX = "Flex"
    PAY_AS_YOU_GO = "Pay as You Go"


class ResourceKind(StrEnum):
    """What a resource is."""

    TOKENS = "tokens"
    API = "API"
    CAPACITY = "capacity"


class Refreshes(StrEnum):
    """When the whole of it is there again."""

    NEVER = "never"
    MONTHLY = "monthly"
    YEARLY = "yearly"


@dataclass(frozen=True)
class NewResource:
    """A purchase, or a period of use without charge, as a person enters it."""

    team: str
    resource: str
    """As API usage calls the API, or the API and its job type ("Model Derivative complex"); or what capacity is of."""
    kind: ResourceKind
    first_day: date
    """The day of purchase in the buyer's time zone: billing cycles and refreshes begin on this day of a month."""
    purchased: Decimal | None = None
    """Charged units; None: as many as are used."""
    unit: str | None = None
    """What use is measured in, such as processing minutes; None: not said."""
    unit_size: Decimal | None = None
    """Use in one charged unit, from the first day on; None: what it was before, and 1 where nothing says it."""
    last_day: date | None = None
    """None, or one that is never reached: no end."""
    refreshes: Refreshes = Refreshes.NEVER
    source: Source | None = None
    """Who pays for use of an API; None of capacity."""
    time_zone: str = "UTC"
    """The buyer's (IANA) at the time of purchase."""
    unit_price: Decimal | None = None
    """What one charged unit costs; None: not known."""
    currency: str | None = None
    """A code of ISO 4217, in capitals."""

    def __post_init__(self) -> None:
        for name in ("team", "resource"):
            if not folded(str(getattr(self, name))):
                raise PackError(f"The resource has no {name}.", hint=f"Name the {name}.")
        for amount, what in ((self.purchased, "quantity"), (self.unit_price, "price")):
            if amount is not None and not (
                amount.is_finite() and 0 <= amount <= LARGEST and amount == round(amount, DECIMALS)
            ):
                raise PackError(f"{amount} is no {what} of {self.resource}.", hint="Enter a number, 0 or more.")
        if self.unit_size is not None:
            check_size(self.unit_size)
        self._check_kind()
        self._check_days()
        if self.unit_price is not None and self.currency is None:
            raise PackError(f"The price of {self.resource} has no currency.", hint="Enter the currency, such as USD.")
        if self.currency is not None and self.currency not in CURRENCIES:
            raise PackError(
                f"{self.currency} is no currency.", hint="Enter the three letters of ISO 4217, such as USD."
            )

    def _check_kind(self) -> None:
        if self.kind is ResourceKind.API and self.source is None:
            raise PackError(
                f"Nothing says who pays for {self.resource}.", hint=f"Choose {', '.join(Source)}; an API has a source."
            )
        if self.kind is ResourceKind.TOKENS:
            raise PackError("Tokens are bought in packs.", hint="Enter them on the page Packs, or as packs add does.")
        if self.purchased is not None and self.purchased != int(self.purchased):
            raise PackError(f"{self.purchased} is no number of units.", hint="Enter how many whole units were bought.")
        if self.purchased is None and self.source in (None, Source.FREE_TIER):
            raise PackError(
                f"Nothing says how much there is of {self.resource}.", hint="Enter how many units were purchased."
            )

    def _check_days(self) -> None:
        if not _FIRST <= self.first_day <= _LAST:
            raise PackError(
                f"{self.resource} is bought on {self.first_day}.", hint=f"Enter a day from {_FIRST} to {_LAST}."
            )
        if self.last_day is not None and self.last_day < self.first_day:
            raise PackError(
                f"{self.resource} ends on {self.last_day}, before it starts on {self.first_day}.",
                hint="Enter the first and the last day on which it can be used.",
            )
        if self.time_zone not in available_timezones():
            raise PackError(
                f"{self.time_zone} is no time zone.",
                hint="Enter a name such as UTC, Europe/Berlin or America/New_York.",
            )


def add_resource(store: Store, resource: NewResource) -> int:
    """Enter a resource by hand and give its number; a team that is new becomes known.

    Raises
    ------
    PackError
        When a unit has another size from the same day on already.
    """
    with store.writing() as cursor:
        team, ends = known_team_id(cursor, resource.team), resource.last_day
        key = {"team_id": team, "resource": folded(resource.resource), "first_day": resource.first_day}
        if resource.unit_size is not None:
            refuse_contradiction(cursor, key, resource.unit_size)
        [(number,)] = cursor.execute(
            """
            INSERT INTO resources BY NAME SELECT
                (SELECT coalesce(max(resource_id), 0) + 1 FROM resources) AS resource_id,
                $team_id AS team_id, $resource AS resource, $kind AS kind, $purchased AS purchased, $unit AS unit,
                $unit_size AS unit_size, $first_day AS first_day, $last_day AS last_day, $refreshes AS refreshes,
                $source AS source, $time_zone AS time_zone, $unit_price AS unit_price, $currency AS currency
            RETURNING resource_id
            """,
            {name: value for name, value in vars(resource).items() if name != "team"}
            | key
            | {"last_day": None if ends is None or ends > _LAST else ends},
        ).fetchall()
    return int(number)


def remove_resource(store: Store, resource_id: int) -> None:
    """Remove a resource that was entered by hand.

    Raises
    ------
    StoreError
        When there is no such resource, or it came with a file, which is taken back as a whole.
    """
    here = {"resource_id": resource_id}
    with store.writing() as cursor:
        found = cursor.execute("SELECT load_id FROM resources WHERE resource_id = $resource_id", here).fetchone()
        if found is None:
            raise StoreError(f"There is no resource {resource_id}.", hint="List the resources to see their numbers.")
        if found[0] is not None:
            raise StoreError(
                f"Resource {resource_id} came with load {found[0]}.", hint="Undo that load, or load a corrected table."
            )
        cursor.execute("DELETE FROM resources WHERE resource_id = $resource_id", here)


def resources(store: Store, team: str | None = None) -> pl.DataFrame:
    """List the resources that count, of one team (None: all).

    Of several tables of resources the newest that names a team counts for it; what is entered by hand always counts.

    Returns
    -------
    pl.DataFrame
        One row per purchase or period: `resource_id`, `team`, `resource`, `resource_kind` (of `ResourceKind`),
        `purchased` (Decimal; null: without limit), `unit`, `unit_size` (Decimal; null: what it was before),
        `first_day`, `last_day` (null: no end), `refreshes`, `source` (null of capacity), `time_zone`, `unit_price`
        (Decimal or null), `currency`, `load_id` (null: entered by hand); by team, resource and first day.
    """
    return store.frame(
        """
        SELECT resource_id, t.name AS team, resource, kind AS resource_kind, purchased, unit, unit_size, first_day,
               last_day, refreshes, source, time_zone, unit_price, currency, load_id
        FROM current_resources JOIN teams AS t USING (team_id)
        WHERE $team_id IS NULL OR team_id = $team_id
        ORDER BY team, lower(resource), first_day, resource_id
        """,
        {"team_id": team_id(store, team)},
    )


def teams_of_resources(store: Store) -> list[str]:
    """List the teams that have use of tokens, packs, use of APIs, or resources, by name."""
    paying = store.frame("""
        SELECT name FROM teams
        WHERE team_id IN (
            SELECT team_id FROM api_rows UNION SELECT team_id FROM application_teams UNION SELECT team_id FROM resources
        )
    """)
    return sorted({*team_names(store), *paying["name"]})


def covered_api_days(store: Store) -> pl.DataFrame:
    """Give the days (UTC) for which tables of API usage speak: one row per `application_id` and `day`, sorted."""
    return store.frame("SELECT application_id, day FROM day_winners WHERE record = 'api' ORDER BY application_id, day")
