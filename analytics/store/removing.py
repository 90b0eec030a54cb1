"""Remove rows from the store for good: by age or by load, within a transaction of the caller's."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import duckdb

from analytics.errors import StoreError
from analytics.exports import Receipt, Status
from analytics.store.catalogue import DAILY, LISTS, OF_LOADS, Aging, tables
from analytics.store.naming import drop_forgotten_names

_COUNTED = "SELECT count(*), coalesce(sum(tokens), 0)::DECIMAL(38, 6)"
_PURGED = Receipt(file="purged", status=Status.LOADED, message="This load was purged.")


@dataclass(frozen=True)
class Removed:
    """What a removal has taken away."""

    counted: int
    """The rows that counted."""
    tokens: Decimal
    """Their tokens."""
    loads: tuple[int, ...]
    """The loads that lost something."""


def remove_before(cursor: duckdb.DuckDBPyConnection, day: date, now: datetime | None) -> Removed:
    """Remove rows of use, seats and APIs, what stands beside them, and the coverage, before a day; `now` is noted."""
    here = {"day": day}
    [(counted, tokens)] = cursor.execute(
        f"{_COUNTED} FROM (SELECT tokens FROM current_usage WHERE day < $day"
        " UNION ALL SELECT 0 FROM current_seats WHERE day < $day"
        " UNION ALL SELECT 0 FROM current_api_usage WHERE day < $day)",
        here,
    ).fetchall()
    daily = " UNION ALL ".join(f"SELECT load_id, row FROM {table} WHERE day < $day" for table in DAILY)
    cursor.execute(f"CREATE TEMP TABLE old_rows AS {daily}", here)
    touched = cursor.execute(
        "SELECT load_id FROM old_rows UNION SELECT load_id FROM coverage WHERE first_day < $day ORDER BY load_id", here
    ).fetchall()
    loads = [load_id for (load_id,) in touched]
    cursor.execute(
        """
        INSERT INTO purged_days
        SELECT load_id, team_id, day, coalesce(sum(tokens), 0)
        FROM (
            SELECT load_id, team_id, unnest(generate_series(first_day, last_day, INTERVAL 1 DAY))::DATE AS day
            FROM coverage WHERE record = 'tokens' AND first_day < $day
        ) LEFT JOIN usage_rows USING (load_id, team_id, day)
        WHERE day < $day GROUP BY ALL ORDER BY ALL
        """,
        here,
    )
    for table in tables(Aging.BESIDE):
        cursor.execute(
            f"DELETE FROM {table} USING old_rows AS old WHERE {table}.load_id = old.load_id AND {table}.row = old.row"
        )
    for table in DAILY:
        cursor.execute(f"DELETE FROM {table} WHERE day < $day", here)
    cursor.execute(
        """
        UPDATE set_aside SET cells = NULL
        WHERE list_contains($loads, load_id) AND coalesce(try_cast(cells->>'day' AS DATE) < $day, true)
        """,
        here | {"loads": loads},
    )
    cursor.execute("DELETE FROM vintages WHERE as_of < $day", here)
    cursor.execute("DELETE FROM coverage WHERE last_day < $day", here)
    cursor.execute("UPDATE coverage SET first_day = $day WHERE first_day < $day", here)
    drop_forgotten_names(cursor)
    cursor.execute(
        "UPDATE loads SET purged_at = $now WHERE list_contains($loads, load_id)", {"now": now, "loads": loads}
    )
    return Removed(counted, tokens, tuple(loads))


def remove_load(cursor: duckdb.DuckDBPyConnection, load_id: int, now: datetime | None) -> Removed:
    """Remove all that is stored of a load but its number, its kind and its moments.

    Raises
    ------
    StoreError
        When there never was such a load.
    """
    here = {"load_id": load_id}
    if not cursor.execute("SELECT 1 FROM loads WHERE load_id = $load_id", here).fetchall():
        raise StoreError(f"There is no load {load_id}.", hint="List the loads to see their numbers.")
    directory = "(SELECT DISTINCT load_id, row FROM current_directory)"
    others = "".join(
        f" UNION ALL SELECT 0 FROM {view} WHERE load_id = $load_id"
        for view in ("current_seats", "current_api_usage", *LISTS.values(), directory)
    )
    [(counted, tokens)] = cursor.execute(
        f"{_COUNTED} FROM (SELECT tokens FROM current_usage WHERE load_id = $load_id{others})", here
    ).fetchall()
    for table in OF_LOADS:
        cursor.execute(f"DELETE FROM {table} WHERE load_id = $load_id", here)
    drop_forgotten_names(cursor)
    cursor.execute(
        """
        UPDATE loads SET file = $file, sha256 = '', receipt = $receipt, header = NULL, given_team = NULL,
               given_dates = NULL, given_decimals = NULL, given_columns = NULL,
               undone_at = coalesce(undone_at, $now), purged_at = $now
        WHERE load_id = $load_id
        """,
        here | {"file": _PURGED.file, "now": now, "receipt": _PURGED.as_json()},
    )
    return Removed(counted, tokens, (load_id,))
