"""What the command line prints: one JSON document, or lines and tables for a person."""

from datetime import datetime
from decimal import Decimal

import click
import polars as pl

from analytics.commands.stores import mask
from analytics.documents import json_text
from analytics.usage import Days
from analytics.wording import day_text


def show(as_json: bool, document: object, text: str) -> None:
    """Print the document as JSON, or the text for a person; who is named in either is masked unless names are shown."""
    click.echo(json_text(document, mask()) if as_json else told(text))


def show_range(as_json: bool, rows: pl.DataFrame, days: Days, team: str | None) -> None:
    """Show what was found in the days of a range."""
    document = {"rows": rows, "first_day": days.first, "last_day": days.last, "team": team}
    show(as_json, document, f"{day_text(days.first)} to {day_text(days.last)}\n{table_text(rows)}")


def told(text: str) -> str:
    """Write a text as the command that runs may print it: with those whom it names masked unless names are shown."""
    hides = mask()
    return hides.text(text) if hides else text


def listing(rows: pl.DataFrame, team: str | None = None) -> dict[str, object]:
    """Give the document of a list whose rows have a first and a last day."""
    return {"rows": rows, "first_day": rows["first_day"].min(), "last_day": rows["last_day"].max(), "team": team}


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
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal | float):
        return f"{value:,.2f}".removesuffix(".00")
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
