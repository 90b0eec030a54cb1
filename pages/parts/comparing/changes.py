"""What a range is compared with, as people choose it, and what they should know about the comparison."""

from dataclasses import replace
from datetime import date

import polars as pl
import streamlit as st

from analytics import usage
from analytics.usage import Against, By, Change, Days, Kind, Part
from analytics.wording import count_text, day_text, plain_text
from pages.parts import choices, session
from pages.parts.allocating import words
from pages.parts.allocating.session import places
from pages.parts.comparing import session as answers
from pages.parts.session import View

ALL_PRODUCTS = "All products"
MOST = 15
"""Biggest movers listed."""
_OTHER = "Other days"
_AGAINST = {against.label: against for against in Against}
_BY = {"Product": By.PRODUCT, "Team": By.TEAM, "User": By.USER}
_WHOLE = ""


def narrowed(view: View) -> View:
    """Let a person choose one product, and one part of the company; the choices stand in the address."""
    products = session.names(view).products.sort("product")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        choice = st.selectbox(
            "Product", [ALL_PRODUCTS, *products["product"]], key="of_product", bind="query-params", width=320
        )
        part = part_of_company(view, "look at one department")
    if choice == ALL_PRODUCTS:
        return replace(view, part=part)
    return replace(view, product_id=products.filter(product=choice)["product_id"].item(), part=part)


def part_of_company(view: View, why: str) -> Part | None:
    """Let a person choose one part of the company, kept in the address; without a directory say why one is wanted."""
    labels = usage.part_labels(places(view.data, view.shown))
    if not labels:
        words.directory_wanted(why)
        return None
    options = {_WHOLE: "The whole company"} | {str(part): label for part, label in labels.items()}
    chosen = choices.held("Part of the company", options, "of_part")
    return next((part for part in labels if str(part) == chosen), None)


def periods(view: View) -> tuple[View, Days] | None:
    """Let a person choose what the range is compared with, and make sure that loads cover both.

    Returns
    -------
    tuple[View, Days] or None
        The view, cut to days that can be compared where its own cannot, and the days before; None: nothing can.
    """
    choice = st.segmented_control(
        "Compared with",
        [*_AGAINST, _OTHER],
        default=Against.PREVIOUS.label,
        required=True,
        key="compared",
        bind="query-params",
    )
    if choice == _OTHER:
        return _other(view)
    against = _AGAINST[choice]
    days = answers.comparable(view, against)
    before = usage.earlier(view.days, against)
    if days == view.days:
        return view, before
    missing = f"Not every day of the range and {usage.days_text(before)} is loaded; what was not measured is not zero."
    if days is None:
        st.info(f"{missing} Load an export of that time, or compare other days.", icon=":material/event_busy:")
        return None
    st.info(f"{missing} Compared instead: {_against_text(days, usage.earlier(days, against))}.", icon=":material/info:")
    return replace(view, days=days), usage.earlier(days, against)


def _other(view: View) -> tuple[View, Days] | None:
    known = session.data_days(view.data, view.team)
    first, last = st.columns(2)
    begin: date = first.date_input("From", known.first, key="before_from", bind="query-params", required=True)
    end: date = last.date_input("To", view.days.first, key="before_to", bind="query-params", required=True)
    before = Days(begin, end)  # days in the wrong order are told as everywhere
    if answers.are_covered(view, before):
        return view, before
    st.info(
        f"Not every day of the range and {usage.days_text(before)} is loaded for each team that counts, and what was"
        f" not measured is not zero. The loads go from {day_text(known.first)} to {day_text(known.last)}.",
        icon=":material/event_busy:",
    )
    return None


def beneath(change: Change) -> None:
    """Say which days are compared, and tokens a day where the two periods have not the same number of them."""
    text = f"Compared: {_against_text(change.now_days, change.before_days)}."
    if change.now_days.count != change.before_days.count:
        before, now = change.per_day
        lengths = (
            f"{count_text(change.now_days.count, 'day')} against {count_text(change.before_days.count, 'day')}:"
            f" {now:,.1f} tokens a day against {before:,.1f}"
        )
        text += f" They are compared as they are, {lengths}."
    st.caption(text)


def by(view: View) -> Kind:
    """Let a person choose whose changes are listed; the choice stands in the address."""
    kinds = _BY | words.units(view)
    return kinds[
        st.segmented_control(
            "Biggest movers by", list(kinds), default="Product", required=True, key="movers", bind="query-params"
        )
    ]


def as_table(movers: pl.DataFrame, by: Kind) -> pl.DataFrame:
    """Give the movers as the table shows them: without the effect of use without a name where there is none."""
    unnamed = (movers["effect_not_named"] != 0).any()
    return (movers if unnamed else movers.drop("effect_not_named")).rename({"consumer": by})


def subject(view: View) -> str:
    """Name what is looked at where it is not everything: a product, a part of the company, a team."""
    products = session.names(view).products
    parts = [] if view.product_id is None else [products.filter(product_id=view.product_id)["product"].item()]
    if view.part:
        parts.append(usage.part_labels(places(view.data, view.shown))[view.part])
    parts += [view.team] if view.team else []
    return plain_text(f"{', '.join(parts)}: ") if parts else ""


def _against_text(now: Days, before: Days) -> str:
    return f"{day_text(now.first)} to {day_text(now.last)} with {day_text(before.first)} to {day_text(before.last)}"
