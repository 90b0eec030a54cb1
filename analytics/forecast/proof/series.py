"""Daily series from a file of one's own, of whatever is used by day."""

from pathlib import Path

import polars as pl

from analytics.errors import HistoryError
from analytics.exports.bounds import check_file

_HINT = "Give a Parquet file with a column of days and a column of numbers, such as day and tokens; one row per day."


def read_series(path: Path) -> pl.DataFrame:
    """Read a daily series.

    Parameters
    ----------
    path
        A Parquet file with `day` and `tokens`, or with one column of days and one of numbers under other names.

    Returns
    -------
    pl.DataFrame
        One row per day without missing days: `day`, `tokens` (Float64; null: not measured); sorted.

    Raises
    ------
    HistoryError
        When it cannot be read, has other columns or a day twice.
    ExportError
        When it is no regular file.
    """
    try:
        check_file(path, path.name)
        frame = pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise HistoryError(f"{path.name} cannot be read as a Parquet file.", hint=_HINT) from error
    day, tokens = _column(frame, "day", path), _column(frame, "tokens", path)
    rows = frame.select(day=pl.col(day).cast(pl.Date), tokens=pl.col(tokens).cast(pl.Float64)).drop_nulls("day")
    if rows.is_empty():
        raise HistoryError(f"{path.name} has no day.", hint=_HINT)
    if rows["day"].is_duplicated().any():
        raise HistoryError(f"{path.name} has a day more than once.", hint="Add the use of each day up first.")
    rows = rows.with_columns(pl.when(pl.col("tokens").is_finite()).then("tokens"))
    return rows.sort("day").upsample("day", every="1d")


def _column(frame: pl.DataFrame, name: str, path: Path) -> str:
    """Find the column of days or of numbers: by its name, else as the only one of its kind."""
    kind = pl.selectors.temporal() if name == "day" else pl.selectors.numeric()
    fitting = frame.select(kind).columns
    if name in fitting:
        return name
    if len(fitting) == 1:
        return fitting[0]
    raise HistoryError(f"{path.name} has no column {name}; it has {', '.join(frame.columns)}.", hint=_HINT)
