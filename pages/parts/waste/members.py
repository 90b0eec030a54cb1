"""Who is in the pool in words, and what several pools lost."""

import polars as pl
import streamlit as st

from analytics.licensing import SplitCosts
from analytics.usage.members import MemberRules, Members, State
from analytics.usage.seasons import TWO_YEARS
from analytics.wording import count_text, day_text, money_text, plain_text, tokens_count, tokens_text
from pages.parts import tables
from pages.parts.session import View

STATES = [State.REGULAR.value, State.INACTIVE.value, State.OCCASIONAL.value, State.SEASONAL.value]
"""In the order in which they are drawn."""
_COLUMNS = {
    State.INACTIVE: ("user", "team", "last_day", "days_idle", "season", "next_season", "first_day"),
    State.SEASONAL: ("user", "team", "season", "next_season", "last_day", "days_used", "tokens"),
    State.OCCASIONAL: ("user", "team", "days_used", "tokens", "last_day", "first_day"),
}
_NEXT = {
    State.INACTIVE: "Unassign them in Autodesk Account: they cost nothing now, and can no longer start a program by"
    " mistake. Who has a season is assigned again before it begins.",
    State.SEASONAL: "Assign them for their season only.",
    State.OCCASIONAL: "Flex is made for them: keep them, in one shared pool.",
}
_NOBODY = {
    State.INACTIVE: "Everybody used something in that time.",
    State.SEASONAL: "Nobody who is active has a season.",
    State.OCCASIONAL: "Nobody uses tokens that rarely.",
}


def rules() -> MemberRules:
    """Let a person say from when on a user is inactive, and up to when occasional; both stand in the address."""
    known = MemberRules()
    inactive, occasional = st.columns(2)
    return MemberRules(
        inactive_days=inactive.slider(
            "Days without use that make a user inactive",
            7,
            365,
            known.inactive_days,
            key="inactive",
            bind="query-params",
        ),
        occasional_days=occasional.slider(
            "Days used in a year up to which a user is occasional",
            *(1, 60, known.occasional_days),
            key="occasional",
            bind="query-params",
        ),
    )


def headline(found: Members, rules: MemberRules) -> str:
    """Say how many could leave the pool."""
    if found.rows.is_empty():
        return "The exports name no users, so it cannot be told who should still be in the pool."
    if unknown := found.unknown(rules):
        return f"Who is inactive is not known: {unknown}."
    persons = count_text(found.persons.height, "user")
    inactive = found.persons.filter(pl.col("state") == State.INACTIVE).height
    lately = f"in the last {count_text(rules.inactive_days, 'day')}"
    if not inactive:
        everybody = "The one user" if found.persons.height == 1 else f"All {persons}"
        return f"{everybody} used something {lately}."
    return f"{inactive:,} of {persons} used nothing {lately} and can leave the pool."


def how_counted(found: Members) -> str:
    """Say what the days are counted from, and for which teams there is too little history for seasons."""
    young = found.teams.filter(~pl.col("seasons_known"))
    last = sorted(set(found.teams["last_day"].to_list()))
    until = " or ".join(day_text(day) for day in last[:2]) if len(last) <= 2 else "each team's last day of data"
    text = f"Counted back from {until}; the time range on the left plays no part here."
    if young.is_empty():
        return text
    return (
        f"{text} Too little history to tell seasons, which takes {TWO_YEARS} covered days:"
        f" {plain_text(', '.join(young['team']))}."
    )


def listed(found: Members, state: State, view: View, rules: MemberRules) -> None:
    """Show the users of one state, what to do about them, and their table."""
    rows = found.rows.filter(pl.col("state") == state)
    unknown = found.unknown(rules)
    if unknown and rows.is_empty():
        st.subheader(f"{state.capitalize()}: not known")
        st.caption(f"Not known: {unknown}.")
        return
    st.subheader(f"{state.capitalize()}: {rows['user_id'].n_unique():,}")
    if rows.is_empty():
        young = state is State.SEASONAL and not found.teams["seasons_known"].any()
        st.caption("Too little history: two years of covered days are needed." if young else _NOBODY[state])
        return
    st.markdown(f"By the days known so far, which tell little: {unknown}." if unknown else _NEXT[state])
    tables.table(rows.select(_COLUMNS[state]), f"{state.capitalize()} users", view)
    quiet = found.rows.filter(pl.col("state_in_team") == State.INACTIVE, pl.col("state") != State.INACTIVE)
    if state is State.INACTIVE and quiet.height:
        stay = count_text(quiet["user_id"].n_unique(), "user")
        st.caption(f"{stay} used nothing in one team and something in another: they are not among these, and stay.")


def split(found: SplitCosts) -> None:
    """Say what several pools lost against one."""
    st.subheader("Tokens split over several teams")
    if found.teams < 2:
        st.caption("All use is of one team: there is one pool.")
        return
    if found.unknown:
        st.caption(f"What several pools lost is not known: {found.unknown}.")
        return
    if found.rows.is_empty():
        st.caption("Nothing lapsed in one team that another lacked or bought at the same time.")
        return
    unpaid = (
        f", and {tokens_text(found.unpaid_in_one)} been used without a pack instead of {tokens_text(found.unpaid)}"
        if found.unpaid
        else ""
    )
    sums = found.rows.group_by("currency").agg(pl.col("cost").sum()).sort("currency")
    money = " and ".join(money_text(cost, currency) for currency, cost in sums.iter_rows())
    st.markdown(
        f"At most {tokens_count(found.rows['tokens'].sum())} (about {money}) lapsed in one team while another"
        " ran out or bought. That is hindsight: who bought could not know what another team would not need."
        f" With the same packs in one pool, {tokens_text(found.lapsed_in_one)} tokens would have lapsed instead of"
        f" {tokens_text(found.lapsed)}{unpaid}. Autodesk can merge teams, or move tokens between them."
    )
    tables.table(found.rows, "Tokens that one pool would have used")
