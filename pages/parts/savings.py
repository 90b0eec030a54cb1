"""Candidates for a subscription in words: how many, how much, at which prices, and what is not known."""

import polars as pl
import streamlit as st

from analytics.licensing import Candidates, subscription_prices
from analytics.wording import count_text, money_text
from pages.parts import controls


def limit(default: int) -> int:
    """Let a person choose how many charged days are not yet too many; the choice stands in the address."""
    return st.slider("More charged days in a year than", 1, 365, default, key="days", bind="query-params")


def headline(found: Candidates, min_days: int) -> str:
    """Say how many users are above the limit and what they would save."""
    if found.users == 0:
        return "The exports name no users, so it cannot be told who should not be on Flex."
    if found.rows.is_empty():
        return f"Nobody has more than {min_days} charged days of one product in the year."
    users = count_text(found.rows["user"].n_unique(), "user has", "users have")
    text = f"{users} more than {min_days} charged days of one product in the year"
    paying = found.rows.filter(pl.col("saving") > 0)
    sums = paying.group_by("currency").agg(pl.col("saving").sum()).sort("currency")
    saved = " and ".join(money_text(row["saving"], row["currency"]) for row in sums.to_dicts())
    if not saved:
        return f"{text}; at the known prices a subscription saves nothing."
    return f"{text}; {count_text(paying.height, 'subscription')} would save {saved} a year."


def what_is_missing(found: Candidates) -> None:
    """Name the products without a known price, for which no saving is shown."""
    unknown = found.rows.filter(pl.col("subscription_price").is_null())["product"].unique().sort().to_list()
    if unknown:
        st.warning(
            "No saving is shown for them, since a guess would not be money.",
            title=f"The price of a subscription is not known for {controls.from_file(', '.join(unknown))}",
        )


def prices(found: Candidates) -> None:
    """Show the prices the amounts rest on, each with its source."""
    with st.expander("Prices used, and where they come from"):
        for team, price in found.token_prices.items():
            st.markdown(f"{controls.from_file(team)}: {price.currency} {price.amount:.2f} a token ({price.source}).")
        st.dataframe(
            subscription_prices().with_columns(pl.col("price_year").cast(pl.Float64)),
            hide_index=True,
            alt="Subscription prices with their sources",
        )
        st.caption("Mark V: read at Autodesk. S: quoted by others. Prices may have moved on since.")
