"""What the loads cover, in words and as a calendar: from when to when, and which days are missing."""

from datetime import date

import polars as pl
import streamlit as st

from analytics import charts
from analytics.clock import utc_now
from analytics.store.coverage import LoadState
from analytics.wording import count_text, day_text, listed_text
from pages.parts import controls, tables
from pages.parts.history import session as loaded
from pages.parts.pictures import draw_chart
from pages.parts.receipts import RECORDS

_FEW = 3
_NAMES = {"tokens": "tokens", "seats": "seats", "api": "APIs"}


def headline(data: str, team: str | None) -> str:
    """Say from when to when teams are covered, and which gaps there are."""
    teams = loaded.covered_teams(data, team)
    if teams.is_empty():
        return "No use by day is loaded yet."
    record = teams.item(0, "record")
    teams = teams.filter(pl.col("record") == record)
    missing = loaded.gaps(data, team).filter(pl.col("record") == record)
    last: date = teams["last_day"].max()  # type: ignore[assignment] # of a column of days
    kind = f"Use of {_NAMES[record]}: " if record != "tokens" else ""
    noun = "application" if record == "api" else "team"
    return f"{kind}{_spans_text(teams, noun)} {_gaps_text(missing)}; the newest day is {day_text(last)}, {_ago(last)}."


def calendars(data: str, team: str | None) -> None:
    """Show the days of tokens, and of seats if there are any, with the tables behind them."""
    days, teams = loaded.calendar(data, team), loaded.covered_teams(data, team)
    for (record,), shown in days.partition_by("record", maintain_order=True, as_dict=True).items():
        st.subheader(f"Use of {_NAMES[record]}, day by day")
        draw_chart(
            f"Each day by week and weekday: whether {_NAMES[record]} were used, or not, or the day is a gap",
            charts.coverage_calendar,
            shown,
        )
        behind = _behind(teams.filter(pl.col("record") == record))
        if behind:
            st.caption(behind)
        if shown.height > charts.MOST_DAYS:
            st.caption(f"Drawn are the newest {charts.MOST_DAYS:,} days.")
    if days.is_empty():
        return
    missing = loaded.gaps(data, team)
    with st.expander("The days as tables: coverage by team, and gaps", icon=":material/table:"):
        tables.table(_worded(teams), "Coverage by team", team=team)
        if missing.is_empty():
            st.markdown("There are no gaps.")
        else:
            tables.table(_worded(missing), "Gaps", team=team)


def in_short(data: str) -> str:
    """Say how much is loaded."""
    in_force = loaded.all_loads(data).filter(~pl.col("state").is_in([LoadState.TAKEN_BACK, LoadState.PURGED])).height
    newest = loaded.covered_teams(data, None)["last_day"].max()
    until = f"; the newest day is {day_text(newest)}" if isinstance(newest, date) else ""
    return f"{count_text(in_force, 'file is', 'files are')} loaded{until}."


def _spans_text(teams: pl.DataFrame, noun: str) -> str:
    """Say from when to when teams, or applications, are covered, so that it is true of each."""
    spans = [_span_text(first, last) for first, last in teams.select("first_day", "last_day").rows()]
    names = [controls.from_file(team) for team in teams["team"]]
    if len(names) == 1:
        return f"{names[0]} is covered {spans[0]}"
    if len(set(spans)) == 1:
        return f"{count_text(len(names), noun)} are covered {spans[0]}"
    # The widest span comes first.
    days = (teams["last_day"] - teams["first_day"]).dt.total_days()
    widest, *others = sorted(range(len(names)), key=days.__getitem__, reverse=True)
    if len(names) <= _FEW:
        rest = "".join(f", {names[other]} only {spans[other]}" for other in others)
        return f"{names[widest]} is covered {spans[widest]}{rest},"
    like = spans.count(spans[widest])
    rest = "the others from a later or until an earlier day"
    return f"{count_text(len(names), noun)} are covered, {like:,} of them {spans[widest]}, {rest},"


def _span_text(first: date, last: date) -> str:
    return f"on {day_text(first)}" if first == last else f"from {day_text(first)} to {day_text(last)}"


def _gaps_text(missing: pl.DataFrame) -> str:
    if missing.is_empty():
        return "without a gap"
    longest = missing.sort("days", descending=True, maintain_order=True).row(0, named=True)
    span = _span_text(longest["first_day"], longest["last_day"])
    return f"with one gap, {span}" if missing.height == 1 else f"with {missing.height:,} gaps, the longest {span}"


def _ago(day: date) -> str:
    days = (utc_now().date() - day).days
    if days < 0:
        return "which is still to come"
    return "today" if days == 0 else f"{count_text(days, 'day')} ago"


def _behind(teams: pl.DataFrame) -> str:
    """Name the teams, or applications, whose data ends before that of others."""
    late = teams.filter(pl.col("last_day") < pl.col("last_day").max())
    ends = [f"{controls.from_file(row['team'])} ({day_text(row['last_day'])})" for row in late.iter_rows(named=True)]
    return f"Their data ends earlier than that of others: {listed_text(ends, _FEW)}." if ends else ""


def _worded(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col("record").replace(RECORDS))
