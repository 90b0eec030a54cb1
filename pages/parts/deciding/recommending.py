"""The moves that wait for a decision: whose, how much they would save, and the evidence for each."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from analytics import charts
from analytics.licensing import decisions
from analytics.licensing.decisions import Realised
from analytics.store.decisions import State
from analytics.wording import count_text, day_text, exact_money_text, money_text, percent_text, plain_text
from pages.parts import choices, controls, tables
from pages.parts import session as shared
from pages.parts.comparing import changes
from pages.parts.deciding import session
from pages.parts.licensing.session import moves
from pages.parts.pictures import draw_chart
from pages.parts.session import View

_TABLE = (
    *("user", "team", "move_kind", "offers", "saving_year", "currency", "chance_pays", "verdict", "charged_days"),
    *("break_even_days", "owner", "exempt_until", "note", "earlier"),
)
_DECIDED = (
    *("user", "team", "move_kind", "offers", "state", "exempt_until", "done_on", "owner", "note", "who", "decided_at"),
    *("saving_year", "currency"),
)
_MOST = 500
"""Moves to choose from."""
_ORDER = (State.PROPOSED, State.ACCEPTED, State.EXEMPT, State.REJECTED, State.DONE)


def narrowed(view: View) -> View:
    """Let a person choose their department, or another part of the company; the choice stands in the address."""
    return replace(view, part=changes.part_of_company(view, "see the recommendations of one department"))


def headline(view: View, rows: pl.DataFrame, found: Realised) -> str:
    """Say how many moves wait for a decision, what they would save, and what was saved so far."""
    if rows.is_empty() and not moves(view).users:
        return "The exports name no users, so there is nothing to decide about them."
    waiting = decisions.to_decide(rows)
    if waiting.is_empty():
        unknown = moves(view).unknown
        text = f"Which moves pay is not known: {unknown}" if unknown else "No move waits for a decision"
    else:
        sums = waiting.group_by("currency").agg(pl.col("saving_year").sum()).sort("currency")
        money = " and ".join(money_text(saving, currency) for currency, saving in sums.iter_rows())
        count = count_text(waiting.height, "move waits for a decision", "moves wait for a decision")
        text = f"{count} and would save about {money} a year"
    saved = found.rows.drop_nulls("realised").group_by("currency").agg(pl.col("realised").sum()).sort("currency")
    if saved.is_empty():
        return f"{text}."
    confirmed = " and ".join(
        f"{'saved' if amount >= 0 else 'lost'} {exact_money_text(abs(amount), currency)}"
        for currency, amount in saved.iter_rows()
    )
    return f"{text}; those done have {confirmed} so far, confirmed."


def beneath(view: View, rows: pl.DataFrame) -> None:
    """Say how many moves stand where, on which days that rests, and what keeps others from being proposed."""
    found = moves(view)
    counts = {state: rows.filter(state=state.value).height for state in _ORDER[1:]}
    said = ", ".join(f"{count:,} {state}" for state, count in counts.items() if count)
    st.caption(
        f"{day_text(found.first_day)} to {day_text(found.last_day)}; the time range on the left plays no part here."
        + (f" Decided so far: {said}." if said else "")
        + " A saving is money where the tokens set free need not be bought again: Portfolio tells what it does this"
        " term and the next."
    )
    unpriced = rows.filter(pl.col("current"), pl.col("subscription_price").is_null()).height
    if unpriced:
        st.warning(
            "No saving is shown where the price is not known, and none is guessed.",
            title=f"{count_text(unpriced, 'move')} without a known price",
        )
        st.page_link("pages/licensing/rates.py", label="Enter the price", icon=":material/sell:")


def waiting(rows: pl.DataFrame, view: View) -> None:
    """Show the moves that wait for a decision."""
    found = decisions.to_decide(rows)
    if found.is_empty():
        return
    for currency in found["currency"].unique().sort():
        draw_chart(
            f"Saving expected of each move that waits for a decision, {currency} a year, with its interval",
            charts.expected_savings,
            found.filter(pl.col("currency") == currency),
            currency,
        )
    tables.table(tables.filled(_worded(found).select(_TABLE)), "Moves to decide about", view)
    st.page_link(
        "pages/licensing/portfolio.py", label="What they do to the pool together", icon=":material/account_balance:"
    )


def decided(rows: pl.DataFrame, view: View) -> None:
    """Show what was decided, in the order of the decisions."""
    found = rows.filter(pl.col("steps") > 0).sort("decided_at", descending=True)
    if found.is_empty():
        return
    st.subheader("What was decided")
    tables.table(tables.filled(_worded(found).select(_DECIDED)), "Decided moves", view)
    gone = found.filter(~pl.col("current"), pl.col("state") != State.DONE.value).height
    if gone:
        st.caption(
            f"{count_text(gone, 'of them is', 'of them are')} no longer proposed by the newest data; the numbers are"
            " those of the day of the decision."
        )


def chosen(rows: pl.DataFrame) -> Mapping[str, Any] | None:
    """Let a person choose the move to look into, those that wait first; None: there is none."""
    ranks = {state.value: place for place, state in enumerate(_ORDER)}
    waiting_first = pl.col("move").is_in(decisions.to_decide(rows)["move"].implode())
    listed = (
        rows.filter(waiting_first | (pl.col("steps") > 0))
        .with_columns(rank=pl.col("state").replace_strict(ranks, return_dtype=pl.Int64))
        .sort(~waiting_first, "rank", maintain_order=True)
    )
    if listed.is_empty():
        return None
    if listed.height > _MOST:
        st.caption(f"The first {_MOST} can be looked into here; choose a department to see others.")
        asked = pl.col("move") == st.query_params.get("move", "")
        listed = pl.concat([listed.head(_MOST), listed.slice(_MOST).filter(asked)])
    labels = {row["move"]: _label(row) for row in listed.iter_rows(named=True)}
    key = choices.held("Move to look into", labels, "move", "stretch")
    return listed.row(by_predicate=pl.col("move") == key, named=True)


def evidence(row: Mapping[str, Any], view: View) -> None:
    """Show on what a move rests: money, days against the break-even, chance, and the weeks of use behind them."""
    currency = row["currency"] or ""
    with st.container(horizontal=True):
        if row["saving_year"] is not None:
            band = f"{money_text(row['saving_low'], currency)} to {money_text(row['saving_high'], currency)}"
            st.metric(
                "Expected saving a year",
                money_text(row["saving_year"], currency),
                delta=f"80 %: {band}" if row["saving_low"] is not None else None,
                delta_color="off",
                delta_arrow="off",
                border=True,
                help="An estimate: what the use of a year would cost on Flex, less the subscriptions",
            )
        if row["charged_days"] is not None:
            even = row["break_even_days"]
            st.metric(
                "Charged days in 365",
                f"{row['charged_days']:,}",
                delta=f"break-even at {even:,.0f}" if even is not None else None,
                delta_color="off",
                delta_arrow="off",
                border=True,
                help="Days with a charge for any of the products of the move",
            )
        if row["chance_pays"] is not None:
            st.metric("Chance that it pays", percent_text(row["chance_pays"]), border=True)
        if row["subscription_price"] is not None:
            st.metric(
                " + ".join(row["offers"]) + ", a year", money_text(row["subscription_price"], currency), border=True
            )
    if row["user_id"] is None:
        st.info("The user of this move is not in the data now; the decision waits for their exports.")
        return
    of_user = replace(session.whole(view), user_id=row["user_id"])
    last_year = shared.weeks_by_product(of_user)
    if not last_year.is_empty():
        draw_chart("Days used each week by product, of the user of the move", charts.days_by_week, last_year)
    if row["earlier"]:
        st.caption(f"Decided before about the same user: {plain_text(row['earlier'])}.")


def _label(row: Mapping[str, Any]) -> str:
    offers = " + ".join(row["offers"] or row["products"])
    saving = "" if row["saving_year"] is None else f", about {money_text(row['saving_year'], row['currency'])} a year"
    return f"{row['user']}, {controls.name(row['team'])}: {row['kind']} {offers}{saving} ({row['state']})"


def _worded(rows: pl.DataFrame) -> pl.DataFrame:
    # `kind` of a table is that of a file.
    return rows.rename({"kind": "move_kind", "until": "exempt_until"})
