import polars as pl
import streamlit as st

from analytics import charts
from analytics.wording import day_text
from pages.parts import controls, explain, savings, session, tables

st.title("Candidates")
view = controls.view()
min_days = savings.limit(session.settings().min_days)
found = session.candidates(view, min_days)
st.markdown(f"### {savings.headline(found, min_days)}")
st.caption(
    f"{day_text(found.first_day)} to {day_text(found.last_day)}; the time range on the left plays no part here."
    " The mark across a bar is the price of a subscription. A saving is money where the tokens set free need not be"
    " bought again; tokens already paid for save nothing this term."
)
if found.rows.is_empty():
    st.stop()
for currency in found.rows["currency"].unique().sort():
    st.altair_chart(
        charts.flex_against_subscription(found.rows.filter(pl.col("currency") == currency)),
        alt="Cost on Flex a year by candidate, with the price of a subscription as a mark",
    )
tables.table(found.rows, "Candidates", view)
savings.what_is_missing(found)
savings.prices(found)
explain.computed(__file__)
