"""Purging: what is removed from the store for good, by age or by load; shown first, and irreversible then."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import duckdb

from analytics.errors import StoreError
from analytics.exports import Receipt, Status
from analytics.store.database import Store
from analytics.store.naming import drop_forgotten_names

_DAILY = ("usage_rows", "seat_rows")
_BESIDE_DAILY = ("sessions", "custom_fields", "findings")
_LISTS = ("report_rows", "subscriptions", "token_events", "packs")
_CURRENT_LISTS = ("current_report", "current_subscriptions", "current_events", "current_packs")
# Removes, and gives the tokens that counted and the loads that lose something.
_Remove = Callable[[duckdb.DuckDBPyConnection], tuple[Decimal, list[int]]]
_PURGED = Receipt(file="purged", status=Status.LOADED, message="This load was purged.")


@dataclass(frozen=True)
class Return:
    """A load that counts again for what another one had covered."""

    load_id: int
    days: int
    """Days, of whatever team, for which it counts again; 0 for a list, which counts as a whole."""


@dataclass(frozen=True)
class Purge:
    """What a purge removes, or has removed."""

    rows: int
    """Rows of use, of seats and of lists, whether they counted or were covered by a newer load."""
    tokens: Decimal
    """Tokens of those rows of use that counted."""
    first_day: date | None
    """The first day that loses its rows or its coverage; None: no day does."""
    last_day: date | None
    loads: tuple[int, ...]
    """The loads that lose something."""
    users: tuple[int, ...]
    """The `user_id` of those who are no longer known."""
    returns: tuple[Return, ...]
    """The loads that count again, by number."""
    gaps: int
    """Days that are no longer covered for a team that they were covered for: not known from then on, never zero."""
    copies: tuple[str, ...]
    """The files beside the store that hold it as an earlier version and are deleted with it."""


def purge_before_preview(store: Store, day: date) -> Purge:
    """Tell what `purge_before` would remove; nothing is changed."""
    return _preview(store, lambda cursor: _remove_before(cursor, day, None))


def purge_before(store: Store, day: date, now: datetime) -> Purge:
    """Remove for good what all loads say about the days before one, and write the file anew without it.

    Rows of use and of seats go, with their sessions, custom fields and findings, whether they count or not; so does
    what the loads cover of these days, which become gaps. The cells of rows that a load touched had set aside go too,
    for nobody knows their days. Packs stay, being the history of money, and so do the other lists.

    Parameters
    ----------
    store
        Where from.
    day
        The first day to keep.
    now
        The moment, UTC, as recorded with the loads.
    """
    return _purge(store, lambda cursor: _remove_before(cursor, day, now))


def purge_load_preview(store: Store, load_id: int) -> Purge:
    """Tell what `purge_load` would remove; nothing is changed. Errors are those of `purge_load`."""
    return _preview(store, lambda cursor: _remove_load(cursor, load_id, None))


def purge_load(store: Store, load_id: int, now: datetime) -> Purge:
    """Remove a load for good, with the name of its file and its receipt, and write the file anew without it.

    It may have been undone before. What it had covered comes back as older loads have it. Only its number, its kind
    and the moments when it was loaded and purged stay.

    Parameters
    ----------
    store
        Where from.
    load_id
        The load.
    now
        The moment, UTC, as recorded with the load.

    Raises
    ------
    StoreError
        When there never was such a load.
    """
    return _purge(store, lambda cursor: _remove_load(cursor, load_id, now))


class _Shown(Exception):  # noqa: N818 - not an error: it ends the transaction and carries the answer out
    def __init__(self, purge: Purge) -> None:
        super().__init__()
        self.purge = purge


def _preview(store: Store, remove: _Remove) -> Purge:
    # What is shown is what would happen, for it happens and is taken back.
    try:
        with store.writing() as cursor:
            raise _Shown(_removed(store, cursor, remove))
    except _Shown as shown:
        return shown.purge


def _purge(store: Store, remove: _Remove) -> Purge:
    with store.writing() as cursor:
        purge = _removed(store, cursor, remove)
    store.compact()
    store.drop_copies()
    return purge


def _removed(store: Store, cursor: duckdb.DuckDBPyConnection, remove: _Remove) -> Purge:
    """Remove, and tell what is different then."""
    rows_before = _count_rows(cursor)
    _note(cursor, "before")
    tokens, loads = remove(cursor)
    _note(cursor, "after")
    [(first_day, last_day, gaps)] = cursor.execute("""
        SELECT min(day), max(day), count(DISTINCT day) FILTER (NOT EXISTS (
            FROM covered_after AS a WHERE a.record = b.record AND a.team_id = b.team_id AND a.day = b.day
        ))
        FROM (FROM covered_before EXCEPT FROM covered_after) AS b
    """).fetchall()
    returns = cursor.execute("""
        SELECT load_id, count(DISTINCT day) FROM (FROM winners_after EXCEPT FROM winners_before)
        GROUP BY load_id ORDER BY load_id
    """).fetchall()
    users = cursor.execute("""
        SELECT user_id FROM users_before WHERE user_id NOT IN (SELECT user_id FROM users) ORDER BY user_id
    """).fetchall()
    return Purge(
        rows=rows_before - _count_rows(cursor),
        tokens=tokens,
        first_day=first_day,
        last_day=last_day,
        loads=tuple(loads),
        users=tuple(user_id for (user_id,) in users),
        returns=tuple(Return(load_id, days) for load_id, days in returns),
        gaps=gaps,
        copies=tuple(copy.name for copy in store.copies),
    )


def _count_rows(cursor: duckdb.DuckDBPyConnection) -> int:
    counts = " + ".join(f"(SELECT count(*) FROM {table})" for table in (*_DAILY, *_LISTS))
    [(rows,)] = cursor.execute(f"SELECT {counts}").fetchall()
    return int(rows)


def _note(cursor: duckdb.DuckDBPyConnection, moment: str) -> None:
    """Make `covered_` and `winners_` and the moment: what each load covers, and the load that counts for each."""
    lists = " UNION ALL ".join(
        f"SELECT '{table}', team_id, NULL, load_id FROM {view} WHERE load_id IS NOT NULL"
        for table, view in zip(_LISTS, _CURRENT_LISTS, strict=True)
    )
    cursor.execute(f"""
        CREATE TEMP TABLE covered_{moment} AS
        SELECT DISTINCT record, team_id, load_id,
               unnest(generate_series(first_day, last_day, INTERVAL 1 DAY))::DATE AS day
        FROM coverage;
        CREATE TEMP TABLE winners_{moment} AS
        SELECT record, team_id, day, load_id FROM day_winners UNION {lists};
        CREATE TEMP TABLE users_{moment} AS SELECT user_id FROM users;
    """)


def _remove_before(cursor: duckdb.DuckDBPyConnection, day: date, now: datetime | None) -> tuple[Decimal, list[int]]:
    here = {"day": day}
    [(tokens,)] = cursor.execute(
        "SELECT coalesce(sum(tokens), 0)::DECIMAL(38, 6) FROM current_usage WHERE day < $day", here
    ).fetchall()
    daily = " UNION ALL ".join(f"SELECT load_id, row FROM {table} WHERE day < $day" for table in _DAILY)
    cursor.execute(f"CREATE TEMP TABLE old_rows AS {daily}", here)
    touched = cursor.execute(
        "SELECT load_id FROM old_rows UNION SELECT load_id FROM coverage WHERE first_day < $day ORDER BY load_id", here
    ).fetchall()
    loads = [load_id for (load_id,) in touched]
    for table in _BESIDE_DAILY:
        cursor.execute(
            f"DELETE FROM {table} USING old_rows AS old WHERE {table}.load_id = old.load_id AND {table}.row = old.row"
        )
    for table in _DAILY:
        cursor.execute(f"DELETE FROM {table} WHERE day < $day", here)
    cursor.execute(
        """
        UPDATE set_aside SET cells = NULL
        WHERE list_contains($loads, load_id) AND coalesce(try_cast(cells->>'day' AS DATE) < $day, true)
        """,
        here | {"loads": loads},
    )
    cursor.execute("DELETE FROM coverage WHERE last_day < $day", here)
    cursor.execute("UPDATE coverage SET first_day = $day WHERE first_day < $day", here)
    drop_forgotten_names(cursor)
    cursor.execute(
        "UPDATE loads SET purged_at = $now WHERE list_contains($loads, load_id)", {"now": now, "loads": loads}
    )
    return tokens, loads


def _remove_load(cursor: duckdb.DuckDBPyConnection, load_id: int, now: datetime | None) -> tuple[Decimal, list[int]]:
    here = {"load_id": load_id}
    if not cursor.execute("SELECT 1 FROM loads WHERE load_id = $load_id", here).fetchall():
        raise StoreError(f"There is no load {load_id}.", hint="List the loads to see their numbers.")
    [(tokens,)] = cursor.execute(
        "SELECT coalesce(sum(tokens), 0)::DECIMAL(38, 6) FROM current_usage WHERE load_id = $load_id", here
    ).fetchall()
    # Whatever is stored of a load has its number, also in tables that are yet to come.
    tables = cursor.execute("""
        SELECT table_name FROM duckdb_columns() JOIN duckdb_tables() USING (database_name, schema_name, table_name)
        WHERE database_name = current_database() AND column_name = 'load_id' AND table_name <> 'loads'
    """).fetchall()
    for (table,) in tables:
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
    return tokens, [load_id]
