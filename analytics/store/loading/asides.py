"""The rows that a load sets aside: kept with their reason, and their cells as far as anybody will read them."""

import duckdb

from analytics.exports import Export
from analytics.exports.bounds import LONGEST_TEXT
from analytics.exports.fields import PERSONAL, Field
from analytics.store.loading.coding import DETAILS, coded_columns
from analytics.store.loading.reading import literal
from analytics.store.queries import single

MOST_KEPT = 10_000
"""Rows of each reason whose cells are kept; of the others the number and the reason."""
LINE = "line"
"""Stands for the field in a line that could not be split into cells."""
MAY_NAME_A_PERSON = PERSONAL | {LINE}
"""Fields of the cells that may name a person."""


def keep_asides(cursor: duckdb.DuckDBPyConnection, export: Export, load_id: int, *, personal: bool) -> None:
    """Insert every row of `checked` that is not used, with the cells of the first rows of each reason by field.

    Parameters
    ----------
    cursor
        Holds what was staged and checked.
    export
        The file.
    load_id
        The load.
    personal
        Whether cells are kept, any of which may name a person; not where users have pseudonyms.
    """
    most = MOST_KEPT if personal else 0
    cursor.execute(
        f"""
        CREATE TEMP TABLE asides AS
        SELECT row, reason::VARCHAR AS reason,
               row_number() OVER (PARTITION BY reason ORDER BY row) <= {most} AS kept
        FROM checked WHERE reason IS NOT NULL
        """
    )
    if not single(cursor, "SELECT count(*) FROM asides"):
        return
    # Apart, so that the few rows are found before their texts are looked up.
    cursor.execute("CREATE TEMP TABLE aside_rows AS FROM numbered WHERE row IN (SELECT row FROM asides WHERE kept)")
    cells = _coded_cells(export) if export.kind.daily else _text_cells(export)
    cursor.execute(
        f"""
        INSERT INTO set_aside (load_id, row, reason, cells)
        SELECT $load_id, asides.row, reason, cells
        FROM asides LEFT JOIN (
            {cells}
            UNION ALL
            SELECT (SELECT count(*) FROM staged) + row_number() OVER (ORDER BY line),
                   json_object('{LINE}', min(left(csv_line, {LONGEST_TEXT})))
            FROM unreadable GROUP BY line
        ) AS known ON known.row = asides.row AND kept
        ORDER BY asides.row
        """,
        {"load_id": load_id},
    )


def field_label(field: str) -> str:
    """Give the words for a field of the cells that were kept."""
    return "Line" if field == LINE else Field(field).label


def _coded_cells(export: Export) -> str:
    columns = coded_columns(export)
    parts = [
        f"{literal(field)}, {column.name}_texts.{field}"
        for column in columns
        for field in column.fields + column.beside
        if field in export.fields
    ]
    parts += [f"{literal(field)}, aside_rows.{field}" for field in DETAILS if field in export.fields]
    joins = " ".join(f"LEFT JOIN {c.name}_texts ON {c.name}_texts.code = aside_rows.{c.name}" for c in columns)
    return f"SELECT row, json_object({', '.join(parts)}) AS cells FROM aside_rows {joins}"


def _text_cells(export: Export) -> str:
    parts = ", ".join(f"{literal(field)}, {field}" for field in export.fields)
    return f"SELECT row, json_object({parts}) AS cells FROM aside_rows"
