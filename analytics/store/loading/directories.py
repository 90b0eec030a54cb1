"""Check and insert the rows of a directory: where each person belongs, from a first day to a last one.

A person is named by an e-mail, an Autodesk id, its hash or a user name; a row that has several of them is found by any.
Rows of one person may follow each other. Where two of them say different things about the same days, the one that
stands first in the file is used and the later one is set aside: which of them is right cannot be told.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import TypeAlias

import duckdb
import polars as pl

from analytics.exports import Export
from analytics.exports.fields import Field
from analytics.store.loading.answers import Answers
from analytics.store.loading.columns import joined, read_days
from analytics.store.loading.names import HIDDEN
from analytics.store.loading.reading import literal
from analytics.store.loading.reasons import REPEATED, TOTALS
from analytics.store.loading.totals import says_total
from analytics.store.pseudonyms import pseudonym

NO_PERSON = "no person"
NOTHING_SAID = "it says nothing about the person"
NOT_A_FIRST_DAY = "the first day is not a date"
NOT_A_LAST_DAY = "the last day is not a date"
ENDS_BEFORE_IT_STARTS = "it ends before it starts"
OVERLAPS = "it overlaps an earlier row of the same person that says something else"
_UNITS = (Field.DEPARTMENT, Field.COST_CENTER, Field.PROJECT, Field.COUNTRY, Field.MANAGER)
_IDS = (Field.EMAIL, Field.AUTODESK_ID, Field.HASHED_ID, Field.USER_NAME)
# Keys as `users` has them.
_KEYS = f"""list_distinct([nullif(lower({Field.EMAIL}), '{HIDDEN}'), nullif({Field.AUTODESK_ID}, '{HIDDEN}'),
    nullif({Field.HASHED_ID}, '{HIDDEN}'), nullif(lower({Field.USER_NAME}), '{HIDDEN}')])"""
# A word for totals where a person or a place should stand, and not both.
_TOTALS = f"""coalesce(
    (coalesce({", ".join(_IDS)}) IS NULL AND ({" OR ".join(says_total(unit) for unit in _UNITS)}))
    OR (coalesce({", ".join(_UNITS)}) IS NULL AND ({" OR ".join(says_total(field) for field in _IDS)})), false)"""
_NEVER_BEGAN = "'(0001|1753|1900)'"
NEVER_ENDS = "'(2999|9999)'"
"""Years that systems write where there is no last day, as a pattern of SQL."""
_Span: TypeAlias = tuple[date, date, str]


def check_directory(cursor: duckdb.DuckDBPyConnection, export: Export, answers: Answers, key: bytes | None) -> None:
    """Fill `checked` with the rows of a directory, and `named` (`row`, `key`) with whom they name.

    Parameters
    ----------
    cursor
        Holds `rows`, those of the file.
    export
        The file.
    answers
        How days are read.
    key
        The key of pseudonyms; None: persons and managers are stored as they are.
    """
    read_days(cursor, answers, Field.START, Field.LAST_DAY)
    headers = " OR ".join(
        f"{field} = {literal(export.header.names[export.fields[field]].strip())}"
        for field in _IDS
        if field in export.fields
    )
    units = ", ".join(f"nullif({field}, 'N/A') AS {field}" for field in _UNITS[:-1])
    first, last = f"{Field.START}_read.value", f"{Field.LAST_DAY}_read.value"
    cursor.execute(f"""
        CREATE TEMP TABLE checked AS
        SELECT *, CASE
            WHEN repeated THEN '{REPEATED}'
            WHEN totals THEN '{TOTALS}'
            WHEN len(keys) = 0 THEN '{NO_PERSON}'
            WHEN coalesce({", ".join(_UNITS)}) IS NULL THEN '{NOTHING_SAID}'
            WHEN first_day IS NULL AND NOT open_start THEN '{NOT_A_FIRST_DAY}'
            WHEN last_day IS NULL AND NOT open_end THEN '{NOT_A_LAST_DAY}'
            WHEN last_day < first_day THEN '{ENDS_BEFORE_IT_STARTS}'
        END AS reason
        FROM (
            SELECT row, {_KEYS} AS keys, coalesce({headers}, false) AS repeated, {_TOTALS} AS totals, {units},
                   CASE WHEN contains(manager, '@') THEN lower(manager) ELSE nullif(manager, 'N/A') END AS manager,
                   {first} AS first_day, {last} AS last_day,
                   start IS NULL OR ({first} IS NULL AND regexp_matches(start, {_NEVER_BEGAN})) AS open_start,
                   rows.last_day IS NULL OR ({last} IS NULL AND regexp_matches(rows.last_day, {NEVER_ENDS}))
                       AS open_end
            FROM rows {joined(Field.START, Field.LAST_DAY)}
        )
    """)
    cursor.execute("CREATE TEMP TABLE named AS SELECT row, unnest(keys) AS key FROM checked WHERE reason IS NULL")
    cursor.execute(
        f"UPDATE checked SET reason = '{OVERLAPS}' WHERE list_contains($rows, row)", {"rows": _overlapping(cursor)}
    )
    cursor.execute("DELETE FROM named WHERE row IN (SELECT row FROM checked WHERE reason IS NOT NULL)")
    if key is not None:
        _replace_persons(cursor, key)


def insert_directory(cursor: duckdb.DuckDBPyConnection, load_id: int) -> None:
    """Insert the rows used, once for each id that they name a person by."""
    cursor.execute(
        f"""
        INSERT INTO directory_rows BY NAME
        SELECT $load_id AS load_id, row, key, {", ".join(_UNITS)}, first_day, last_day
        FROM named JOIN checked USING (row) ORDER BY row, key
        """,
        {"load_id": load_id},
    )


def _overlapping(cursor: duckdb.DuckDBPyConnection) -> list[int]:
    """Find the rows that contradict an earlier one, which may itself contradict one before it and be set aside."""
    cursor.execute(f"""
        CREATE TEMP TABLE spans AS
        SELECT row, key, coalesce(first_day, DATE '0001-01-01') AS first, coalesce(last_day, DATE '9999-12-31') AS last,
               json_array({", ".join(_UNITS)})::VARCHAR AS said
        FROM named JOIN checked USING (row)
    """)
    disputed = cursor.execute("""
        SELECT row, key, first, last, said FROM spans WHERE key IN (
            SELECT a.key FROM spans AS a JOIN spans AS b USING (key)
            WHERE a.row < b.row AND a.first <= b.last AND b.first <= a.last AND a.said <> b.said
        )
        ORDER BY row
    """).fetchall()
    return _contradicting(disputed)


def _contradicting(spans: Iterable[tuple[int, str, date, date, str]]) -> list[int]:
    """Go through rows in their order and give those that contradict one that was taken before.

    >>> first, mid, last = date(2026, 1, 1), date(2026, 6, 1), date(2026, 12, 31)
    >>> _contradicting([(1, "ann", first, mid, "A"), (2, "ann", first, last, "B"), (3, "ann", last, last, "C")])
    [2]
    """
    taken: defaultdict[str, list[_Span]] = defaultdict(list)
    aside = []
    for row, spans_of_row in groupby(spans, key=lambda span: span[0]):
        mine = [(key, (first, last, said)) for _, key, first, last, said in spans_of_row]
        if any(_contradict(span, other) for key, span in mine for other in taken[key]):
            aside.append(row)
        else:
            for key, span in mine:
                taken[key].append(span)
    return aside


def _contradict(one: _Span, other: _Span) -> bool:
    return one[0] <= other[1] and other[0] <= one[1] and one[2] != other[2]


def _replace_persons(cursor: duckdb.DuckDBPyConnection, key: bytes) -> None:
    """Put pseudonyms in the place of persons and managers, and of every other text that has an e-mail in it."""
    mails = " UNION ".join(f"SELECT {unit} FROM checked WHERE contains({unit}, '@')" for unit in _UNITS[:-1])
    texts: pl.Series = cursor.sql(
        f"SELECT key FROM named UNION SELECT manager FROM checked WHERE manager IS NOT NULL UNION {mails}"
    ).pl()["key"]
    made = pl.DataFrame(
        {"text": texts, "made": [pseudonym(key, text) for text in texts]}, schema_overrides={"made": pl.String}
    )
    cursor.register("made_for", made)
    cursor.execute("UPDATE named SET key = made FROM made_for WHERE text = key")
    for unit in _UNITS:
        mail = "" if unit is Field.MANAGER else f" AND contains({unit}, '@')"
        cursor.execute(f"UPDATE checked SET {unit} = made FROM made_for WHERE text = {unit}{mail}")
    cursor.unregister("made_for")
