"""Recognise a Parquet file by the names of its columns; the store reads its rows."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from analytics.errors import ExportError
from analytics.exports.bounds import size_text
from analytics.exports.headers import Header, Table, check_width, sample_of

MAGIC = b"PAR1"
_ROWS_OF_ANY = 10_000_000  # a row takes some bytes; where all are alike any number takes none


@dataclass(frozen=True)
class ParquetFile:
    """A Parquet file; its columns may have any type."""

    path: Path
    columns: tuple[str, ...]
    """Their names as the file has them."""


def parquet_table(path: Path, shown: str) -> Table[ParquetFile]:
    """Recognise a Parquet file.

    Raises
    ------
    ExportError
        When it is damaged, or has more rows than its bytes can tell of.
    """
    try:
        names = tuple(pl.read_parquet_schema(path))
        check_width(len(names), shown)
        rows = pl.scan_parquet(path).select(pl.len()).collect().item()
        if rows > max(_ROWS_OF_ANY, path.stat().st_size):
            raise ExportError(
                f"{shown} says that it has {rows:,} rows in {size_text(path.stat().st_size)}, as no export does.",
                hint="Write it again, from the rows that Autodesk gave.",
            )
        head = pl.scan_parquet(path).head(20).collect()
        sample = sample_of([[_text(cell) for cell in row] for row in head.iter_rows()], len(names))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise ExportError(
            f"{shown} is a damaged Parquet file.", hint="Write it again; the download may have been cut short."
        ) from error
    return Table(ParquetFile(path, names), Header.of(0, names), sample)


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)
