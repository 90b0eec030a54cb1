"""Cards of resources, and the one that is looked into: use by who pays, charged units, billing cycles."""

from datetime import date

import polars as pl
import streamlit as st

from analytics import charts
from analytics.masking import masked_text
from analytics.platform.card_table import card_table
from analytics.platform.cards import Card
from analytics.platform.charging import drawn_by_application, drawn_by_period, units_by_cycle, use_and_units
from analytics.platform.sentences import (
    USE,
    available_text,
    carried_text,
    charged_sentence,
    invoice_sentences,
    known_text,
    projected_text,
    uncharged_text,
    unit_text,
    unmatched_sentence,
    until_text,
)
from analytics.pool.charged.accounts import Account
from analytics.store.resources import ResourceKind
from analytics.wording import day_text, tokens_text
from pages.parts import choices, controls, tables
from pages.parts.pictures import draw_chart
from pages.parts.resources import session


def next_step(data: str, found: list[Card]) -> None:
    """Point to what helps against the run-out that comes first, or to what is to be loaded."""
    if not found:
        st.page_link(
            "pages/data/load.py", label="Load a table of API usage or resources", icon=":material/upload_file:"
        )
    elif found[0].kind is ResourceKind.TOKENS or found[0].by_tokens:
        st.page_link("pages/planning/true_up.py", label="What to order, on True-up", icon=":material/shopping_cart:")
    elif found[0].projected is not None:
        alerts = "" if session.alerts(data) else "; define a usage alert below, so that somebody hears of it in time"
        st.markdown(f"Next: buy more of it, and enter it under What was bought{alerts}.")


def cards(found: list[Card]) -> None:
    """Show a card for each resource and team, what runs out first at the head."""
    if not found:
        return
    side_by_side = st.grid(3, min_column_width=280)
    for one in found:
        with side_by_side.cell(), st.container(border=True):
            st.caption(f"{one.kind[0].upper()}{one.kind[1:]} · {controls.from_file(one.team)}")
            st.markdown(f"**{controls.from_file(one.resource)}**")
            st.markdown(f"#### {available_text(one)}")
            st.caption(controls.from_file(unit_text(one)))
            if one.total:
                st.progress(float((one.available or 0) / one.total))
            st.markdown(f"{until_text(one)}. {projected_text(one)}")
            for said in filter(None, (known_text(one), carried_text(one), uncharged_text(one))):
                st.caption(controls.from_file(said))
    newest = max(one.on for one in found)
    st.caption(f"On {day_text(newest)} (UTC); 24 months of use are kept in view.")
    with st.expander("The cards as a table"):
        tables.table(tables.filled(card_table(found)), "Resources", team=controls.team())


def chosen(data: str, team: str | None, today: date) -> None:
    """Show the resource that somebody looks into."""
    accounts = session.accounts(data, team, today).accounts
    turn = {(each.team, each.resource): number for number, each in enumerate(session.cards(data, team, today))}
    places = sorted(range(len(accounts)), key=lambda place: turn[accounts[place].team, accounts[place].resource])
    used = {_key(accounts[place], place): place for place in places if accounts[place].use.height}
    if not used:
        return
    st.subheader("Use and who pays for it")
    labels = {
        key: f"{controls.name(accounts[place].resource)}, {controls.name(accounts[place].team)}"
        for key, place in used.items()
    }
    chosen_key = choices.held("Resource to look into", labels, "resource")
    place = used[chosen_key]
    account = accounts[place]
    found = use_and_units(account)
    unit, written = controls.name(account.unit or USE), controls.from_file(account.unit or USE)
    with st.grid(4, min_column_width=180):
        st.metric(f"Actual use, {written}", tokens_text(found.used))
        st.metric(
            "Charged units", f"{found.units:,}", help=f"Each is {tokens_text(account.size)} {written}; whole ones only."
        )
        st.metric(f"Carried on, {written}", tokens_text(found.carried))
        st.metric(f"Uncharged, {written}", tokens_text(found.uncharged))
    st.markdown(controls.from_file(charged_sentence(account, found)))
    ahead = session.prospects(data, team, today)[place].card.run_out
    rows = session.drawn(data, team, today, place)
    if rows.is_empty():
        st.markdown(f"No use of {controls.from_file(labels[chosen_key])} is in view.")
        return
    by = choices.period()
    draw_chart(
        f"Use of {labels[chosen_key]} by who pays: blue is resolved, orange uncharged",
        charts.use_by_source,
        drawn_by_period(rows, by),
        unit,
        str(by),
    )
    st.caption(
        "Free tier pays first, then Token Flex, then Flex, then Pay as You Go; who pays a unit pays all the use in it."
    )
    if ahead is not None:
        draw_chart("Charged units that are left: the range of what may come", charts.units_left, ahead.fan)
        st.caption("What is left of what has a limit: the middle of the simulated futures and the range of 8 in 10.")
    if found.uncharged:
        st.page_link("pages/platform/applications.py", label="What is owed, and what clears it", icon=":material/api:")
    tables.table(drawn_by_application(rows), "Use by application and who pays", team=account.team)
    with st.expander("By day and application"):
        tables.table(rows.sort("day", "application", descending=[True, False]), "Draw-down by day", team=account.team)
    with st.expander("Charged units by billing cycle"):
        tables.table(units_by_cycle(account), "Charged units by billing cycle", team=account.team)


def invoices(data: str, team: str | None, today: date) -> None:
    """Show what Pay as You Go will be invoiced."""
    rows = session.invoices(data, team, today)
    if rows.is_empty():
        return
    st.subheader("Pay as You Go: estimated invoices")
    st.markdown("\n".join(f"- {controls.from_file(sentence)}" for sentence in invoice_sentences(rows)))
    for (of, resource), cycles in rows.group_by("team", "resource", maintain_order=True):
        name = f"{controls.name(str(resource))}, {controls.name(str(of))}"
        draw_chart(f"Charged units on each invoice: {name}", charts.invoiced_units, cycles.head(24))
    st.caption(
        "Full bar: filled so far, confirmed. Pale bar: expected by the cycle's end, estimated, with its range."
        " Free tier units and units that are not full are never invoiced."
    )
    tables.table(tables.filled(rows), "Estimated invoices", team=team)


def unmatched(data: str, team: str | None, today: date) -> None:
    """Show use that no resource is for."""
    rows: pl.DataFrame = session.accounts(data, team, today).unmatched
    if rows.height:
        with st.expander("Use without a resource"):
            st.markdown(f"{unmatched_sentence(rows)} Enter it below under the same name, with the same unit.")
            tables.table(rows, "Use without a resource", team=team)


def _key(account: Account, place: int) -> str:
    """Name a resource in the address, so that a link stays when a table is loaded anew; never by an e-mail."""
    named = f"{account.team}, {account.resource}"
    return named if named == masked_text(named) else str(place)
