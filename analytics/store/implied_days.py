"""Days without rows that are known although no load that covers them names the team: they follow from the other loads.

Autodesk exports one file for all teams, and a file begins and ends with its first and last row. So the same rows, cut
into files in another way, leave out teams that had no use in a part, and days without use where two parts meet. Of
closings that somebody entered it is known, too, that nothing was used.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, pairwise
from math import prod

import polars as pl

from analytics.store.database import Store

_ROWS = {"tokens": "usage_rows", "seats": "seat_rows"}
_LIKELY_IDLE = 0.1
"""The chance of a stretch without use, by the weekdays of the export, from which it is one that nobody worked on."""
_FEWEST = 4
"""Known days of a weekday from which it is known how often it is worked on."""
_WEEKEND = 2
"""Days of the longest stretch between two loads that tells, where it comes back, on which weekdays nobody works."""
_HOLIDAYS = 4
"""Days at the start of a month before the first row of a file of that month that may be holidays."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Load:
    load_id: int
    first_day: date
    last_day: date
    teams: frozenset[int]


def implied_days(store: Store, record: str = "tokens", *, with_purged: bool = False) -> pl.DataFrame:
    """Return the days without use that follow from loads which do not name the team, or lie between two loads.

    A load speaks for every team of its export: those that have stood in one file with its teams, over others too. It
    does not where some other load has rows of the missing team on its days: then exports are made by team. Days
    between two loads of an export count where it has, by its weekdays, hardly any chance of use on them. So do closing
    days between the first and the last day that loads speak of a team, but for those that were purged.

    Parameters
    ----------
    store
        Where the loads are.
    record
        Of which kind of record: "tokens" or "seats".
    with_purged
        Whether purged days count as what they were, as they do for the ledger.

    Returns
    -------
    pl.DataFrame
        One row per team and day: `team_id`, `day`, `load_id` (the newest that says so; of a day between two, the one
        before it); sorted.
    """
    loads = _loads(store, record, with_purged)
    together = _exports(loads, frozenset())
    if not _are_wanting(loads, together):
        return _frame({})
    rows = _row_days(store, record, with_purged)
    apart = frozenset(_apart(loads, together, rows))
    implied: dict[tuple[int, date], int] = {}
    for teams in set(_exports(loads, apart).values()):
        of_export = [load for load in loads if load.teams & teams]
        for load in of_export:
            missing = {team for team in teams - load.teams if not any((team, beside) in apart for beside in load.teams)}
            for team in missing:
                implied |= {(team, day): load.load_id for day in _days(load.first_day, load.last_day)}
        implied |= _between(of_export, teams, rows)
    implied |= _closed(store, loads, record)
    named = {(team, day) for load in loads for team in load.teams for day in _days(load.first_day, load.last_day)}
    return _frame({key: load_id for key, load_id in implied.items() if key not in named})


def all_closing_days(store: Store, first_day: date, last_day: date) -> pl.DataFrame:
    """Return the days of a span on which some team is closed: `team_id` (null: all are) and `day`; sorted."""
    return store.frame(
        """
        WITH years AS (
            SELECT team_id, first_day, last_day,
                   unnest(range(CASE WHEN yearly THEN year($last) - year(first_day) + 1 ELSE 1 END)) AS later
            FROM closings
        ),
        days AS (
            SELECT team_id, unnest(generate_series(
                       (first_day + to_years(later::INTEGER))::DATE, (last_day + to_years(later::INTEGER))::DATE,
                       INTERVAL 1 DAY
                   ))::DATE AS day
            FROM years
        )
        SELECT DISTINCT team_id, day FROM days WHERE day BETWEEN $first AND $last ORDER BY ALL
        """,
        {"first": first_day, "last": last_day},
    )


def _loads(store: Store, record: str, with_purged: bool) -> list[_Load]:
    """List the loads of a record, those with purged days as long as they were, by number."""
    purged = (
        "UNION ALL SELECT load_id, team_id, min(day), max(day) FROM purged_days GROUP BY load_id, team_id"
        if with_purged
        else ""
    )
    rows = store.frame(
        f"""
        SELECT load_id, min(first_day), max(last_day), list(DISTINCT team_id)
        FROM (
            SELECT load_id, team_id, first_day, last_day FROM coverage WHERE record = $record {purged}
        )
        GROUP BY load_id ORDER BY load_id
        """,
        {"record": record},
    )
    return [_Load(load_id, first, last, frozenset(teams)) for load_id, first, last, teams in rows.iter_rows()]


def _are_wanting(loads: list[_Load], exports: dict[int, frozenset[int]]) -> bool:
    """Whether a load misses a team of its export, or days between two loads of one are covered by none."""
    if any(load.teams != exports[next(iter(load.teams))] for load in loads):
        return True
    return any(
        next(_holes([load for load in loads if load.teams <= teams]), None) is not None
        for teams in set(exports.values())
    )


def _exports(loads: list[_Load], apart: frozenset[tuple[int, int]]) -> dict[int, frozenset[int]]:
    """Return the teams of the export of each team: those that stand in one file, over others too, and are not apart."""
    groups: dict[int, set[int]] = {team: {team} for load in loads for team in load.teams}
    for load in loads:
        teams = sorted(load.teams)
        for earlier, team in combinations(teams, 2) if apart else pairwise(teams):
            if groups[earlier] is groups[team] or {(earlier, team), (team, earlier)} & apart:
                continue
            groups[earlier] |= groups[team]
            for member in groups[team]:
                groups[member] = groups[earlier]
    return {team: frozenset(members) for team, members in groups.items()}


def _row_days(store: Store, record: str, with_purged: bool) -> dict[int, list[tuple[date, int]]]:
    """Return the days with rows of each team, with the load: sorted."""
    purged = "UNION SELECT team_id, day, load_id FROM purged_days WHERE tokens <> 0" if with_purged else ""
    rows = store.frame(f"SELECT DISTINCT team_id, day, load_id FROM {_ROWS[record]} {purged} ORDER BY ALL")
    days: defaultdict[int, list[tuple[date, int]]] = defaultdict(list)
    for team, day, load_id in rows.iter_rows():
        days[team].append((day, load_id))
    return days


def _apart(
    loads: list[_Load], exports: dict[int, frozenset[int]], rows: dict[int, list[tuple[date, int]]]
) -> Iterator[tuple[int, int]]:
    """List the teams that files leave out, each with the teams that stand in such a file: another has rows of them."""
    for load in loads:
        for team in exports[next(iter(load.teams))] - load.teams:
            at = bisect_left(rows[team], (load.first_day, 0)) if team in rows else 0
            if team in rows and at < len(rows[team]) and rows[team][at][0] <= load.last_day:
                yield from ((team, beside) for beside in load.teams)


def _between(
    loads: list[_Load], teams: frozenset[int], rows: dict[int, list[tuple[date, int]]]
) -> dict[tuple[int, date], int]:
    """Return the days between the loads of an export on which, by its weekdays, hardly anybody worked."""
    worked = {day for team in teams for day, _ in rows.get(team, ())}
    known = {day for load in loads for day in _days(load.first_day, load.last_day)}
    all_days, work_days = _by_weekday(known), _by_weekday(worked & known)

    holes = list(_holes(loads))
    # Files of a week each begin with its first row and end with its last, so no load covers a day off.
    short = [day for first, last, _ in holes if (last - first).days < _WEEKEND for day in _days(first, last)]
    off = {weekday for weekday, times in enumerate(_by_weekday(short)) if times >= _FEWEST and not all_days[weekday]}

    def idle(day: date) -> float:
        weekday = day.weekday()
        if weekday in off:
            return 1.0
        return 1 - work_days[weekday] / all_days[weekday] if all_days[weekday] >= _FEWEST else 0.0

    between: dict[tuple[int, date], int] = {}
    for first, last, load_id in holes:
        # Exports are made by month: one that starts in the first days of a month starts with it.
        start = last + _DAY
        holidays = start.day - 1 if start.day <= _HOLIDAYS + 1 and first <= start.replace(day=1) else 0
        open_days = _days(first, last - holidays * _DAY)
        if prod(map(idle, open_days)) >= _LIKELY_IDLE:
            between |= {(team, day): load_id for team in teams for day in _days(first, last)}
    return between


def _closed(store: Store, loads: list[_Load], record: str) -> dict[tuple[int, date], int]:
    """Return the closing days between the first and last day of loads of a team, with the load before."""
    closed = all_closing_days(store, min(load.first_day for load in loads), max(load.last_day for load in loads)).rows()
    if not closed:
        return {}
    with_purged = _loads(store, record, with_purged=True)
    days: dict[tuple[int, date], int] = {}
    for team in {team for load in loads for team in load.teams}:
        covered = {day for load in with_purged if team in load.teams for day in _days(load.first_day, load.last_day)}
        last = max(load.last_day for load in loads if team in load.teams)
        for of_team, day in closed:
            before = [load for load in loads if team in load.teams and load.last_day < day <= last]
            if of_team in (None, team) and day not in covered and before:
                days[team, day] = max(before, key=lambda load: (load.last_day, load.load_id)).load_id
    return days


def _by_weekday(days: Iterable[date]) -> list[int]:
    counts = [0] * 7
    for day in days:
        counts[day.weekday()] += 1
    return counts


def _holes(loads: list[_Load]) -> Iterator[tuple[date, date, int]]:
    """List the stretches between loads that none covers, each with the load before it."""
    end: date | None = None
    before = 0
    for load in sorted(loads, key=lambda load: load.first_day):
        if end is not None and load.first_day > end + _DAY:
            yield end + _DAY, load.first_day - _DAY, before
        if end is None or load.last_day > end:
            end, before = load.last_day, load.load_id


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]


def _frame(days: dict[tuple[int, date], int]) -> pl.DataFrame:
    rows = [(team, day, load_id) for (team, day), load_id in sorted(days.items())]
    return pl.DataFrame(rows, schema={"team_id": pl.Int32, "day": pl.Date, "load_id": pl.Int32}, orient="row")
