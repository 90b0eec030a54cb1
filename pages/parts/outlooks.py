"""The outlook of one or several teams as the pages show it: headline, numbers, next steps."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import polars as pl
import streamlit as st

from analytics.forecast import Outlook, RunOut, days_behind, verdict
from analytics.pool import all_packs
from analytics.wording import count_text, day_text, percent_text, tokens_count, tokens_text
from pages.parts import controls, session

_SPARK_DAYS = 365
_NOT_KNOWN = "not known"


def headline(outlook: Outlook, team: str | None) -> str:
    """Say the verdict; with its team where all teams are looked at."""
    return verdict(outlook) if team else f"{controls.from_file(outlook.team)}: {verdict(outlook)}"


def others(outlooks: Sequence[Outlook]) -> None:
    """Say the verdicts of the less pressing teams."""
    for outlook in outlooks:
        st.markdown(headline(outlook, None))


def behind(outlooks: Sequence[Outlook]) -> None:
    """Warn of the teams whose data ended long before that of others."""
    days = days_behind(outlooks)
    for outlook in outlooks:
        if outlook.team in days:
            st.warning(
                f"The data of {controls.from_file(outlook.team)} ends on {day_text(outlook.known_until)},"
                f" {count_text(days[outlook.team], 'day')} before that of others: what was used since is not known, and"
                " all that is said of it is as of that day. Load a newer export.",
                icon=":material/update:",
            )


def metrics(outlooks: Sequence[Outlook]) -> None:
    """Show available, used and total tokens of active packs, and the days to the first run-out.

    Teams whose data ended long before that of others are left out: what they have today is not known.
    """
    left_out = days_behind(outlooks)
    outlooks = [outlook for outlook in outlooks if outlook.team not in left_out]
    available = sum((outlook.balance.available for outlook in outlooks), Decimal(0))
    used = sum((outlook.balance.used for outlook in outlooks), Decimal(0))
    total = available + used
    # No pack entered is not nothing bought.
    known = any(outlook.ledger.packs.height for outlook in outlooks)
    as_of = _as_of(outlooks)
    with st.grid(4, min_column_width=200):
        st.metric(
            "Tokens available",
            tokens_text(available) if known else _NOT_KNOWN,
            chart_data=_by_day(outlooks, "available"),
            chart_type="area",
            border=True,
            height="stretch",
            help=f"Left in active packs at the end of {as_of}; the line shows the last {_SPARK_DAYS} days.",
        )
        st.metric(
            "Tokens used",
            tokens_text(used) if known else _NOT_KNOWN,
            delta=percent_text(float(used / total)) if total else None,
            delta_color="off",
            delta_arrow="off",
            delta_description="of the total" if total else None,
            border=True,
            height="stretch",
            chart_data=_by_day(outlooks, "used"),
            chart_type="bar",
            help=f"Taken from active packs up to the end of {as_of}; the bars show all tokens used on each of the last"
            f" {_SPARK_DAYS} days, of active and expired packs.",
        )
        st.metric(
            "Tokens total",
            tokens_text(total) if known else _NOT_KNOWN,
            border=True,
            height="stretch",
            help="Bought in the packs that are active now: available and used together.",
        )
        _days_to_run_out(outlooks[0])


def all_packs_sentence(outlooks: Sequence[Outlook]) -> str:
    """Say what became of all tokens ever bought, and why that differs from the totals of active packs above."""
    everything = all_packs([outlook.ledger for outlook in outlooks])
    if not any(outlook.ledger.packs.height for outlook in outlooks):
        return (
            f"What was bought is not known: no pack is entered. {tokens_text(everything.unpaid)} tokens were used"
            " without a pack known here."
        )
    unpaid = f" {tokens_text(everything.unpaid)} more were used without a pack known here." if everything.unpaid else ""
    changed = f" {everything.changed:+,.0f} moved or corrected" if everything.changed else ""
    return (
        f"All packs so far, active and expired: **{tokens_text(everything.bought)} bought**{changed}"
        f" = {tokens_text(everything.used)} used + {tokens_text(everything.lapsed)} lapsed"
        f" + {tokens_text(everything.available)} available.{unpaid} The totals at the top count active packs only,"
        " as Autodesk's report does."
    )


def next_steps(outlook: Outlook, users_above_limit: int) -> None:
    """Show what needs attention, each with the page to go to."""
    with st.container(horizontal=True):
        if outlook.order_by and outlook.tokens_to_buy:
            st.page_link(
                "pages/planning/true_up.py",
                label=f"{tokens_text(outlook.tokens_to_buy)} tokens are missing: order by {day_text(outlook.order_by)}",
                icon=":material/shopping_cart:",
            )
        elif outlook.ledger.packs.is_empty():
            st.page_link("pages/data/packs.py", label="Enter the packs that were bought", icon=":material/inventory_2:")
        if users_above_limit:
            limit = count_text(session.settings().min_days, "charged day")
            st.page_link(
                "pages/licensing/candidates.py",
                label=f"{count_text(users_above_limit, 'user')} above {limit} a year: subscriptions instead?",
                icon=":material/swap_horiz:",
            )
        st.page_link(
            "pages/data/load.py",
            label=f"Data ends on {day_text(outlook.known_until)}: load a newer export",
            icon=":material/upload_file:",
        )


def pace_caption(outlooks: Sequence[Outlook]) -> str:
    """Say what the level line in the picture of daily tokens stands for."""
    level = pace(outlooks)
    mean = "The line is the 28-day mean."
    return (
        mean if level is None else f"{mean} Dashed: {level:,.0f} tokens a day, the pace at which the packs just last."
    )


def pace(outlooks: Sequence[Outlook]) -> float | None:
    """Give the tokens a day that use up active packs exactly at their end; None without one."""
    paces = [outlook.balance.pace for outlook in outlooks if outlook.balance.pace is not None]
    return sum(paces) if paces else None


def band(forecast: RunOut) -> tuple[date, date] | None:
    """Give the days between which they run out, to be marked; None when they last."""
    return (forecast.day.p10, forecast.day.p90 or forecast.end) if forecast.day.p10 else None


def trial(outlook: Outlook) -> str:
    """Say how a forecast made some weeks ago has turned out."""
    past = outlook.accuracy
    if past is None:
        return "The history is too short for a trial of the forecast."
    return (
        f"A trial: on {day_text(past.origin)} it would have expected {tokens_count(round(past.expected))} in the"
        f" {past.days} days that followed ({tokens_text(round(past.low))} to {tokens_text(round(past.high))});"
        f" {tokens_text(round(past.actual))} were used."
    )


def _as_of(outlooks: Sequence[Outlook]) -> str:
    days = {outlook.as_of for outlook in outlooks}
    return day_text(days.pop()) if len(days) == 1 else "the last complete day of each team"


def _by_day(outlooks: Sequence[Outlook], column: str) -> list[float]:
    """Add the teams up over the last days that are known of all of them."""
    last = min(outlook.as_of for outlook in outlooks)
    days = pl.concat(outlook.ledger.days.select("day", column) for outlook in outlooks).filter(pl.col("day") <= last)
    sums = days.group_by("day").agg(pl.col(column).sum()).sort("day").tail(_SPARK_DAYS)
    return sums[column].cast(pl.Float64).to_list()


def _days_to_run_out(outlook: Outlook) -> None:
    forecast = outlook.run_out
    if outlook.ran_out:
        st.metric(
            "Days to run-out",
            "0",
            delta=f"ran out on {day_text(outlook.ran_out)}",
            delta_color="off",
            delta_arrow="off",
            border=True,
            height="stretch",
        )
        return
    if forecast is None or forecast.day.p50 is None:
        st.metric(
            "Days to run-out",
            "none in sight" if forecast else _NOT_KNOWN,
            delta=percent_text(forecast.chance) if forecast else None,
            delta_color="off",
            delta_arrow="off",
            delta_description="chance before the term ends" if forecast else None,
            border=True,
            height="stretch",
        )
        return
    low, high = forecast.day.p10, forecast.day.p90
    first = (low - outlook.as_of).days if low else None
    last = f"{(high - outlook.as_of).days}" if high else "the end or later"
    st.metric(
        "Days to run-out",
        f"{(forecast.day.p50 - outlook.as_of).days}",
        delta=f"{first} to {last}",
        delta_color="off",
        delta_arrow="off",
        delta_description="in 8 of 10 futures",
        border=True,
        height="stretch",
        help=f"Counted from {day_text(outlook.as_of)}, for {outlook.team}.",
    )
