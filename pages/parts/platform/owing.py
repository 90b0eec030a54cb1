"""What is owed for uncharged use of APIs: the warning, the smallest purchase that clears it, and the way there."""

from collections.abc import Sequence
from decimal import Decimal

import polars as pl
import streamlit as st

from analytics.clock import utc_now
from analytics.forecast import Outlook, countries, settings_offer
from analytics.platform.owed import Owed, clearing_sentence, owed_sentence, stop_sentence
from analytics.wording import tokens_count, tokens_text
from pages.parts import choices, controls, tables
from pages.parts.platform import session
from pages.parts.session import assumed


def headline(debts: list[Owed], used: pl.DataFrame) -> str:
    """Say who owes how much since when, or that nothing is owed."""
    if debts:
        return " ".join(controls.from_file(owed_sentence(each)) for each in debts)
    return f"Nothing is owed: all {tokens_count(used['tokens'].sum())} of APIs in these days are resolved."


def warning(data: str, debts: list[Owed]) -> None:
    """Warn that premium APIs stop, and say what clears the debt by when."""
    row = st.grid(3, min_column_width=180)
    bought_on = row.date_input(
        "If tokens are bought on",
        utc_now().date(),
        key="bought_on",
        bind="query-params",
        help="The day on which the purchase is placed.",
    )
    usual = assumed(data)
    country = choices.country(row, usual.country)
    name = countries().get(country, country)
    offer = settings_offer(usual, usual.token_price, "USD")
    for each in debts:
        st.warning(
            f"{controls.from_file(clearing_sentence(each, offer))} {stop_sentence(bought_on, country, name)}",
            title=f"{controls.from_file(each.team)} owes {tokens_count(each.tokens)}",
            icon=":material/block:",
        )
        tables.table(each.rows, f"Owed by {each.team}", team=each.team)
    st.page_link("pages/data/packs.py", label="Enter what was bought since", icon=":material/inventory_2:")


def pointed_out(data: str, team: str | None, outlooks: Sequence[Outlook]) -> None:
    """Point to the applications where there are any, with what the ledgers owe; nothing where there are none."""
    using = session.teams_of_apis(data)
    owed = sum((answer.balance.debt for answer in outlooks), Decimal(0))
    if not owed and (team not in using if team else not using):
        return
    what = f"{tokens_text(owed)} tokens are owed for uncharged use of APIs" if owed else "What applications use of APIs"
    st.page_link("pages/platform/applications.py", label=what, icon=":material/api:")
