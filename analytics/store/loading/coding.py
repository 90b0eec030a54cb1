"""Stage rows of daily use as codes: every text is looked at once, however many rows have it."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from analytics.errors import ExportError
from analytics.exports import Export, Kind
from analytics.exports.fields import Field
from analytics.exports.letters import folded_sql
from analytics.exports.recognition import CsvText
from analytics.store.loading.excerpts import excerpt
from analytics.store.loading.reading import source
from analytics.store.loading.watching import Watch
from analytics.store.queries import single

MOST_TEXTS = 2_000_000
"""Different texts that one column may have: as many persons, or moments."""
# Each amount is read by itself, and each name is carried by every page; Autodesk has some hundreds of products.
_FEWER_TEXTS = {"amount": 500_000, "feature": 100_000, "product": 20_000, "version": 20_000, "team": 20_000}


@dataclass(frozen=True)
class Coded:
    """A column of `numbered` that holds codes, and the fields of the file that one code stands for."""

    name: str
    fields: tuple[Field, ...]
    beside: tuple[Field, ...] = ()
    """Fields that are the same wherever the code is the same, as names are."""


def coded_columns(export: Export) -> list[Coded]:
    """Give the coded columns of `numbered` for a file that says who used what on which day."""
    product = (Field.PRODUCT, Field.PRODUCT_CODE)
    return [
        Coded("day", (Field.DAY,)),
        Coded("access", (Field.ACCESS,)),
        Coded("team", (Field.TEAM,)),
        # A manual adjustment of Token Flex has a category and no product.
        Coded("product", (*product, Field.CATEGORY) if export.kind is Kind.TOKEN_FLEX else product),
        Coded("feature", (Field.FEATURE,)),
        Coded("version", (Field.VERSION,)),
        Coded(
            "person",
            (Field.EMAIL, Field.AUTODESK_ID, Field.HASHED_ID, Field.USER_NAME),
            (Field.FIRST_NAME, Field.LAST_NAME),
        ),
        Coded("amount", (export.kind.amount,) if export.kind.amount else ()),
    ]


DETAILS = (
    Field.SESSION_START,
    Field.SESSION_END,
    Field.MINUTES,
    Field.HOURS,
    *(Field(f"custom_{n}") for n in range(1, 11)),
)
"""Fields of daily use that are staged as text: every row may differ from all others."""
_MOST_OF_AN_ENUM = 300
"""Texts of a column up to which the enum's good outweighs its bad; the days of a year are beyond."""
# Stands between the parts of a key of several columns; no text file of a table holds it.
_BETWEEN = "chr(31)"


def stage_codes(cursor: duckdb.DuckDBPyConnection, export: Export, folder: Path, watch: Watch) -> str:
    """Make the `x_texts` and `staged`, and write how its rows are asked for: `id`, then the codes and details.

    The texts are learnt from an excerpt (written to the folder), all rows are staged, and the few that have a text
    beyond it are gone back to.
    """
    columns = coded_columns(export)
    fields = [field for column in columns for field in column.fields + column.beside if field in export.fields]
    watch.begin("Looking at the texts", cursor=cursor)
    for column in columns:
        kept = "".join(f", {field} VARCHAR" for field in column.fields + column.beside)
        cursor.execute(f"CREATE TEMP TABLE {column.name}_texts (text VARCHAR, code INTEGER{kept})")
    _add_texts(cursor, export, columns, _excerpt(export, fields, folder))
    known, joins, codes = [], [], []
    for column in columns:
        name, texts = column.name, f"{column.name}_texts"
        if single(cursor, f"SELECT count(*) FROM {texts}") > _MOST_OF_AN_ENUM:
            # DuckDB words an error for every text that is not in an enum, even for try_cast, and it lists the enum.
            joins.append(
                f"LEFT JOIN (SELECT text, code AS known_{name} FROM {texts}) AS {texts} ON {texts}.text = {name}"
            )
            codes.append(name)
        else:
            # An enum takes a byte or two a row where a text takes sixteen.
            cursor.execute(f"CREATE TEMP TYPE a_{name} AS ENUM (SELECT text FROM {texts} ORDER BY code)")
            known.append(f"try_cast({name} AS a_{name}) AS known_{name}")
            codes.append(f"enum_code({name})::INTEGER AS {name}")
    details = [field for field in DETAILS if field in export.fields]
    staged = [f"known_{column.name} AS {column.name}" for column in columns]
    staged += [f"{folded_sql(f'r_{field}')} AS {field}" for field in details]
    unknown = " OR ".join(f"({c.name} IS NOT NULL AND known_{c.name} IS NULL)" for c in columns)
    cells = f" || {_BETWEEN} || ".join(f"coalesce(replace(r_{field}, {_BETWEEN}, ' '), '')" for field in fields)
    rows = _keyed(export, columns, source(export, [*fields, *details]))
    watch.begin("Reading", export.origin.lines if isinstance(export.origin, CsvText) else None, cursor)
    with _joins_as_written(cursor) if joins else nullcontext():
        cursor.execute(f"""
            CREATE TEMP TABLE staged AS
            SELECT {", ".join(staged)}, CASE WHEN {unknown} THEN {cells} END AS beyond
            FROM (SELECT {", ".join(["*", *known])} FROM ({rows})) AS read {" ".join(joins)}
        """)
    numbered = f"SELECT rowid AS id, {', '.join([*codes, *details])} FROM staged"
    if single(cursor, "SELECT count(beyond) FROM staged"):
        watch.begin("Reading what is new", cursor=cursor)
        _find_beyond(cursor, export, columns, fields)
        new = [f"beyond.{column.name}" for column in columns]
        numbered += (
            f" WHERE beyond IS NULL UNION ALL SELECT id, {', '.join([*new, *details])}"
            " FROM beyond JOIN staged ON staged.rowid = beyond.id"
        )
    return numbered


@contextmanager
def _joins_as_written(cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let the rows of a file stream past the texts, in their order: DuckDB takes every file for smaller than a table.

    The setting is one of the whole database; queries that run meanwhile are right, if not in the best order.
    """
    # By a cursor of its own: one whose transaction failed could not take the setting back.
    with cursor.cursor() as beside:
        beside.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
        try:
            yield
        finally:
            beside.execute("RESET disabled_optimizers")


def _find_beyond(cursor: duckdb.DuckDBPyConnection, export: Export, columns: list[Coded], fields: list[Field]) -> None:
    """Add the texts that the excerpt did not have, and make `beyond`, the codes of the rows that have them."""
    cells = ", ".join(f"nullif(cells[{n}], '') AS r_{field}" for n, field in enumerate(fields, start=1))
    cursor.execute(f"""
        CREATE TEMP TABLE beyond_texts AS SELECT id, {cells}
        FROM (SELECT rowid AS id, string_split(beyond, {_BETWEEN}) AS cells FROM staged WHERE beyond IS NOT NULL)
    """)
    _add_texts(cursor, export, columns, "beyond_texts")
    codes = ", ".join(f"{column.name}_texts.code AS {column.name}" for column in columns)
    joins = " ".join(f"LEFT JOIN {c.name}_texts ON {c.name}_texts.text = keyed.{c.name}" for c in columns)
    rows = _keyed(export, columns, "beyond_texts")
    cursor.execute(f"CREATE TEMP TABLE beyond AS SELECT id, {codes} FROM ({rows}) AS keyed {joins}")
    cursor.execute("DROP TABLE beyond_texts")


def _add_texts(cursor: duckdb.DuckDBPyConnection, export: Export, columns: list[Coded], rows: str) -> None:
    """Add the texts of some rows to the `x_texts`: the raw `text`, its `code`, and its fields, blank ones null."""
    known = {column.name: _known(export, column.fields + column.beside) for column in columns}
    sets = ", ".join(f"({', '.join([column.name, *known[column.name]])})" for column in columns)
    # One pass for all columns: the reading costs more than the grouping.
    cursor.execute(f"""
        CREATE TEMP TABLE found AS
        SELECT {", ".join(part for column in columns for part in [column.name, *known[column.name]])},
               {", ".join(f"grouping({column.name}) AS not_{column.name}" for column in columns)}
        FROM ({_keyed(export, columns, rows)}) GROUP BY GROUPING SETS ({sets})
    """)
    for column in columns:
        fields = "".join(
            f", min({folded_sql(f'r_{field}')})" if field in export.fields else ", NULL"
            for field in column.fields + column.beside
        )
        cursor.execute(f"""
            INSERT INTO {column.name}_texts
            SELECT {column.name},
                   (SELECT count(*) FROM {column.name}_texts) + row_number() OVER (ORDER BY {column.name}) - 1 {fields}
            FROM found
            WHERE not_{column.name} = 0 AND {column.name} IS NOT NULL
              AND {column.name} NOT IN (SELECT text FROM {column.name}_texts)
            GROUP BY {column.name}
        """)
        _refuse_too_many(cursor, export, column)
    cursor.execute("DROP TABLE found")  # with every text once more


def _excerpt(export: Export, fields: list[Field], folder: Path) -> str:
    if isinstance(export.origin, CsvText):
        path = excerpt(export.origin.path, export.header.row + 1, folder)
        if path is not None:
            alone = replace(export, header=replace(export.header, row=-1), origin=replace(export.origin, path=path))
            return source(alone, fields, lenient=True)
    return source(export, fields, lenient=True)


def _refuse_too_many(cursor: duckdb.DuckDBPyConnection, export: Export, column: Coded) -> None:
    count = single(cursor, f"SELECT count(*) FROM {column.name}_texts")
    most = _FEWER_TEXTS.get(column.name, MOST_TEXTS)
    if count > most:
        headers = [export.header.names[export.fields[field]] for field in column.fields if field in export.fields]
        raise ExportError(
            f"The column {' and '.join(headers)} of {export.name} has more than {most:,} different texts.",
            hint="Say what its columns mean: this one seems to hold something else.",
        )


def _known(export: Export, fields: tuple[Field, ...]) -> list[str]:
    return [f"r_{field}" for field in fields if field in export.fields]


def _keyed(export: Export, columns: list[Coded], rows: str) -> str:
    """Write rows with one column more for each coded one: its text, or its texts together."""
    keys = []
    for column in columns:
        parts = _known(export, column.fields)
        blank = [f"coalesce({part}, '')" for part in parts]
        text = "NULL::VARCHAR" if not parts else parts[0] if len(parts) == 1 else f" || {_BETWEEN} || ".join(blank)
        keys.append(f"{text} AS {column.name}")
    return f"SELECT *, {', '.join(keys)} FROM {rows}"
