"""Free texts of a file, and what is kept of them where users have pseudonyms.

The rule, so that no person of a file is named in such a store:

- A note becomes a pseudonym, whatever it says: its file has no persons by whose names it could be searched.
- A custom field or a group becomes one when it has an e-mail in it, or the last name, the id or the user name of a
  person of the file; else it stays, for use is told apart by it. So one limit is left: the name of somebody of whom
  the file says nothing else is not known for a name.
- So does the name of the file.
- Cells of rows set aside are not kept: where cells have slipped, any of them may be a name.

- A team, product, version or feature, and any other word of a list, becomes one when it has an e-mail in it.

The same text becomes the same pseudonym, so what was equal stays equal.
"""

import duckdb
import polars as pl

from analytics.exports import Export, Kind
from analytics.exports.fields import PERSONAL, Field
from analytics.store.free_texts import names_somebody, naming_texts
from analytics.store.loading.coding import coded_columns
from analytics.store.pseudonyms import add_pseudonyms, pseudonym

CUSTOM = tuple(Field(f"custom_{number}") for number in range(1, 11))
_NOTED = (Kind.PACKS, Kind.TOKEN_EVENTS)
_FREE = dict.fromkeys(_NOTED, (Field.NOTE,)) | {Kind.USAGE_REPORT: (Field.GROUP,)}
_LABELLED = ("team", "product", "version", "feature")
_IDENTITIES = (Field.USER_NAME, Field.AUTODESK_ID, Field.HASHED_ID)


def free_texts(export: Export) -> list[Field]:
    """Give the fields of a file that are kept and in which somebody may have written anything."""
    fields = CUSTOM if export.kind.daily else _FREE.get(export.kind, ())
    return [field for field in fields if field in export.fields]


def replace_labels(cursor: duckdb.DuckDBPyConnection, export: Export, key: bytes | None) -> None:
    """Replace e-mails that stand as names of no person, in what was staged, and note them in `replaced_labels`."""
    if key is None:
        return
    if export.kind.daily:
        columns = [column for column in coded_columns(export) if column.name in _LABELLED]
        cells = [(f"{column.name}_texts", field) for column in columns for field in column.fields]
    else:
        others = PERSONAL.union(free_texts(export))
        cells = [("staged", field) for field in export.fields if field not in others]
    texts = _texts(cursor, " UNION ".join(f"SELECT {field} AS text FROM {table}" for table, field in cells))
    add_pseudonyms(cursor, naming_texts(texts, pl.Series([], dtype=pl.String)), key)
    for table, field in cells:
        cursor.execute(
            f"UPDATE {table} SET {field} = pseudonym FROM pseudonyms WHERE {table}.{field} = pseudonyms.text"
        )
    cursor.execute("ALTER TABLE pseudonyms RENAME TO replaced_labels")


def add_text_pseudonyms(cursor: duckdb.DuckDBPyConnection, export: Export, key: bytes | None) -> None:
    """Make `pseudonyms` (`text`, `pseudonym`) of the free texts that are not kept; without a key, all are."""
    if key is None:
        add_pseudonyms(cursor, pl.Series([], dtype=pl.String), b"")
        return
    each = " UNION ".join(f"SELECT {field} AS text FROM numbered" for field in free_texts(export))
    texts = _texts(cursor, each) if each else pl.Series([], dtype=pl.String)
    add_pseudonyms(cursor, texts if export.kind in _NOTED else naming_texts(texts, _names(cursor, export)), key)


def kept_file(cursor: duckdb.DuckDBPyConnection, export: Export, key: bytes | None) -> str:
    """Give the name of a file as it is kept."""
    return pseudonym(key, export.name) if key and file_names_somebody(cursor, export) else export.name


def file_names_somebody(cursor: duckdb.DuckDBPyConnection, export: Export) -> bool:
    """Return whether the name of a file has an e-mail in it, or names a person of its rows."""
    return names_somebody(export.name, _names(cursor, export))


def _names(cursor: duckdb.DuckDBPyConnection, export: Export) -> pl.Series:
    source, full = ("person_texts", ()) if export.kind.daily else ("numbered", (Field.FULL_NAME,))
    # What stands before the @ is a name where it is one of several words: info@ is none.
    parts = ["coalesce(last_name, first_name)", "regexp_extract(email, '^([^@]*[._-][^@]*)@', 1)", *_IDENTITIES, *full]
    return _texts(cursor, f"SELECT DISTINCT unnest([{', '.join(parts)}]) AS text FROM {source}")


def _texts(cursor: duckdb.DuckDBPyConnection, query: str) -> pl.Series:
    texts: pl.DataFrame = cursor.sql(query).pl()
    return texts["text"]
