"""What somebody asks of a portfolio, in the controls of its page; all stands in the address."""

from datetime import date

import streamlit as st

from analytics.forecast.buying.true_up import LEVELS
from analytics.licensing.portfolio import Asked, currencies
from analytics.wording import percent_text
from pages.parts.combining import session
from pages.parts.session import View

BEST, ACCEPTED = "The best set", "What was accepted"
_AT_ONCE, _NEXT_TERM = "At once", "With the next term"
_CHANCES = (0.5, 0.8, 0.9)


def asked(view: View, today: date) -> Asked:
    """Let a person say which moves are meant, what they may cost, and when they begin."""
    moves = session.open_moves(view, today)
    known = currencies(moves)
    row = st.grid(4 + (len(known) > 1), min_column_width=160)
    which = row.selectbox(
        "Which moves",
        [BEST, ACCEPTED],
        key="which",
        bind="query-params",
        help="The best set under the budget, or those that were accepted on Decisions.",
    )
    currency = known[0] if known else "USD"
    if len(known) > 1:
        currency = row.selectbox(
            "Currency", known, key="moves_in", bind="query-params", help="Money is never converted: one at a time."
        )
    best = which == BEST
    budget = row.number_input(
        f"Budget for subscriptions, {currency}",
        min_value=0,
        value=None,
        step=1000,
        placeholder="no limit",
        key="budget",
        bind="query-params",
        disabled=not best,
        help="What subscriptions may cost in the first year.",
    )
    chance = row.selectbox(
        "Each pays with at least",
        _CHANCES,
        format_func=percent_text,
        key="pays",
        bind="query-params",
        disabled=not best,
        help="Moves that pay with a smaller chance stay out, and those for which it is too early to tell.",
    )
    begin = row.selectbox(
        "They begin",
        [_AT_ONCE, _NEXT_TERM],
        key="begin",
        bind="query-params",
        help="The day after the last one known, or the day after each team's packs end.",
    )
    return Asked(
        budget=float(budget) if best and budget is not None else None,
        currency=currency if known else None,
        least_chance=chance,
        accepted=not best,
        with_next_term=begin == _NEXT_TERM,
    )


def sure(usual: float) -> float:
    """Let a person say how sure the tokens of the next term are to last."""
    levels = sorted({*LEVELS, usual})
    chosen: float = st.selectbox(
        "How sure the tokens are to last",
        levels,
        levels.index(usual),
        format_func=percent_text,
        key="sure",
        bind="query-params",
        width=260,
    )
    return chosen
