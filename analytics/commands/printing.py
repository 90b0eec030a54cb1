"""What the command line prints: one JSON document, or lines and tables for a person."""

import json
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import click
import polars as pl


def show(as_json: bool, document: object, text: str) -> None:
    """Print the document as JSON, or the text for a person."""
    click.echo(json_text(document) if as_json else text)


def listing(rows: pl.DataFrame, team: str | None = None) -> dict[str, object]:
    """Give the document of a list whose rows have a first and a last day."""
    return {"rows": rows, "first_day": rows["first_day"].min(), "last_day": rows["last_day"].max(), "team": team}


def json_text(document: object) -> str:
    """Write a document as JSON: days in ISO form, whole tokens as integers, a frame as a list of rows.

    >>> json_text({"tokens": Decimal("7.000000"), "day": date(2026, 1, 1)})
    '{"tokens": 7, "day": "2026-01-01"}'
    """
    return json.dumps(_plain(document), ensure_ascii=False, allow_nan=False)


def table_text(frame: pl.DataFrame) -> str:
    """Write a frame as a table of aligned columns, all its rows.

    >>> print(table_text(pl.DataFrame({"product": ["Revit"], "tokens": [1200]})))
    product  tokens
    Revit     1,200
    """
    if frame.is_empty():
        return "(no rows)"
    columns = [_column(frame[name]) for name in frame.columns]
    return "\n".join("  ".join(cells).rstrip() for cells in zip(*columns, strict=True))


def _column(series: pl.Series) -> list[str]:
    cells = [series.name, *(_cell(value) for value in series.to_list())]
    width = max(map(len, cells))
    return [cell.rjust(width) if series.dtype.is_numeric() else cell.ljust(width) for cell in cells]


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, Decimal | float):
        return f"{value:,.2f}".removesuffix(".00")
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, pl.DataFrame):
        value = value.to_dicts()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):  # a datetime is a date too
        return value.isoformat()
    return str(value) if isinstance(value, Path) else value
