"""Marks on consumers whose use somebody looked into and expects.

They outlast a load that is taken back, for it may come again; what is purged takes its marks along.
"""

from datetime import datetime

import duckdb
import polars as pl

from analytics.errors import StoreError
from analytics.exports.letters import folded
from analytics.store.database import Store
from analytics.store.directory import UNITS, place_name, shown_places
from analytics.store.free_texts import NAMES, naming_texts

HIDDEN_NOTE = "(hidden: it names a person)"
"""Stands for a note that names a person, where names are masked."""
# What keeps the consumers of a kind: table, integer key, the name that outlasts it, and that under which it is marked;
# a mark on any name of a product is one on the product. Others are in the directory.
_KEPT = {
    "user": ("users", "user_id", "key", "key"),
    "product": ("names_of_products", "product_id", "name", "product"),
    "team": ("teams", "team_id", "name", "name"),
}
_UNITS = ("department", "cost_center", "project", "country", "manager")
_KNOWN = " UNION ALL ".join(
    (
        *(f"SELECT '{kind}' AS kind, {name} AS name FROM {table}" for kind, (table, _, name, _) in _KEPT.items()),
        *(f"SELECT '{unit}', {unit} FROM directory_rows" for unit in _UNITS),
    )
)


def mark(store: Store, kind: str, name: str, note: str | None, now: datetime) -> None:
    """Mark a consumer's use as expected; a mark made before is replaced.

    Parameters
    ----------
    store
        Where to.
    kind
        What it is: user, product, team or a unit of a directory such as department.
    name
        What the store calls it, of a user the key (`consumer_name` gives it).
    note
        Why it is expected; None or blank: nothing is said.
    now
        The moment, UTC.
    """
    said = folded(note or "") or None
    with store.writing() as cursor:
        cursor.execute(
            "INSERT INTO expected VALUES ($kind, $name, $note, $now)"
            " ON CONFLICT DO UPDATE SET note = excluded.note, marked_at = excluded.marked_at",
            {"kind": kind, "name": name, "note": said, "now": now},
        )


def unmark(store: Store, kind: str, name: str) -> None:
    """Take a mark away; without one nothing happens."""
    with store.writing() as cursor:
        cursor.execute(
            """
            DELETE FROM expected WHERE kind = $kind AND (
                name = $name
                OR (kind = 'product' AND name IN (FROM names_of_products SELECT name WHERE product = $name))
            )
            """,
            {"kind": kind, "name": name},
        )


def drop_marks_of_forgotten(cursor: duckdb.DuckDBPyConnection) -> int:
    """Take the marks away that are on nobody and nothing that the store knows, and tell how many they were."""
    return len(
        cursor.execute(f"""
            DELETE FROM expected WHERE NOT EXISTS (
                FROM ({_KNOWN}) AS known WHERE known.kind = expected.kind AND known.name = expected.name
            ) RETURNING 1
        """).fetchall()
    )


def expected(store: Store) -> pl.DataFrame:
    """List all marks, also on those who have no use at present.

    Returns
    -------
    pl.DataFrame
        One row per mark: `kind`, `name` (of a user the key, which may be an e-mail; of a manager what the directory
        says), `note` (null: none), `marked_at`; sorted by kind and name.
    """
    return store.frame("FROM expected ORDER BY kind, name")


def shown_marks(store: Store, kind: str) -> pl.DataFrame:
    """List the marks of one kind as answers can be joined with them.

    Returns
    -------
    pl.DataFrame
        One row per mark on somebody the store knows now: `key` (`user_id`, `product_id`, `team_id`, or the `key` of
        `analytics.store.directory.places`, which names nobody), `note` (empty: none). Sorted by key.
    """
    return _marks(store, kind)


def masked_marks(store: Store, kind: str) -> pl.DataFrame:
    """List the marks as `shown_marks` does, with a note that names a person hidden."""
    marks = _marks(store, kind)
    naming = naming_texts(marks["note"].unique(), store.frame(NAMES)["name"])
    hidden = pl.col("note").is_in(naming.implode())
    return marks.with_columns(note=pl.when(hidden).then(pl.lit(HIDDEN_NOTE)).otherwise("note"))


def consumer_name(store: Store, kind: str, key: int | str) -> str:
    """Give what the store calls a consumer, for `mark` and `unmark`, by what answers call it.

    Parameters
    ----------
    store
        Whose consumer.
    kind
        As of `mark`.
    key
        As of `shown_marks`.

    Raises
    ------
    StoreError
        When the store does not know it.
    """
    found = place_name(store, kind, str(key)) if kind in UNITS else _kept_name(store, kind, key)
    if found is None:
        noun = kind.replace("_", " ")
        raise StoreError(f"There is no {noun} {key}.", hint="It was taken back in the meantime; open the page again.")
    return found


def _kept_name(store: Store, kind: str, key: int | str) -> str | None:
    table, column, _, marked = _KEPT[kind]
    found = store.frame(f"SELECT DISTINCT {marked} FROM {table} WHERE {column} = $key", {"key": key})
    return None if found.is_empty() else str(found.item())


def _marks(store: Store, kind: str) -> pl.DataFrame:
    marked = store.frame(
        "SELECT name, coalesce(note, '') AS note FROM expected WHERE kind = $kind ORDER BY marked_at DESC",
        {"kind": kind},
    )
    if kind in UNITS:
        known = shown_places(store).filter(unit=kind).select("key", pl.col("label").alias("name"))
    else:
        table, column, name, _ = _KEPT[kind]
        known = store.frame(f"SELECT {column} AS key, {name} AS name FROM {table}")
    of_key = known.join(marked, on="name", maintain_order="right").unique("key", keep="first", maintain_order=True)
    return of_key.select("key", "note").sort("key")
