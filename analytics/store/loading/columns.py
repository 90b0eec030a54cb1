"""Read the days and the numbers of a list: its columns are written the same way, so all are read together."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeAlias

import duckdb
import polars as pl

from analytics.exports.fields import Field
from analytics.store.loading.answers import Answers
from analytics.store.loading.checking import TOKENS, read_values

Numbers: TypeAlias = Callable[[list[str]], Mapping[str, Decimal]]
"""What reads the numbers of a file."""


def read_days(cursor: duckdb.DuckDBPyConnection, answers: Answers, *fields: Field) -> None:
    """Make `<field>_read` (`text`, `value`) of each field; 31/12 in one column settles 01/02 in another."""
    _read(cursor, "days_read", fields, answers.days, pl.Date)


def read_numbers(cursor: duckdb.DuckDBPyConnection, numbers: Numbers, *fields: Field) -> None:
    """Make `<field>_read` (`text`, `value`) of each field; 40.000 tokens settle a price of 2,70."""
    _read(cursor, "numbers_read", fields, numbers, TOKENS)


def joined(*fields: Field) -> str:
    """Write, as SQL does, the joins of the fields in `rows` with what was read."""
    return "\n".join(f"LEFT JOIN {field}_read ON {field}_read.text = rows.{field}" for field in fields)


def _read(
    cursor: duckdb.DuckDBPyConnection,
    name: str,
    fields: tuple[Field, ...],
    read: Callable[[list[str]], Mapping[str, object]],
    dtype: pl.DataType | type[pl.DataType],
) -> None:
    read_values(cursor, name, f"SELECT unnest([{', '.join(fields)}]) AS text FROM rows", read, dtype)
    for field in fields:
        cursor.execute(f"CREATE TEMP VIEW {field}_read AS FROM {name}")
