"""On what terms tokens can be had, as a person states it, and the words about what to buy."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
import streamlit as st

from analytics import charts
from analytics.forecast import Conditions, Outlook, TrueUp
from analytics.forecast.buying.advice import (
    assumptions_sentence,
    cheaper_sentence,
    chosen,
    lost_sentence,
    price_sentence,
    rule_sentence,
)
from analytics.forecast.buying.true_up import LEVELS
from analytics.settings import Settings
from analytics.store.assumptions import ASSUMED, keep_assumptions
from analytics.wording import count_text, day_text, money_text, percent_text, tokens_text
from pages.parts import choices, controls, session
from pages.parts.pictures import draw_chart


@dataclass(frozen=True)
class Stated:
    """What the controls of the page say; with the fingerprint it is a key of cached answers."""

    settings: Settings
    """With what is tried on the page in place of what is assumed everywhere."""
    order_on: date | None


@dataclass(frozen=True)
class Advice:
    """What a team is to buy."""

    found: TrueUp | None
    """None without a forecast."""
    conditions: Conditions
    price_source: str
    """Where the price comes from, in words."""


def stated(data: str, known_until: date) -> Stated:
    """Ask on what conditions tokens can be had; all stands in the address."""
    known = session.assumed(data)
    row = st.grid(5, min_column_width=150)
    lead = row.number_input(
        "Lead time",
        *(0, 250, known.lead_time_days),
        key="lead",
        bind="query-params",
        help="Business days from an order to its tokens.",
    )
    country = choices.country(row, known.country)
    levels = sorted({*LEVELS, known.sure})
    sure = row.selectbox(
        "How sure",
        levels,
        levels.index(known.sure),
        format_func=percent_text,
        key="sure",
        bind="query-params",
        help="The chance that the tokens bought last to the term's end.",
    )
    grace = row.number_input(
        "Grace period",
        *(0, 180, known.grace_days),
        key="grace",
        bind="query-params",
        help="Days for which work goes on without tokens, where your contract grants them. The next purchase pays for"
        " what is used in them.",
    )
    tomorrow = known_until + timedelta(days=1)
    order_on = row.date_input(
        "Order from",
        *(tomorrow, tomorrow, known_until + timedelta(days=365)),
        key="order_on",
        bind="query-params",
        help="The first day on which you can order: the day after the last one known, unless you say otherwise.",
    )
    with st.expander("What is on offer: packs and prices", icon=":material/sell:"):
        offer = st.grid(2, min_column_width=260)
        smallest_order = offer.number_input(
            "Smallest order",
            *(1, 1_000_000, known.smallest_order),
            key="smallest",
            bind="query-params",
            help="In tokens; 33 since 4 June 2026, 100 before, as others quote it. Enter what is offered to you.",
        )
        order_step = offer.number_input(
            "Step",
            *(1, 1_000_000, known.order_step),
            key="step",
            bind="query-params",
            help="Tokens by which an order above the smallest grows.",
        )
        pack_sizes = offer.text_input(
            "Packs that are sold whole only",
            known.pack_sizes,
            key="sizes",
            bind="query-params",
            help="Such as 33, 500, in place of smallest order and step; none: any quantity.",
        )
        price_tiers = offer.text_input(
            "Prices per token from a quantity on",
            known.price_tiers,
            key="tiers",
            bind="query-params",
            help="Such as 5000: 2.85, 20000: 2.70. Autodesk says that there is a discount from 5,000 tokens on, larger"
            " with volume, but not how large: enter your quote.",
        )
    tried = {
        "lead_time_days": lead,
        "country": country,
        "sure": sure,
        "grace_days": grace,
        "smallest_order": smallest_order,
        "order_step": order_step,
        "pack_sizes": pack_sizes,
        "price_tiers": price_tiers,
    }
    meant = known.changed(tried)
    if meant != known:
        _tried_here(known, meant)
    return Stated(meant, order_on)


def _tried_here(known: Settings, meant: Settings) -> None:
    """Show what the other pages assume in place of what is tried here, and offer to make them the same."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"Tried on this page only. All other pages assume: {assumptions_sentence(known)}.")
        if session.on_sample_data():
            return
        if st.button("Assume this everywhere", icon=":material/published_with_changes:", key="assume"):
            values = {name: getattr(meant, name) for name in ASSUMED}
            keep_assumptions(session.own_store(), session.settings(), values)
            st.rerun()


def dates(answer: Outlook, found: TrueUp, conditions: Conditions) -> None:
    """Show by when to talk and order, how much, and for how much money."""
    none = "not due" if answer.coming else "not known" if answer.ledger.packs.is_empty() else "at once"
    wanted = chosen(found, conditions)
    order = wanted.order
    with st.grid(4, min_column_width=200):
        _number(
            "Order by",
            _day(found.order_by) or none,
            _beside(found),
            "So that it arrives before one future in ten is out.",
        )
        _number(
            "Talk to the vendor by",
            _day(found.talk_by) or none,
            f"from {day_text(found.talk_from)} on" if found.talk_from else None,
            "Two months to one month before they run out (P10), but before the order.",
        )
        _number(
            "Tokens to order",
            tokens_text(order.tokens),
            order.packs_text if order.packs else None,
            f"{tokens_text(wanted.needed)} cover what is missing from {day_text(found.arrives)} to"
            f" {day_text(found.covers_until)} with a chance of {percent_text(conditions.sure)}; rounded up"
            " to what is on offer.",
        )
        _number(
            "Cost",
            money_text(order.money, conditions.offer.currency),
            f"{order.price:,.2f} per token" if order.tokens else None,
            "Of the tokens to order.",
        )


def notes(answer: Outlook, advice: Advice) -> None:
    """Say what cannot be prevented any more, what the rule of thumb says, and what the price rests on."""
    found, conditions = advice.found, advice.conditions
    assert found is not None  # asked only where there is advice
    said = [lost_sentence(found, answer)]
    if found.owed:
        said.append(
            f"{tokens_text(found.owed)} tokens are owed: the next purchase pays them first, and counts them in."
        )
    if found.rule is not None:
        said.append(rule_sentence(found.rule, answer))
    cheaper = cheaper_sentence(chosen(found, conditions).order, conditions.offer)
    if cheaper:
        said.append(cheaper)
    st.markdown("\n\n".join(said))
    price = controls.from_file(price_sentence(conditions.offer, advice.price_source))
    st.caption(f"Price: {price} What you buy is valid for a year from its delivery.")


def compared(ways: pl.DataFrame, team: str) -> None:
    """Draw the figures that decide between the ways."""
    currency = ways.item(0, "currency")
    figures = (
        ("money", f"Money in all, {currency}", ",.0f"),
        ("outage", "Chance of an outage in the term", ".0%"),
        ("lapse", "Tokens that lapse (line: 8 of 10 futures)", ",.0f"),
    )
    cells = st.grid(len(figures), min_column_width=260)
    for column, title, unit in figures:
        with cells.cell():
            draw_chart(f"{title}, {team}, by way of buying", charts.bars_by_way, ways, column, title, unit)


def ways_caption(found: TrueUp) -> str:
    """Say how the ways are compared."""
    until = day_text(found.ways[0].until)
    return (
        f"Every way is looked at up to {until}, in the same futures: what it buys for this term is to last with the"
        " chance chosen above, what it buys for the next one in the middle future, for that can be topped up then."
        " Money counts both."
    )


def quantities_caption(answer: Outlook, found: TrueUp) -> str:
    """Say what the quantities are to cover."""
    term = " (the term's end)" if found.covers_until == answer.end else ""
    days = count_text((found.covers_until - found.arrives).days + 1, "day")
    return (
        f"For an order of {day_text(found.ordered_on)}, which arrives on {day_text(found.arrives)} and is to last to"
        f" {day_text(found.covers_until)}{term}, {days}. What is left then can be used until its year is over."
    )


def next_steps(answer: Outlook) -> None:
    """Lead to what the advice rests on."""
    with st.container(horizontal=True):
        st.page_link("pages/planning/run_out.py", label="When they run out", icon=":material/hourglass_bottom:")
        label = "Enter the packs that were bought" if answer.ledger.packs.is_empty() else "What was bought so far"
        st.page_link("pages/data/packs.py", label=label, icon=":material/inventory_2:")


def _day(day: date | None) -> str | None:
    return f"{day:%-d %b %Y}" if day else None


def _beside(found: TrueUp) -> str | None:
    """Say what belongs to the last day to order: that it has passed, or what grace makes of it."""
    if found.order_by is None or found.order_by_grace is None:
        return None
    if found.order_by_grace < found.ordered_on:
        return "has passed"
    return f"with grace {day_text(found.order_by_grace)}" if found.order_by_grace > found.order_by else None


def _number(label: str, value: str, beside: str | None, about: str) -> None:
    st.metric(label, value, beside, "off", help=about, border=True, height="stretch", delta_arrow="off")
