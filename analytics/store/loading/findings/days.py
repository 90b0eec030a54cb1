"""Days that should not be there, or should be and are not.

A frame `days` has one row per day with rows used, sorted: `day`, `rows`, `tokens`.
"""

import duckdb
import polars as pl

from analytics.exports import Finding, Receipt
from analytics.store.loading.findings.rows import NAMED, name_rows
from analytics.store.loading.offsets import offsets_text, other_offsets
from analytics.store.loading.reasons import IN_THE_FUTURE
from analytics.wording import count_text, day_text, listed_text

_FULL = 0.8
"""Share of a usual weekday's tokens from which a day of a weekend is at full load."""
_WEEKENDS_AT_WORK = 0.25
"""Share of the days of weekends at full load from which they are pointed out."""
_ENOUGH_WEEKDAYS = 10
_LEAST_MISSING = 3
"""Weekdays in a row without any use from which they are pointed out."""
_ALWAYS_USED = 0.8
"""Share of the weekdays with use from which a weekday without is unusual."""


def days_in_the_future(cursor: duckdb.DuckDBPyConnection) -> Finding | None:
    """Find days after today; it may be tomorrow already where the tokens were used."""
    check = "Days in the future"
    rows = name_rows(cursor, check, f"SELECT row FROM checked WHERE reason = '{IN_THE_FUTURE}'")
    if not rows:
        return None
    [(last,)] = cursor.execute(f"SELECT max(day) FROM checked WHERE reason = '{IN_THE_FUTURE}'").fetchall()
    return Finding(
        check,
        f"{count_text(rows, 'row')} on days after today, up to {day_text(last)}, set aside.",
        "Check the order of day and month and the computer's clock; once that is put right, take back what was loaded"
        " and load the file again.",
        rows,
    )


def missing_days(days: pl.DataFrame) -> Finding | None:
    """Find weekdays in a row without any use, where there is use on nearly all others."""
    every = pl.DataFrame({"day": pl.date_range(days.item(0, "day"), days.item(-1, "day"), eager=True)})
    weekdays = every.filter(pl.col("day").dt.weekday() <= 5).join(days, on="day", how="left")
    used = weekdays["rows"].is_not_null()
    if weekdays.height < _ENOUGH_WEEKDAYS or used.sum() < _ALWAYS_USED * weekdays.height:
        return None
    runs = (
        weekdays.with_columns(pl.col("rows").is_null().alias("missing"), used.rle_id().alias("run"))
        .filter("missing")
        .group_by("run")
        .agg(pl.col("day").min().alias("first"), pl.col("day").max().alias("last"), pl.len().alias("days"))
        .filter(pl.col("days") >= _LEAST_MISSING)
        .sort("first")
    )
    if runs.is_empty():
        return None
    spans = [f"{day_text(first)} to {day_text(last)}" for first, last in runs.select("first", "last").rows()]
    return Finding(
        "Days missing",
        f"No use at all on {count_text(int(runs['days'].sum()), 'weekday')} in the middle:"
        f" {listed_text(spans, NAMED)}.",
        "Right if nobody worked then. If somebody did, export these days again and load that file.",
        0,
    )


def weekends_at_full_load(cursor: duckdb.DuckDBPyConnection, days: pl.DataFrame) -> Finding | None:
    """Find days of weekends with as much use as a weekday."""
    weekday = pl.col("day").dt.weekday() <= 5
    usual = days.filter(weekday)
    if usual.height < _ENOUGH_WEEKDAYS:
        return None
    # Without tokens, as of seats, the rows tell how much was used.
    load = pl.coalesce("tokens", pl.col("rows").cast(pl.Float64))
    full = _FULL * float(usual.select(load.median()).item() or 0.0)
    weekend = days.filter(~weekday)
    busy = weekend.filter(load >= full)["day"]
    span: int = (days.item(-1, "day") - days.item(0, "day")).days + 1
    if full <= 0 or busy.len() < max(2.0, _WEEKENDS_AT_WORK * span * 2 / 7):
        return None
    check = "Weekends at full load"
    rows = name_rows(
        cursor,
        check,
        "SELECT row FROM checked WHERE reason IS NULL AND list_contains($days, day)",
        {"days": busy.to_list()},
    )
    return Finding(
        check,
        f"As much used as on a weekday on {count_text(busy.len(), 'day')} of weekends:"
        f" {listed_text([day_text(day) for day in busy], NAMED)}.",
        "Check the order of day and month; if it is right, look for sessions that nobody closes.",
        rows,
    )


def days_with_other_offsets(cursor: duckdb.DuckDBPyConnection, receipt: Receipt) -> Finding | None:
    """Find days written with another UTC offset than those of the same teams that are loaded."""
    others = other_offsets(cursor, receipt)
    if not others:
        return None
    return Finding(
        "Other UTC offsets",
        f"Its times are written with the UTC offset {offsets_text(receipt.offsets)}, those loaded already of the same"
        f" teams on the same or the next days with {offsets_text(others)}: use around midnight counts on two days.",
        "Export both for the same time zone.",
        0,
    )
