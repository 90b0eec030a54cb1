"""When a team runs out: what stands below the headline of the Run-out page."""

from datetime import timedelta

import polars as pl
import streamlit as st

from analytics import charts
from analytics.forecast import Outlook
from analytics.forecast.pace import pace
from analytics.forecast.particulars import (
    chance_sentence,
    debt_sentence,
    lapse_sentence,
    outage_sentence,
    pace_sentence,
)
from analytics.forecast.verdict import what_it_takes
from analytics.pool import pack_events
from analytics.wording import count_text, day_text, percent_text, tokens_text
from pages.parts import controls, outlooks, tables
from pages.parts.pictures import draw_chart

_PAST = timedelta(days=365)
"""Days of the past that the picture shows where no pack is in force; else those since the term began."""


def picture(answer: Outlook) -> None:
    """Draw the balance as it was and as a fan of what may come."""
    if answer.run_out is None:
        return
    since = pl.col("day") >= (answer.balance.term_start or answer.as_of - _PAST)
    days, events = answer.ledger.days.filter(since), pack_events(answer.ledger).filter(since)
    draw_chart(
        f"Tokens available to {answer.team}: past, and the range of what may come",
        charts.balance_fan,
        days,
        answer.run_out.fan,
        events,
        outlooks.band(answer.run_out),
        answer.end,
    )


def particulars(answer: Outlook) -> None:
    """Show what is not known, how likely it is and why, at which pace they would last, what lapses, any outage."""
    if answer.unknown_sentence:
        st.warning(answer.unknown_sentence)
    if answer.run_out is None:
        st.markdown(" ".join(filter(None, (debt_sentence(answer), what_it_takes(answer)))))
        return
    rate = pace(answer)
    said = [
        debt_sentence(answer),
        chance_sentence(answer),
        pace_sentence(rate, answer) if rate else None,
        lapse_sentence(answer.run_out),
        outage_sentence(answer.run_out),
    ]
    st.markdown("\n".join(f"- {sentence}" for sentence in said if sentence))


def next_step(answer: Outlook, sure: float) -> None:
    """Say what to do now, with the page to go to."""
    if answer.tokens_to_buy is None:
        if answer.ledger.packs.is_empty() or not answer.coming:
            st.page_link("pages/data/packs.py", label="Enter the packs that were bought", icon=":material/inventory_2:")
        else:
            st.page_link("pages/data/load.py", label="Load more exports", icon=":material/upload_file:")
        return
    tokens, chance = tokens_text(answer.tokens_to_buy), percent_text(sure)
    label = "What to order, on True-up"
    if answer.tokens_to_buy == 0:
        label = "What the next term needs, on True-up"
        st.markdown(f"No order is due: at least {chance} of the futures reach the end with what is there.")
    elif answer.order_by is None:
        st.markdown(f"To be {chance} sure that they last, **{tokens} tokens** are missing.")
    else:
        when = "at once" if answer.order_by <= answer.as_of else f"by {day_text(answer.order_by)}"
        st.markdown(f"To be {chance} sure that they last, **{tokens} tokens** are missing: order **{when}**.")
    st.page_link("pages/planning/true_up.py", label=label, icon=":material/shopping_cart:")


def details(answer: Outlook) -> None:
    """Show what the answer rests on."""
    better = what_it_takes(answer) if answer.run_out is not None else ""
    st.caption(
        f"Known up to {day_text(answer.known_until)}: {count_text(answer.history_days, 'day')} of data, grade"
        f" {answer.grade}. {better} Method: {answer.method}. {outlooks.trial(answer)}"
    )
    team = controls.from_file(answer.team)
    if answer.run_out is not None:
        lapsing = answer.run_out.lapse_by_pack.filter(pl.col("p90") >= 1).with_columns(pl.col(pl.Float64).round(2))
        if not lapsing.is_empty():
            st.markdown("**Tokens that lapse, by pack**")
            tables.table(lapsing, f"Lapse of {answer.team}", team=answer.team)
        if answer.run_out.outages.height > 1:
            with st.expander(f"Outages of {team}, between the starts of packs"):
                tables.table(answer.run_out.outages, f"Outages of {answer.team}", team=answer.team)
    with st.expander(f"Packs of {team}, in the order in which they pay"):
        tables.table(answer.ledger.packs, f"Packs of {answer.team}", team=answer.team)
    if answer.run_out is not None:
        with st.expander(f"The forecast of {team} as a table"):
            tables.table(answer.run_out.fan, f"Forecast of {answer.team}", team=answer.team)
