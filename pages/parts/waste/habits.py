"""Habits in words: what counts, what they took, whose they are, and a text to send."""

from datetime import date
from functools import partial

import polars as pl
import streamlit as st

from analytics.licensing import HabitCosts
from analytics.usage.habits import Habit, Rules
from analytics.wording import count_text, listed_text, money_text, percent_text, plain_text
from pages.parts import tables
from pages.parts.session import View
from pages.parts.waste import session

_MOST_NAMED = 3


def rules() -> Rules:
    """Let a person say where a habit begins; it stands in the address."""
    known = Rules()
    with st.expander("What counts as a habit", icon=":material/tune:"):
        run, short = st.columns(2)
        return Rules(
            run_days=run.slider(
                "Days in a row from which a program was left open",
                2,
                14,
                known.run_days,
                key="run",
                bind="query-params",
            ),
            short_days=short.slider(
                "Days of a product up to which they are single short days",
                *(1, 10, known.short_days),
                key="short",
                bind="query-params",
            ),
        )


def headline(found: HabitCosts) -> str:
    """Say which habit takes most, and how much at most."""
    if found.named == 0:
        return "The exports in this range name no users, so nobody's habits can be told."
    if found.unknown:
        return f"What habits take in a year is not known: {found.unknown}."
    top = found.habits.row(0, named=True)
    users = count_text(max(found.habits["users"].to_list()), "user")
    if not top["tokens"]:
        return f"Nothing that takes tokens was found; {users} with launches without charge."
    return (
        f"{top['habit']}: at most {money_text(top['cost_year'], top['currency'])} a year,"
        f" by {count_text(top['users'], 'user')}. It is the dearest of the habits."
    )


def how_sure(found: HabitCosts) -> str:
    """Say what the amounts are and are not, and what the year is scaled from."""
    days = sorted(set(found.covered.values()))
    span = "no covered day" if not days else f"{days[0]:,}" if len(days) == 1 else f"{days[0]:,} to {days[-1]:,}"
    return (
        "These are indications: exports by day do not show whether the work needed it. *At most* is an upper bound,"
        " what would be left over if nobody did it any more. Habits overlap, so their amounts must not be added up."
        f" A year is scaled to 365 days from {span} covered {'day' if days == [1] else 'days'} of the range."
    )


def definition(habit: Habit, rules: Rules) -> str:
    """Say what one occurrence is, and what would change if it stopped."""
    limit = {
        Habit.LEFT_OPEN: f" ({count_text(rules.run_days, 'day')} or more)",
        Habit.SHORT_USE: f" (up to {count_text(rules.short_days, 'day')})",
    }
    return f"One occurrence is {habit.occurrence}{limit.get(habit, '')}. **If it stopped:** {habit.if_it_stopped}"


def users_to_choose(found: HabitCosts, habit: Habit) -> list[str]:
    """Give everybody with a habit, those with this one first."""
    first = found.users.filter(pl.col("habit_id") == habit)["user"]
    return list(dict.fromkeys([*first, *found.users["user"]]))


def user_id_of(found: HabitCosts, user: str) -> int:
    return int(found.users.filter(pl.col("user") == user).item(0, "user_id"))


def to_send(text: str | None) -> None:
    """Show the text to send, to be copied or downloaded."""
    if text is None:
        st.caption("Nothing to write about.")
        return
    st.markdown("**A text to send**")
    st.code(text, language=None, wrap_lines=True)
    st.download_button(
        "Text", text, "usage_tips.txt", "text/plain", icon=":material/download:", type="tertiary", on_click="ignore"
    )


def texts_to_all(view: View, rules: Rules) -> None:
    """Offer the texts to everybody with a habit, written when somebody asks for them."""
    with st.container(horizontal=True):
        tables.downloads(
            "Texts",
            partial(session.tips_texts, view, rules),
            partial(tables.origin, view),
            "Texts to everybody with a habit",
        )


def best_teams(found: HabitCosts) -> str:
    """Name the teams that deserve thanks: those with the smallest share of tokens in habits."""
    enough = found.teams.filter("enough")
    if enough.is_empty():
        return "No team has charged days enough in this range to tell."
    lowest = min(enough["share"].to_list())
    best = enough.filter(pl.col("share") == lowest)["team"].to_list()
    return (
        f"{plain_text(listed_text(best, _MOST_NAMED))} used the smallest share of tokens on several products in one"
        f" day and on programs left open: {percent_text(lowest)}."
        + (" Worth a word of thanks." if found.teams.height > 1 else "")
    )


def measured(sessions: pl.DataFrame, view: View) -> str:
    """Say what the sessions show of overnight use."""
    if sessions.is_empty():
        return "No session went over midnight or lasted more than 12 hours."
    return (
        f"{count_text(int(sessions['sessions'].sum()), 'session')} went over midnight or lasted more than 12 hours,"
        f" and took {sessions['tokens'].sum():,.0f} tokens from {_short(view.days.first)} to {_short(view.days.last)}."
    )


def _short(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
