"""Moves together in words and numbers: what the set saves, when, and what it does to the pools."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from analytics import charts
from analytics.licensing.cash import AS_IT_IS, WITH_THEM, Cash, NextTerm, month_rows, sums_by_term
from analytics.licensing.moves.words import NO_PRICE
from analytics.licensing.portfolio import Asked, Portfolio, least_factor
from analytics.wording import count_text, day_text, listed_text, money_text, percent_text, tokens_count, tokens_text
from pages.parts import controls, tables
from pages.parts.pictures import draw_chart
from pages.parts.session import View

_MOVES = (
    *("user", "team", "move_kind", "offers", "products", "charged_days", "saving_year", "saving_low", "saving_high"),
    *("chance_pays", "subscription_price", "currency", "state"),
)

_NAMED = 5
_WORTH_SAYING = 0.05
"""Share of the tokens set free from which it is said that they are paid for already."""


def headline(found: Portfolio, effects: Sequence[Cash], asked: Asked, unknown: str) -> str:
    """Show what the set is, costs and saves: a year, in this term and in the next; or why that is not known."""
    if found.chosen.is_empty():
        if asked.accepted:
            return "No move is accepted, so nothing changes. Accept some on Decisions, or look at the best set."
        if found.left_out.is_empty() and unknown:
            return f"Which moves pay is not known: {unknown}."
        if found.left_out.is_empty():
            return "No move is known to pay, so nobody has to be moved."
        return f"{_money(asked.budget or 0, found)} buys no subscription that saves anything."
    count = count_text(found.chosen.height, "move")
    cost = f"{_money(found.spend, found)} of subscriptions" if found.spend else "no new subscription"
    text = (
        f"{count} with {cost} a year save about {_money(found.saving, found)} a year"
        f" ({_money(found.saving_low, found)} to {_money(found.saving_high, found)})"
    )
    terms = [f"{_more_or_less(row['cash'], found)} {_in(row['term'])}" for row in _sums(found, effects)]
    return f"{text}. In cash that is {' and '.join(terms)}." if terms else f"{text}."


def beneath(found: Portfolio, effects: Sequence[Cash]) -> None:
    """Show how the set was found, what is not known, and why this term's cash is not the year's saving."""
    for each in effects:
        if each.unknown:
            st.warning(controls.from_file(f"{each.team}: {each.unknown}"))
    if found.chosen.is_empty():
        return
    st.caption(f"Estimates, until Decisions confirms them. The set: {found.how}.")
    lapsing = [each for each in effects if each.terms[0].prepaid > _WORTH_SAYING * each.terms[0].freed]
    if lapsing:
        said = "; ".join(
            f"{controls.from_file(each.team)}: {tokens_text(round(each.terms[0].prepaid))} of"
            f" {tokens_count(round(each.terms[0].freed))} set free up to"
            f" {day_text(each.terms[0].span.last_day)}"
            for each in lapsing
        )
        st.info(
            f"They lapse or stay unused, whatever is moved. {said}.",
            title="Tokens that are paid for already save nothing this term",
            icon=":material/hourglass_disabled:",
        )
    waiting = [each for each in effects if (each.gain_by_waiting or 0) > 0]
    if waiting:
        said = "; ".join(
            f"{controls.from_file(each.team)} from {day_text(each.terms[-1].span.first_day)} on:"
            f" {money_text(each.gain_by_waiting or 0, each.token_price.currency)} better"
            for each in waiting
        )
        st.info(
            "Until then the subscriptions, by the day, cost more than the tokens that need not be bought."
            f" {said}. Choose “With the next term” above to see it.",
            title="Better begin with the next term",
            icon=":material/event_upcoming:",
        )


def numbers(found: Portfolio, effects: Sequence[Cash]) -> None:
    """Show the saving of a year, this term's and the next one's cash, and what the subscriptions cost."""
    shown = [("Saving, a year", found.saving, found.saving_low, found.saving_high, "What the moves save together.")]
    for row in _sums(found, effects):
        about = "Tokens that need not be bought, less what is paid for subscriptions in it, plus those given up."
        shown.append((f"Cash, {row['term']}", row["cash"], row["cash_low"], row["cash_high"], about))
    with st.grid(4, min_column_width=200):
        for label, amount, low, high, about in shown:
            st.metric(
                label,
                _money(amount, found),
                f"{low:,.0f} to {high:,.0f}" if round(low) != round(high) else None,
                "off",
                help=f"{about} In 8 of 10 futures it lies between the two amounts below.",
                border=True,
                height="stretch",
                delta_arrow="off",
            )
        bought = int(found.seats["seats_bought"].sum())
        st.metric(
            "Subscriptions to buy",
            f"{bought:,}",
            f"{_money(found.spend, found)} a year",
            "off",
            help="Those that no other move sets free.",
            border=True,
            height="stretch",
            delta_arrow="off",
        )


def pools(effects: Sequence[Cash], rows: pl.DataFrame) -> None:
    """Draw the tokens left with the moves and without, of each team that has packs."""
    for each in effects:
        if each.without.run_out is None or each.moved.run_out is None:
            continue
        st.markdown(f"**{controls.from_file(each.team)}: {controls.from_file(_shift(each))}**")
        draw_chart(
            f"Tokens left to {controls.name(each.team)} as it is and with the moves",
            charts.two_fans,
            each.without.run_out.fan,
            each.moved.run_out.fan,
            (AS_IT_IS, WITH_THEM),
        )
    if not rows.is_empty():
        tables.table(rows, "Pools with and without the moves")


def moves(found: Portfolio, view: View) -> None:
    """List the moves of the set, and those that would pay too."""
    if not found.chosen.is_empty():
        tables.table(_listed(found.chosen), "Moves together", view)
    if not found.left_out.is_empty():
        left = count_text(found.left_out.height, "move pays too and is", "moves pay too and are")
        with st.expander(f"{left} not in the set", icon=":material/playlist_remove:"):
            st.caption("The budget is spent before them, or a move of the set is about the same product of the user.")
            tables.table(_listed(found.left_out), "Moves left out", view)


def not_priced(every: pl.DataFrame) -> None:
    """Ask for the prices without which no saving is shown."""
    unknown = every.filter(pl.col("verdict") == NO_PRICE)
    if unknown.is_empty():
        return
    products = unknown["products"].explode().drop_nulls().unique().sort().to_list()
    st.warning(
        f"It is about {controls.from_file(listed_text(products, _NAMED))}. Enter what a subscription costs you on Rates"
        " and prices.",
        title=f"Of {count_text(unknown.height, 'move')} the saving is not known: a price is missing",
    )


def months(effects: Sequence[Cash], found: Portfolio) -> None:
    """Draw and list money by month."""
    rows = month_rows(effects).filter(pl.col("currency") == found.currency)
    draw_chart("Money out by month as it is and with the moves", charts.cash_by_month, rows)
    tables.table(tables.filled(rows), "Cash by month")
    st.caption(
        "What is paid for packs is as entered on Packs; the picture begins with the months to come. All else is"
        " estimated: tokens fall in the month whose use no pack pays for, in the mean of the futures, at the price of"
        " today; the order comes before it. A subscription is paid for a year when it begins, and again on the same day"
        " of the next year. When one that is given up would have been renewed is not known: it counts as of the next"
        " term's first day."
    )


def sensitivity(found: Portfolio, rows: pl.DataFrame) -> None:
    """Draw and list what the set would save at other prices and with other use."""
    least = least_factor(found)
    if least is not None:
        st.markdown(
            f"The set saves something as long as a token costs, or use is, more than {percent_text(least)} of today's."
        )
    draw_chart("Saving of the set at other prices and with other use", charts.saving_if, rows, found.saving)
    tables.table(rows, "Sensitivity")


def next_term(found: NextTerm) -> None:
    """Say what to buy for the next term of a team."""
    order, without = found.chosen.order, found.chosen_without.order
    seats = found.subscriptions.filter(pl.col("seats_bought") > 0)
    bought = " + ".join(f"{count} x {name}" for count, name in seats.select("seats_bought", "subscription").iter_rows())
    st.markdown(
        f"**{controls.from_file(found.team)}, {day_text(found.first_day)} to {day_text(found.last_day)}:"
        f" {tokens_count(order.tokens)}"
        f"{' and ' + controls.from_file(bought) if bought else ''}, {money_text(found.cost, found.currency)} in all**;"
        f" without the moves {tokens_count(without.tokens)}, {money_text(found.cost_without, found.currency)}."
    )


def _listed(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.rename({"kind": "move_kind"}).select(name for name in _MOVES)


def _sums(found: Portfolio, effects: Sequence[Cash]) -> list[dict[str, Any]]:
    return sums_by_term(effects).filter(pl.col("currency") == found.currency).to_dicts()


def _shift(each: Cash) -> str:
    assert each.without.run_out is not None
    assert each.moved.run_out is not None
    before, after = each.without.run_out.day.p50, each.moved.run_out.day.p50
    end = day_text(each.without.run_out.end)
    lapse = f"about {tokens_text(each.moved.lapse or 0)} tokens lapse, {tokens_text(each.without.lapse or 0)} as it is"
    if before is None and after is None:
        return f"the tokens last to {end} either way; {lapse}"
    if before is None:
        return f"the tokens, which last to {end} as it is, run out around {day_text(after or each.as_of)}"
    if after is None:
        return f"the tokens, which run out around {day_text(before)} as it is, last to {end}; {lapse}"
    days = (after - before).days
    if not days:
        return f"the tokens run out around {day_text(before)}, with the moves as without"
    when = count_text(abs(days), "day")
    return f"the tokens run out around {day_text(after)}, {when} {'later' if days > 0 else 'earlier'} than as it is"


def _in(term: str) -> str:
    return f"in the {term}" if term.startswith("next") else f"in {term}"


def _more_or_less(saved: float, found: Portfolio) -> str:
    if not round(saved):
        return "no difference"
    return f"{_money(abs(saved), found)} {'less' if saved > 0 else 'more'} to pay"


def _money(amount: float, found: Portfolio) -> str:
    return money_text(amount, found.currency)
