"""Purging: what is removed from the store for good, by age or by load; shown first, and irreversible then."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import duckdb

from analytics.store.catalogue import DAILY, LISTS
from analytics.store.database import Store, mark_finishing_due
from analytics.store.decisions import drop_decisions_of_forgotten
from analytics.store.expected import drop_marks_of_forgotten
from analytics.store.limits import drop_limits_of_forgotten
from analytics.store.queries import single
from analytics.store.removing import Removed, remove_before, remove_load
from analytics.wording import count_text, listed_text, tokens_count

_NAMED = 3
_Remove = Callable[[duckdb.DuckDBPyConnection], Removed]


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
    counted: int
    """Those of them that counted."""
    tokens: Decimal
    """Tokens of the rows that counted."""
    cells: int
    """Rows set aside whose cells are removed."""
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
    gap_teams: tuple[str, ...]
    """The teams of those days, and the applications, by name."""
    marks: int
    """Marks of expected use on whom the store no longer knows."""
    limits: int
    """Limits of teams and departments that the store no longer knows."""
    copies: tuple[str, ...]
    """The files beside the store that hold it as an earlier version and are deleted with it."""
    decisions: int = 0
    """Users whom the store no longer knows and about whose licenses something was decided; that is forgotten."""
    kept_days: int = 0
    """Days that lose their rows and whose tokens by team stay, without names: the ledger goes on with them."""

    @property
    def rows_text(self) -> str:
        """The rows, and how many of them count, in a few words."""
        rows = count_text(self.rows, "row")
        if not self.counted:
            return f"{rows}, of which none counts today"
        count = "counts" if self.counted == 1 else "count"
        return f"{rows}, of which {self.counted:,} {count} today, with {tokens_count(self.tokens)}"

    @property
    def cells_text(self) -> str:
        """What goes of the rows set aside, in a few words; empty when nothing does."""
        return f"the cells of {count_text(self.cells, 'row')} set aside" if self.cells else ""

    @property
    def marks_text(self) -> str:
        """The marks, limits and decisions, in a few words; empty when there are none."""
        counts = (
            (self.marks, "mark of expected use", "marks of expected use"),
            (self.limits, "limit", "limits"),
            (self.decisions, "user's decisions", "users' decisions"),
        )
        *others, last = [count_text(*each) for each in counts if each[0]] or [""]
        said = " and ".join([", ".join(others), last] if others else [last])
        return f"{said} of whom the store no longer knows" if said else ""

    @property
    def gaps_text(self) -> str:
        """The days without data, in a few words; empty when there are none."""
        if not self.gaps:
            return ""
        whose = listed_text(list(self.gap_teams), _NAMED)
        return f"{count_text(self.gaps, 'day')} of {whose} {'has' if self.gaps == 1 else 'have'} no data afterwards"

    @property
    def kept_text(self) -> str:
        """What stays of the days, in a few words; empty when nothing does."""
        if not self.kept_days:
            return ""
        return (
            f"the tokens of {count_text(self.kept_days, 'day')} stay, by team and day and without names:"
            " balances and forecasts need them"
        )


def purge_before_preview(store: Store, day: date) -> Purge:
    """Tell what `purge_before` would remove; nothing is changed."""
    return _preview(store, lambda cursor: remove_before(cursor, day, None))


def purge_before(store: Store, day: date, now: datetime) -> Purge:
    """Remove for good what all loads say about the days before one, and write the file anew without it.

    Rows of use, seats and APIs go, with their sessions, custom fields and findings, whether they count or not; so does
    what the loads cover of these days; what stays is how many tokens each team used on each of them, which balances and
    forecasts rest on. The cells of rows that a load touched had set aside go too,
    for nobody knows their days, and so do forecasts made as of one of these days. Packs and the other lists stay.
    Marks of expected use, limits and decisions go where the store no longer knows whose they are.

    Parameters
    ----------
    store
        Where from.
    day
        The first day to keep.
    now
        The moment, UTC, as recorded with the loads.
    """
    return _purge(store, lambda cursor: remove_before(cursor, day, now))


def purge_load_preview(store: Store, load_id: int) -> Purge:
    """Tell what `purge_load` would remove; nothing is changed. Errors are those of `purge_load`."""
    return _preview(store, lambda cursor: remove_load(cursor, load_id, None))


def purge_load(store: Store, load_id: int, now: datetime) -> Purge:
    """Remove a load for good, with the name of its file and its receipt, and write the file anew without it.

    It may have been undone before. What it had covered comes back as older loads have it. Only its number, its kind
    and the moments when it was loaded and purged stay. Marks, limits and decisions go as with `purge_before`.

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
    return _purge(store, lambda cursor: remove_load(cursor, load_id, now))


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
        mark_finishing_due(cursor)
    store.finish()
    return purge


def _removed(store: Store, cursor: duckdb.DuckDBPyConnection, remove: _Remove) -> Purge:
    """Remove, and tell what is different then."""
    rows_before, cells_before, kept_before = _count_rows(cursor), _count_cells(cursor), _count_kept(cursor)
    # Of what nothing is left, the name is forgotten.
    cursor.execute(
        "CREATE TEMP TABLE covered_names AS SELECT team_id, NULL::INTEGER AS application_id, name FROM teams"
        " UNION ALL SELECT NULL, application_id, name FROM applications"
    )
    _note(cursor, "before")
    removed = remove(cursor)
    _note(cursor, "after")
    [(first_day, last_day, gaps, gap_teams)] = cursor.execute("""
        SELECT min(day), max(day), count(DISTINCT day) FILTER (gap),
               coalesce(list_sort(list(DISTINCT name) FILTER (gap)), [])
        FROM (
            SELECT day, name, NOT EXISTS (
                FROM covered_after AS a WHERE a.record = b.record AND a.day = b.day
                AND a.team_id IS NOT DISTINCT FROM b.team_id AND a.application_id IS NOT DISTINCT FROM b.application_id
            ) AS gap
            FROM (FROM covered_before EXCEPT FROM covered_after) AS b JOIN covered_names AS n
            ON n.team_id IS NOT DISTINCT FROM b.team_id AND n.application_id IS NOT DISTINCT FROM b.application_id
        )
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
        counted=removed.counted,
        tokens=removed.tokens,
        cells=cells_before - _count_cells(cursor),
        first_day=first_day,
        last_day=last_day,
        loads=removed.loads,
        users=tuple(user_id for (user_id,) in users),
        returns=tuple(Return(load_id, days) for load_id, days in returns),
        gaps=gaps,
        gap_teams=tuple(gap_teams),
        marks=drop_marks_of_forgotten(cursor),
        limits=drop_limits_of_forgotten(cursor),
        copies=tuple(copy.name for copy in store.copies),
        decisions=drop_decisions_of_forgotten(cursor),
        kept_days=max(_count_kept(cursor) - kept_before, 0),
    )


def _count_rows(cursor: duckdb.DuckDBPyConnection) -> int:
    counts = " + ".join(f"(SELECT count(*) FROM {table})" for table in (*DAILY, *LISTS))
    persons = "(SELECT count(DISTINCT (load_id, row)) FROM directory_rows)"  # a row has one for each id in it
    return single(cursor, f"SELECT {counts} + {persons}")


def _count_cells(cursor: duckdb.DuckDBPyConnection) -> int:
    return single(cursor, "SELECT count(cells) FROM set_aside")


def _count_kept(cursor: duckdb.DuckDBPyConnection) -> int:
    return single(cursor, "SELECT count(DISTINCT (team_id, day)) FROM purged_days")


def _note(cursor: duckdb.DuckDBPyConnection, moment: str) -> None:
    """Make `covered_` and `winners_` and the moment: what each load covers, and the load that counts for each."""
    lists = " UNION ALL ".join(
        f"SELECT '{table}', team_id, NULL, NULL, load_id FROM {view} WHERE load_id IS NOT NULL"
        for table, view in LISTS.items()
    )
    cursor.execute(f"""
        CREATE TEMP TABLE covered_{moment} AS
        SELECT DISTINCT record, team_id, application_id, load_id,
               unnest(generate_series(first_day, last_day, INTERVAL 1 DAY))::DATE AS day
        FROM coverage;
        CREATE TEMP TABLE winners_{moment} AS
        SELECT record, team_id, application_id, day, load_id FROM day_winners
        UNION {lists} UNION ALL SELECT DISTINCT 'directory_rows', NULL, NULL, NULL, load_id FROM current_directory;
        CREATE TEMP TABLE users_{moment} AS SELECT user_id FROM users;
    """)
