"""Allocation, chargeback and the match of the directory as people choose and read them."""

import polars as pl
import streamlit as st

from analytics.pool import Chargeback
from analytics.reports import focus_bytes
from analytics.usage import UNALLOCATED, Match, Unit, known_units
from analytics.wording import count_text, day_text, money_text, percent_text, tokens_count, tokens_text
from pages.parts.allocating.session import places
from pages.parts.session import View

_UNITS = {unit.label: unit for unit in Unit}


def unit() -> Unit:
    """Let a person choose what to charge; the choice stands in the address."""
    return _UNITS[
        st.segmented_control(
            "By", list(_UNITS), default=Unit.DEPARTMENT.label, required=True, key="unit", bind="query-params"
        )
    ]


def units(view: View) -> dict[str, Unit]:
    """Give the units of which the directory says anything, by their labels; none without a directory."""
    return {unit.label: unit for unit in known_units(places(view.data, view.shown))}


def directory_wanted(what: str) -> None:
    """Say for what a directory is wanted, and where to load it."""
    st.page_link("pages/data/load.py", label=f"Load a directory to {what}", icon=":material/badge:")


def headline(allocation: pl.DataFrame, charges: Chargeback) -> str:
    """Say who pays most, what all cost, and how much belongs to none."""
    label = str(charges.unit)
    named = allocation.filter(pl.col(label) != UNALLOCATED)
    total = tokens_count(charges.tokens)
    money = " and ".join(money_text(amount, currency) for currency, amount in charges.costs.items())
    cost = f", which cost {money}" if money else ""
    if named.is_empty():
        return f"Nobody is charged yet: all {total} are unallocated."
    top = named.row(0, named=True)
    left = percent_text(max(0.0, 1 - float(named["share"].sum()))) if named.height < allocation.height else "nothing"
    return f"{top[label]} used {percent_text(top['share'])} of {total}{cost}; {left} is unallocated."


def with_costs(allocation: pl.DataFrame, charges: Chargeback) -> pl.DataFrame:
    """Give the units with what each costs, where all costs are in one currency."""
    if len(charges.costs) != 1:
        return allocation
    [currency] = charges.costs
    costs = charges.rows.group_by(str(charges.unit)).agg(pl.col("charge").sum())
    return allocation.join(costs, on=str(charges.unit), how="left", maintain_order="left").with_columns(
        currency=pl.lit(currency)
    )


def beneath(charges: Chargeback, *, directory_known: bool) -> None:
    """Say what the sums are, and name what keeps use from being charged."""
    st.caption(
        f"{day_text(charges.days.first)} to {day_text(charges.days.last)}. The parts add up to all tokens, and their"
        " costs to what was paid for the packs that paid for them."
    )
    if not directory_known:
        st.info("Load a directory, a table of users with their departments, to share the tokens out.")
    st.page_link("pages/data/directory.py", label="Who belongs where, and who is missing", icon=":material/badge:")
    if charges.unpriced:
        st.warning(
            "No pack with a known price paid for them. Enter the packs and what they cost; no price is guessed.",
            title=f"{tokens_count(charges.unpriced)} have no cost",
        )
        st.page_link("pages/data/packs.py", label="Enter packs and prices", icon=":material/inventory_2:")


def focus_download(charges: Chargeback) -> None:
    """Offer the chargeback as a FOCUS file, as far as it has costs."""
    if not charges.costs:
        return
    st.download_button(
        "FOCUS 1.2 (CSV)",
        lambda: focus_bytes(charges),
        f"focus_{charges.unit}_{charges.days.first}_{charges.days.last}.csv",
        "text/csv",
        key="focus",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        help="For tools that read bills in the FinOps Open Cost and Usage Specification. Tokens without a cost in a"
        " national currency are left out.",
    )


def match_headline(match: Match, persons: int) -> str:
    """Say how well the directory fits the use."""
    if not persons:
        return "No directory is loaded: nobody's department is known."
    return (
        f"The directory knows {match.known_users:,} of {count_text(match.users, 'user')}, and places"
        f" {percent_text(match.share)} of the tokens."
    )


def match_metrics(match: Match) -> None:
    """Show where the tokens are, by whether their users are in the directory."""
    with st.container(horizontal=True):
        for label, tokens, meaning in (
            ("Tokens placed", match.matched, "Their users have a row for the day"),
            ("Tokens on other days", match.other_days, "Their users have rows, but none for the day"),
            ("Tokens of others", match.unknown, "No row names their users"),
            ("Tokens of nobody", match.not_named, "The exports do not say who used them"),
        ):
            st.metric(label, tokens_text(tokens), border=True, help=meaning)


def whole(view: View) -> str:
    """Say that the page looks at everything, whatever the shared controls say."""
    return (
        f"All teams, {day_text(view.days.first)} to {day_text(view.days.last)}; team and time range on the left play no"
        " part here."
    )
