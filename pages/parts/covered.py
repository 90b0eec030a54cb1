"""What the loads cover, in words and as a calendar: from when to when, and which days are missing."""

from datetime import date

import polars as pl
import streamlit as st

from analytics import charts
from analytics.clock import utc_now
from analytics.store.coverage import LoadState
from analytics.wording import count_text, day_text, listed_text, plain_text
from pages.parts import session, tables
from pages.parts.receipts import RECORDS

_FEW = 3


def headline(data: str, team: str | None) -> str:
    """Say from when to when teams are covered, and which gaps there are."""
    teams = session.covered_teams(data, team)
    if teams.is_empty():
        return "No use by day is loaded yet."
    record = teams.item(0, "record")
    teams = teams.filter(pl.col("record") == record)
    missing = session.gaps(data, team).filter(pl.col("record") == record)
    who = plain_text(teams.item(0, "team")) if teams.height == 1 else f"{teams.height:,} teams"
    first: date = teams["first_day"].min()  # type: ignore[assignment] # of a column of days
    last: date = teams["last_day"].max()  # type: ignore[assignment] # of a column of days
    covered = f"{who} {'is' if teams.height == 1 else 'are'} covered from {day_text(first)} to {day_text(last)}"
    kind = "Use of seats: " if record == "seats" else ""
    return f"{kind}{covered} {_gaps_text(missing)}; the newest day is {day_text(last)}, {_ago(last)}."


def calendars(data: str, team: str | None) -> None:
    """Show the days of tokens, and of seats if there are any, with the tables behind them."""
    days, teams = session.calendar(data, team), session.covered_teams(data, team)
    for (record,), shown in days.partition_by("record", maintain_order=True, as_dict=True).items():
        st.subheader(f"Use of {RECORDS[record].lower()}, day by day")
        st.altair_chart(
            charts.coverage_calendar(shown),
            alt=f"Each day by week and weekday: whether {record} were used, or not, or the day is a gap",
        )
        behind = _behind(teams.filter(pl.col("record") == record))
        if behind:
            st.caption(behind)
        if shown.height > charts.MOST_DAYS:
            st.caption(f"Drawn are the newest {charts.MOST_DAYS:,} days.")
    if days.is_empty():
        return
    missing = session.gaps(data, team)
    with st.expander("The days as tables: coverage by team, and gaps", icon=":material/table:"):
        tables.table(_worded(teams), "Coverage by team")
        if missing.is_empty():
            st.markdown("There are no gaps.")
        else:
            tables.table(_worded(missing), "Gaps")


def in_short(data: str) -> str:
    """Say how much is loaded."""
    in_force = session.all_loads(data).filter(~pl.col("state").is_in([LoadState.TAKEN_BACK, LoadState.PURGED])).height
    newest = session.covered_teams(data, None)["last_day"].max()
    until = f"; the newest day is {day_text(newest)}" if isinstance(newest, date) else ""
    return f"{count_text(in_force, 'file is', 'files are')} loaded{until}."


def _gaps_text(missing: pl.DataFrame) -> str:
    if missing.is_empty():
        return "without a gap"
    longest = missing.sort("days", descending=True, maintain_order=True).row(0, named=True)
    first, last = day_text(longest["first_day"]), day_text(longest["last_day"])
    span = first if longest["days"] == 1 else f"{first} to {last}"
    if missing.height == 1:
        return f"with one gap, {'on' if longest['days'] == 1 else 'from'} {span}"
    return f"with {missing.height:,} gaps, the longest {'on' if longest['days'] == 1 else 'from'} {span}"


def _ago(day: date) -> str:
    days = (utc_now().date() - day).days
    if days < 0:
        return "which is still to come"
    return "today" if days == 0 else f"{count_text(days, 'day')} ago"


def _behind(teams: pl.DataFrame) -> str:
    """Name the teams whose data ends before that of others."""
    late = teams.filter(pl.col("last_day") < pl.col("last_day").max())
    ends = [f"{plain_text(row['team'])} ({day_text(row['last_day'])})" for row in late.iter_rows(named=True)]
    return f"Their data ends earlier than that of other teams: {listed_text(ends, _FEW)}." if ends else ""


def _worded(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col("record").replace(RECORDS))
