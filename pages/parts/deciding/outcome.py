"""What came of the moves that were done: confirmed beside expected, and the pool as it is beside what it would be."""

import polars as pl
import streamlit as st

from analytics import charts
from analytics.licensing.decisions import Realised
from analytics.licensing.moves import TO_SUBSCRIPTION
from analytics.wording import count_text, day_text, exact_money_text, tokens_count
from pages.parts import controls, tables
from pages.parts.pictures import draw_chart
from pages.parts.session import View

_TABLE = (
    *("user", "team", "offers", "done_on", "realised", "estimated", "currency", "token_cost", "paid_pro_rata"),
    *("measured_days", "missing_days", "moved_days", "moved_tokens", "stayed_tokens", "other_tokens", "wanted"),
)


def show(found: Realised, view: View) -> None:
    """Show what was saved, and what is not known yet."""
    st.subheader("What came of it")
    if found.rows.is_empty():
        st.markdown(
            "No move is done yet. Once one is, the exports loaded since show here what it saved, beside what was"
            " expected."
        )
        return
    known = found.rows.drop_nulls("realised")
    for currency in known["currency"].unique().sort():
        draw_chart(
            f"What each move has saved so far, {currency}: confirmed solid, expected dashed",
            charts.confirmed_savings,
            known.filter(pl.col("currency") == currency),
            currency,
        )
    tables.table(tables.filled(found.rows.rename({"paid": "paid_pro_rata"}).select(_TABLE)), "Saved by moves", view)
    _what_is_wanted(found.rows)
    for pool in found.pools.iter_rows(named=True):
        team, span = controls.from_file(pool["team"]), f"{day_text(pool['first_day'])} to {day_text(pool['last_day'])}"
        money = {name: exact_money_text(pool[name], pool["currency"]) for name in _AMOUNTS}
        st.markdown(
            f"**{team}**, {span}: without the moves the pool would have cost {money['without']} (tokens used"
            f" {money['flex']}, tokens set free {money['moved']}); with them it cost {money['with']},"
            f" {money['paid']} of it for subscriptions. The difference, {money['realised']}, is what the users above"
            " saved together."
        )
        if pool["lapsed"]:
            st.warning(
                "Of the tokens set free, as many were paid for and lost: they have saved nothing in this term.",
                title=f"{tokens_count(pool['lapsed'])} of {team} lapsed in these days",
            )
    if not known.is_empty():
        st.caption(
            "Each day on which a user used a moved product on a subscription counts as a day that Flex would have"
            " charged, at the product's rate and the price of a token on that day; launches of under five minutes,"
            " which Flex does not charge, are not told apart. A subscription costs a 365th of its year on each measured"
            " day. Tokens set free are money once they need not be bought again."
        )


_AMOUNTS = ("without", "flex", "moved", "with", "paid", "realised")


def _what_is_wanted(rows: pl.DataFrame) -> None:
    """Name what keeps a saving from being confirmed."""
    open_rows = rows.drop_nulls("wanted").group_by("wanted").agg(moves=pl.len()).sort("wanted")
    for wanted, moves in open_rows.iter_rows():
        st.warning(f"To confirm it: {wanted}.", title=f"{count_text(moves, 'move')} not confirmed")
    stayed = rows.filter(pl.col("stayed_tokens") > 0, pl.col("kind") == TO_SUBSCRIPTION).height
    if stayed:
        st.warning(
            "Somebody with a subscription is charged tokens only where it is not assigned to them. Look whether it is.",
            title=f"{count_text(stayed, 'user')} still charged for a moved product",
        )
