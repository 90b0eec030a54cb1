"""The names of products: which are one, since when each is in use, and joining or parting them by hand."""

import polars as pl
import streamlit as st

from analytics.store.products import SPELLING, join_names, names_of_products, part_name
from pages.parts import controls, session, tables
from pages.parts.licensing import session as kept
from pages.parts.messages import errors_shown

_WHY = {
    "shipped": "comes with Token Gauge",
    "entered": "entered here",
    SPELLING: "the same but for capitals and blanks",
}


def known_names() -> None:
    """Show the products that go by several names, with the days on which each was in use."""
    rows = kept.names_of_products(session.fingerprint())
    several = rows.filter(pl.len().over("product") > 1)
    st.caption(
        "Usage, prices and moves take all names of a product for one product; a load keeps the name that its file has."
    )
    if several.is_empty():
        st.markdown("Every product in the loaded data goes by one name.")
        return
    tables.table(
        several.select(
            *("product", pl.col("name").alias("other_name"), "first_day", "last_day", "tokens"),
            pl.col("joined").replace_strict(_WHY, default=None).alias("why_one"),
            *("changed", "source"),
        ),
        "Names of products",
    )


def enter() -> None:
    """Join a name to a product, or part it."""
    store = session.own_store()
    rows = names_of_products(store)
    with st.form("join", border=False):
        name, product = st.columns(2)
        joined = name.selectbox("The name", rows["name"].to_list(), index=None, format_func=controls.name)
        to = product.selectbox(
            "is one of", rows["product"].unique().sort().to_list(), index=None, format_func=controls.name
        )
        if st.form_submit_button("Join them", type="primary", icon=":material/link:") and joined and to:
            with errors_shown():
                join_names(store, joined, to)
                st.rerun()
    parts = rows.filter(pl.col("joined").is_in(["shipped", "entered"]), pl.col("name") != pl.col("product"))
    if parts.is_empty():
        return
    with st.form("part", border=False):
        parted = st.selectbox("The name", parts["name"].to_list(), index=None, format_func=controls.name)
        if st.form_submit_button("Part it from its product", icon=":material/link_off:") and parted:
            with errors_shown():
                part_name(store, parted)
                st.rerun()
