"""How much use one charged unit of a resource is, from a day on: enter, remove, list."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb
import polars as pl

from analytics.errors import PackError, StoreError
from analytics.exports.letters import folded
from analytics.exports.numbers import DECIMALS
from analytics.store.current import team_id
from analytics.store.database import Store
from analytics.store.naming import known_team_id

LARGEST = Decimal(10) ** 9
"""The most that is bought, paid or in a unit."""


@dataclass(frozen=True)
class NewSize:
    """A size of a charged unit, as a person enters it."""

    team: str
    resource: str
    """As cards name it."""
    first_day: date
    """The first day of use (UTC) on which it holds."""
    unit_size: Decimal
    """Use in one charged unit, such as 20 processing minutes."""

    def __post_init__(self) -> None:
        for name in ("team", "resource"):
            if not folded(str(getattr(self, name))):
                raise PackError(f"The size has no {name}.", hint=f"Name the {name}.")
        check_size(self.unit_size)


def check_size(size: Decimal) -> None:
    """Refuse what is no size of a unit.

    Raises
    ------
    PackError
        When it is not above zero, too large, or finer than a millionth.
    """
    if not (size.is_finite() and 0 < size <= LARGEST) or size != round(size, DECIMALS):
        raise PackError(f"{size} is no size of a unit.", hint="Enter how much use one charged unit is, such as 20.")


def set_unit_size(store: Store, size: NewSize) -> None:
    """Say how much use a unit is from a day on; what was entered so for the same day before is replaced.

    Raises
    ------
    PackError
        When a purchase of that day says another size.
    """
    with store.writing() as cursor:
        key = {"team_id": known_team_id(cursor, size.team), "resource": folded(size.resource)}
        key |= {"first_day": size.first_day}
        _delete(cursor, key)
        refuse_contradiction(cursor, key, size.unit_size)
        cursor.execute(
            "INSERT INTO unit_sizes VALUES ($team_id, $resource, $first_day, $unit_size)",
            key | {"unit_size": size.unit_size},
        )


def remove_unit_size(store: Store, team: str, resource: str, first_day: date) -> None:
    """Take back what was entered of the size of a unit from a day on.

    Raises
    ------
    StoreError
        When nothing was entered for that day.
    """
    with store.writing() as cursor:
        if not _delete(cursor, {"team_id": team_id(store, team), "resource": resource, "first_day": first_day}):
            raise StoreError(
                f"No size of a unit of {resource} is entered from {first_day} on.",
                hint="List the sizes; what a purchase says goes with the purchase.",
            )


def unit_sizes(store: Store, team: str | None = None) -> pl.DataFrame:
    """List the sizes that were entered, of one team (None: all): `team`, `resource`, `first_day`, `unit_size`."""
    return store.frame(
        """
        SELECT name AS team, resource, first_day, unit_size FROM unit_sizes JOIN teams USING (team_id)
        WHERE $team_id IS NULL OR team_id = $team_id ORDER BY team, lower(resource), first_day
        """,
        {"team_id": team_id(store, team)},
    )


def refuse_contradiction(cursor: duckdb.DuckDBPyConnection, key: dict[str, object], size: Decimal) -> None:
    """Refuse a second size of a unit from the same day on; `key` has `team_id`, `resource`, `first_day`.

    Raises
    ------
    PackError
        When one that counts is another.
    """
    found = cursor.execute(
        f"""
        SELECT unit_size FROM (
            SELECT team_id, resource, first_day, unit_size FROM unit_sizes
            UNION ALL SELECT team_id, resource, first_day, unit_size FROM current_resources
        )
        WHERE {_SAME} AND unit_size <> $unit_size
        """,
        key | {"unit_size": size},
    ).fetchone()
    if found:
        raise PackError(
            f"From {key['first_day']} on a unit of {key['resource']} is {found[0].normalize():f} already.",
            hint="Leave the size empty to keep it, or choose another day.",
        )


_SAME = "team_id = $team_id AND lower(resource) = lower(trim($resource)) AND first_day = $first_day"


def _delete(cursor: duckdb.DuckDBPyConnection, key: dict[str, object]) -> bool:
    return cursor.execute(f"DELETE FROM unit_sizes WHERE {_SAME} RETURNING 1", key).fetchone() is not None
