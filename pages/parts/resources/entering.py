"""What was bought of APIs and of capacity: listed, entered and removed by hand."""

from datetime import date
from decimal import Decimal

import polars as pl
import streamlit as st

from analytics.platform.cards import TOKENS
from analytics.pool.charged.purchases import entered_twice
from analytics.store.resources import (
    NewResource,
    Refreshes,
    ResourceKind,
    Source,
    add_resource,
    remove_resource,
)
from analytics.store.unit_sizes import NewSize, remove_unit_size, set_unit_size
from analytics.wording import listed_text
from pages.parts import controls, loadable, tables
from pages.parts import session as shared
from pages.parts.messages import errors_shown
from pages.parts.resources import session

_KINDS = [ResourceKind.API, ResourceKind.CAPACITY]
_NEW_TEAM = "Another team"


def listed(data: str, team: str | None) -> None:
    """List what was bought, and offer the table to fill in."""
    rows = session.bought(data, team)
    if rows.is_empty():
        st.markdown("Nothing is known of what was bought of APIs and of capacity.")
    else:
        twice = entered_twice(rows)
        if twice.height:
            named = listed_text([controls.from_file(f"{name} of {of}") for of, name in twice.rows()], 3)
            st.warning(f"Entered by hand and loaded with a table, so both count: {named}. Remove one of them.")
        tables.table(tables.filled(rows.drop("load_id")), "What was bought", team=team)
        _remove_one(rows)
    loadable.template("Resources")


def enter(data: str) -> None:
    """Offer a form for one purchase; it goes into one's own store."""
    if shared.on_sample_data():
        st.info("Load an export of your own first; resources are not added to the sample data.")
        st.page_link("pages/data/load.py", label="Load your own export", icon=":material/upload_file:")
        return
    teams = session.paying_teams(data)
    with st.form("resource"), st.grid(3, min_column_width=200):
        team = st.selectbox("Team", [*teams, _NEW_TEAM], format_func=controls.name, key="resource_team")
        other = st.text_input("Another team's name", key="resource_other_team", help="Only if the team is not listed.")
        name = st.text_input(
            "Resource", key="resource_name", help="As API usage calls it: an API, or an API and its job type."
        )
        kind = st.selectbox("What it is", _KINDS, key="resource_kind")
        source = st.selectbox("Who pays", [None, *Source], format_func=_source, key="resource_source")
        purchased = st.number_input(
            "Purchased, whole units",
            min_value=0,
            value=None,
            key="resource_purchased",
            help="Empty: without limit.",
        )
        unit = st.text_input("Unit of use", key="resource_unit", help="Such as processing minutes, or jobs.")
        size = st.number_input(
            "Use in one charged unit",
            min_value=0.0,
            value=None,
            key="resource_size",
            help="From the first day on. Empty: what it was before, and 1 where nothing says it.",
        )
        refreshes = st.selectbox("Refreshes", list(Refreshes), key="resource_refreshes")
        first = st.date_input("First day (day of purchase)", key="resource_first", required=True)
        last = st.date_input("Last day", value=None, key="resource_last", help="Empty: no end.")
        zone = st.text_input("Time zone of the buyer", "UTC", key="resource_zone", help="Such as Europe/Berlin.")
        price = st.number_input("Price of a unit", min_value=0.0, value=None, key="resource_price")
        currency = st.text_input("Currency", "USD", max_chars=3, key="resource_currency")
        pressed = st.form_submit_button("Keep the resource", type="primary", icon=":material/save:")
        if pressed and kind and refreshes and isinstance(first, date):
            with errors_shown():
                add_resource(
                    shared.own_store(),
                    NewResource(
                        team=other if team == _NEW_TEAM or not team else team,
                        resource=name,
                        kind=kind,
                        first_day=first,
                        purchased=None if purchased is None else Decimal(str(purchased)),
                        unit=unit.strip() or None,
                        unit_size=None if size is None else Decimal(str(size)),
                        last_day=last if isinstance(last, date) else None,
                        refreshes=refreshes,
                        source=source,
                        time_zone=zone.strip(),
                        unit_price=None if price is None else Decimal(str(price)),
                        currency=currency.strip().upper() or None if price is not None else None,
                    ),
                )
                st.rerun()


def resize(data: str, team: str | None) -> None:
    """List the sizes of units that were entered beside what was bought, and offer a form for another."""
    rows = session.sizes(data, team)
    known = [each for each in session.watchable(data) if each.resource != TOKENS and team in (None, each.team)]
    if shared.on_sample_data() or not known:
        return
    with st.expander("Change the size of a charged unit"):
        if rows.height:
            tables.table(rows, "Sizes of units", team=team)
        with st.form("unit size"), st.container(horizontal=True, vertical_alignment="bottom"):
            of = st.selectbox(
                "Resource",
                known,
                format_func=lambda each: f"{controls.name(each.resource)}, {controls.name(each.team)}",
                key="size_of",
            )
            size = st.number_input("Use in one charged unit", min_value=0.0, value=1.0, key="size_use")
            first = st.date_input("From (UTC)", key="size_first", required=True)
            if st.form_submit_button("Keep the size", icon=":material/save:") and of and isinstance(first, date):
                with errors_shown():
                    entered = NewSize(of.team, of.resource, first, Decimal(str(size)))
                    set_unit_size(shared.own_store(), entered)
                    st.rerun()
        if rows.height:
            place = st.selectbox(
                "Size to remove",
                range(rows.height),
                index=None,
                format_func=lambda at: "{1}, {0}, from {2}".format(*map(_named, rows.row(at))),
                key="size_to_remove",
            )
            pressed = st.button("Remove the size", key="size_removal", icon=":material/delete:", disabled=place is None)
            if pressed and place is not None:
                remove_unit_size(shared.own_store(), *rows.row(place)[:3])
                st.rerun()


def _named(cell: object) -> str:
    return controls.name(str(cell))


def _remove_one(rows: pl.DataFrame) -> None:
    own = rows.filter(pl.col("load_id").is_null())
    if own.is_empty():
        return
    words = {
        row["resource_id"]: f"{controls.name(row['resource'])}, {controls.name(row['team'])}, from {row['first_day']}"
        for row in own.iter_rows(named=True)
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.selectbox(
            "Resource to remove", list(words), index=None, format_func=words.__getitem__, key="resource_to_remove"
        )
        pressed = st.button("Remove", key="resource_removal", icon=":material/delete:", disabled=number is None)
        if pressed and number is not None:
            remove_resource(shared.own_store(), number)
            st.rerun()


def _source(source: Source | None) -> str:
    return "nobody: capacity is bought" if source is None else str(source)
