"""Who belongs where: the newest directory, matched with the users of the store by the keys that name them."""

from datetime import date

import polars as pl

from analytics.store.catalogue import Holds, texts
from analytics.store.database import Store
from analytics.store.free_texts import NAMES, naming_texts

OPEN_START, OPEN_END = date(1900, 1, 1), date(2199, 12, 31)
"""Stand for a span without a first or a last day; every engine holds them."""
HIDDEN = "(hidden: it names a person)"
"""Ends the label of a department, cost centre, project or country that names somebody, where names are masked."""
UNITS = ("department", "cost_center", "project", "country", "manager")
"""What a directory says of a person: its columns."""
_OPEN = ", ".join(UNITS)
_LISTED = "(UNPIVOT {rows} ON " + _OPEN + " INTO NAME unit VALUE label)"
# A number stands for a name in the order in which rows give the names, not in that of the names, which it would tell.
# The rows of all directories count, so that a number means the same person when a newer directory is loaded.
_HIDDEN = f"""
    hidden AS (
        SELECT unit, label, number,
               upper(unit[1]) || replace(unit[2:], '_', ' ') || ' ' || number
               || if(unit = 'manager', '', ' {HIDDEN}') AS key
        FROM (
            SELECT unit, label, row_number() OVER (PARTITION BY unit ORDER BY min((load_id, row))) AS number
            FROM {_LISTED.format(rows="directory_rows")} WHERE unit = 'manager' OR list_contains($naming, label)
            GROUP BY unit, label
        )
    )
"""
_MASKED = ", ".join(
    f"coalesce((SELECT hidden.key FROM hidden WHERE unit = '{unit}' AND label = {unit}), {unit}) AS {unit}"
    for unit in UNITS
)
_PLACES = f"""
    WITH {_HIDDEN}
    SELECT DISTINCT unit, coalesce(hidden.key, label) AS key, label, number
    FROM {_LISTED.format(rows="(FROM current_directory SEMI JOIN users USING (key))")}
    LEFT JOIN hidden USING (unit, label)
"""


def directory(store: Store) -> pl.DataFrame:
    """Say where each user belonged from when to when, with managers masked as numbers.

    Returns
    -------
    pl.DataFrame
        One row per user and span: `user_id`, `department`, `cost_center`, `project`, `country`, `manager` (null: not
        said), `first_day`, `last_day` (both included; `OPEN_START` and `OPEN_END` where the file leaves them open).
        Spans of one user never overlap. Sorted by user and first day; empty without a directory.
    """
    return _directory(store, _MASKED)


def shown_directory(store: Store) -> pl.DataFrame:
    """Give the directory with managers as the file names them, else as `directory` does."""
    return _directory(store, _OPEN)


def places(store: Store) -> pl.DataFrame:
    """List the departments, cost centres, projects, countries and managers of the store's users.

    Returns
    -------
    pl.DataFrame
        One row per unit and place of it: `unit` (department, cost_center, project, country, manager), `key` (what
        `directory` calls it, which names nobody), `label` (the same). By unit; what is hidden comes last and by number,
        the others by name. Empty without a directory.
    """
    return _places(store).with_columns(label=pl.col("key"))


def shown_places(store: Store) -> pl.DataFrame:
    """List the places as `places` does, with the `label` that the file gives them; all are sorted by it."""
    return _places(store).sort("unit", "label")


def place_name(store: Store, unit: str, key: str) -> str | None:
    """Give what the file calls a place of a unit by its key; None: there is no such place."""
    return next(iter(_places(store).filter(unit=unit, key=key)["label"]), None)


def department_names(store: Store) -> list[str]:
    """List the departments that the directory names, sorted."""
    return store.frame(
        "SELECT DISTINCT department FROM current_directory WHERE department IS NOT NULL ORDER BY department"
    )["department"].to_list()


def unmatched_users(store: Store) -> pl.DataFrame:
    """List the users with current usage whom no row of the directory names.

    Returns
    -------
    pl.DataFrame
        One row per user, the most tokens first: `user_id`, `tokens`, `last_day` (of use).
    """
    return store.frame("""
        SELECT user_id, sum(tokens)::DECIMAL(38, 6) AS tokens, max(day) AS last_day
        FROM current_usage JOIN users USING (user_id)
        WHERE key NOT IN (SELECT key FROM current_directory)
        GROUP BY user_id ORDER BY tokens DESC, user_id
    """)


def unused_rows(store: Store) -> pl.DataFrame:
    """List the rows of the directory that name no user of the store, persons and managers masked.

    Returns
    -------
    pl.DataFrame
        One row per row of the file, in its order: `row`, `person` ("Row 17 of the directory"), `department`,
        `cost_center`, `project`, `country`, `manager`, `first_day`, `last_day` (null: open).
    """
    return _unused(store, "'Row ' || row || ' of the directory'", _MASKED)


def shown_unused_rows(store: Store) -> pl.DataFrame:
    """Give the unused rows with persons and managers as the file names them, else as `unused_rows` does."""
    return _unused(store, "key", _OPEN)


def _places(store: Store) -> pl.DataFrame:
    query = f"SELECT unit, key, label FROM ({_PLACES}) ORDER BY unit, number NULLS FIRST, key"
    return store.frame(query, _naming(store))


def _naming(store: Store) -> dict[str, object]:
    """Return the parameter of `_HIDDEN`: the places that name somebody."""
    of_places = [each.query for each in texts(Holds.FREE_TEXT) if each.table == "directory_rows"]
    written = store.frame(" UNION ".join(of_places))["text"]
    named = naming_texts(written, store.frame(NAMES)["name"]) if written.len() else written
    return {"naming": named.to_list()}


def _known(units: str) -> str:
    return f"WITH {_HIDDEN} SELECT row, key, first_day, last_day, {units} FROM current_directory"


def _directory(store: Store, units: str) -> pl.DataFrame:
    # Rows of one person that overlap say the same, so the days of the later one begin after those of the earlier.
    return store.frame(
        f"""
        WITH spans AS (
            SELECT * REPLACE (coalesce(first_day, $open_start) AS first_day, coalesce(last_day, $open_end) AS last_day)
            FROM ({_known(units)}) JOIN users USING (key)
        ),
        ordered AS (
            SELECT *, max(last_day) OVER (
                PARTITION BY user_id ORDER BY first_day, row ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS taken
            FROM spans
        )
        SELECT user_id, {_OPEN}, greatest(first_day, taken + 1) AS first_day, last_day
        FROM ordered WHERE taken IS NULL OR last_day > taken ORDER BY user_id, first_day
        """,
        {"open_start": OPEN_START, "open_end": OPEN_END} | _naming(store),
    )


def _unused(store: Store, person: str, units: str) -> pl.DataFrame:
    query = f"""
        SELECT row, min({person}) AS person, {", ".join(f"any_value({unit}) AS {unit}" for unit in UNITS)},
               any_value(first_day) AS first_day, any_value(last_day) AS last_day
        FROM ({_known(units)})
        GROUP BY row HAVING count(*) FILTER (key IN (SELECT key FROM users)) = 0 ORDER BY row
    """
    return store.frame(query, _naming(store))
