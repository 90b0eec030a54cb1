"""Find the rows that add up others: by the word where a name should stand, or by what they add up to."""

from collections.abc import Mapping, Sequence

import duckdb
import polars as pl

from analytics.exports import Export
from analytics.exports.fields import normalised
from analytics.exports.totals import is_total, is_total_of, may_be_a_name, totals_pattern
from analytics.store.loading.names import PERSON
from analytics.store.loading.reading import literal
from analytics.store.loading.reasons import NO_DAY, NO_PRODUCT, NOT_A_DAY, TOTALS
from analytics.store.queries import single

_FIRST = 50
"""Rows without a user that are looked at before all are: nearly always one of them is no sum."""


def note_totals(
    cursor: duckdb.DuckDBPyConnection, texts: Sequence[str], parameters: Mapping[str, str] | None = None
) -> None:
    """Make `total_texts`: the texts that may say total, with `strict` and `whole`.

    Strict is a text that says total and nothing else, which is whole, or total of another of the texts.

    Parameters
    ----------
    cursor
        Holds the texts.
    texts
        Queries with the column `text`.
    parameters
        Of the queries.
    """
    every = " UNION ".join(texts) or "SELECT NULL::VARCHAR AS text WHERE false"
    cursor.execute(
        f"CREATE OR REPLACE TEMP TABLE names_of_rows AS SELECT text FROM ({every}) WHERE text IS NOT NULL",
        dict(parameters or {}),
    )
    found = _suspects(cursor, "SELECT text FROM names_of_rows")
    names: set[str] = set()
    if found:
        names = {normalised(name) for (name,) in cursor.execute("FROM names_of_rows").fetchall()}
    kept = [(text, is_total_of(text, names), is_total(text)) for text in found if is_total_of(text, None)]
    _keep(cursor, "total_texts", kept, ("strict", "whole"))


def note_total_persons(cursor: duckdb.DuckDBPyConnection) -> None:
    """Make `total_persons`: what stands for a user in `person_texts` and says total, alone or of another user.

    `ambiguous` is whether somebody may be called so.
    """
    found = _suspects(cursor, f"SELECT {PERSON} AS text FROM person_texts")
    kept = []
    for text in found:
        of = _added_up(text)
        if is_total(text) or (of and single(cursor, _IS_A_PERSON, {"of": of})):
            kept.append((text, may_be_a_name(text)))
    _keep(cursor, "total_persons", kept, ("ambiguous",))


def says_total(field: str, of: str = "true") -> str:
    """Write, as SQL does, whether a field says total; `of` is a condition on `total_texts`."""
    return f"coalesce({field} IN (SELECT text FROM total_texts WHERE {of}), false)"


def mark_sums(cursor: duckdb.DuckDBPyConnection, export: Export) -> None:
    """Mark the rows in `checked` that name nobody and have the sum of rows that do.

    A row that could be used is a total only where all such rows are; one without a day or a product needs no company.
    """
    if export.kind.amount is None or not single(cursor, f"SELECT count(*) FROM ({_NOBODY}) LIMIT 1"):
        return
    last = f"(SELECT max(row) FROM (SELECT row FROM ({_NOBODY}) ORDER BY row LIMIT {_FIRST}))"
    if not any(_sums(cursor, f"row <= {last}")):
        return
    usable, others = _sums(cursor, "true")
    rows = [*usable, *others]
    cursor.execute(f"UPDATE checked SET reason = '{TOTALS}' WHERE list_contains($rows, row)", {"rows": rows})


_IS_A_PERSON = f"SELECT count(*) FROM person_texts WHERE lower({PERSON}) = lower($of)"
_BLANK = (NO_DAY, NO_PRODUCT, NOT_A_DAY)
# The rows with tokens that nobody used.
_NOBODY = f"""
    SELECT row, day, product_id, team_id, tokens, reason FROM checked
    WHERE (reason IS NULL OR reason IN {_BLANK}) AND NOT seat AND tokens > 0
      AND user_id IS NULL AND NOT coalesce(hidden, false)
"""
_GROUPS = (("day",), ("day", "product_id"), ("day", "team_id"), ("product_id",), ("team_id",), ())


def _sums(cursor: duckdb.DuckDBPyConnection, within: str) -> tuple[list[int], list[int]]:
    """Return the rows that are sums: those that could be used, and those that could not."""
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE added_up AS
        SELECT row, day, product_id, team_id, tokens, reason IS NULL AS usable, user_id IS NULL AS nobody
        FROM checked WHERE {within} AND NOT seat AND tokens > 0 AND NOT coalesce(hidden, false)
          AND (reason IS NULL OR (reason IN {_BLANK} AND user_id IS NULL))
    """)
    parts = [_OF_A_BLOCK]
    for group in _GROUPS:
        keys = ", ".join(group)
        joined = f"JOIN sums USING ({keys})" if group else "CROSS JOIN sums"
        parts.append(f"""
            SELECT row FROM (
                WITH sums AS (SELECT {keys + "," if keys else ""} sum(tokens) AS sum, count(*) AS count FROM added_up
                              WHERE NOT nobody {"GROUP BY ALL" if keys else ""})
                SELECT row FROM added_up {joined} WHERE nobody AND count > 1 AND added_up.tokens = sum
            )""")
    found = f"SELECT DISTINCT row FROM ({' UNION ALL '.join(parts)})"
    rows = cursor.execute(f"SELECT row, usable, row IN ({found}) FROM added_up WHERE nobody ORDER BY row").fetchall()
    usable = [(row, is_sum) for row, can_be_used, is_sum in rows if can_be_used]
    all_are = all(is_sum for _, is_sum in usable)
    return (
        [row for row, _ in usable] if all_are else [],
        [row for row, can_be_used, is_sum in rows if not can_be_used and is_sum],
    )


# The rows since the last one that nobody used.
_OF_A_BLOCK = """
    SELECT row FROM (
        SELECT row, nobody, tokens, sum(if(nobody, 0, tokens)) OVER block AS sum,
               sum(if(nobody, 0, 1)) OVER block AS count
        FROM (
            SELECT *, sum(if(nobody, 1, 0)) OVER (ORDER BY row) - if(nobody, 1, 0) AS number FROM added_up
        )
        WINDOW block AS (PARTITION BY number)
    )
    WHERE nobody AND count > 1 AND tokens = sum
"""


def _suspects(cursor: duckdb.DuckDBPyConnection, texts: str) -> list[str]:
    found = cursor.execute(
        f"SELECT DISTINCT text FROM ({texts}) WHERE regexp_matches(lower(text), {literal(totals_pattern())})"
    ).fetchall()
    return [text for (text,) in found]


def _added_up(text: str) -> str:
    """Return the user that a text adds up; nothing when it does not say so."""
    first, _, rest = text.partition(" ")
    before, _, last = text.rpartition(" ")
    return rest if is_total(first) else before if is_total(last) else ""


def _keep(
    cursor: duckdb.DuckDBPyConnection, name: str, rows: Sequence[tuple[object, ...]], flags: Sequence[str]
) -> None:
    schema = {"text": pl.String} | dict.fromkeys(flags, pl.Boolean)
    cursor.register("texts_kept", pl.DataFrame(rows, schema, orient="row"))
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM texts_kept")
    cursor.unregister("texts_kept")
