import streamlit as st

from analytics import charts
from analytics.usage import By
from analytics.wording import day_text, tokens_text
from pages.parts import controls, explain, messages, outlooks, session, tables

st.title("Overview")
view = controls.view()
with st.spinner("Simulating a thousand futures"):
    answers = session.outlooks(view.data, view.team)
pressing = answers[0]
st.markdown(f"### {outlooks.headline(pressing, view.team)}")
outlooks.others(answers[1:])
outlooks.metrics(answers)
outlooks.next_steps(pressing, session.candidates(view, session.settings().min_days))

st.subheader("Tokens by day")
daily = session.daily(view)
st.altair_chart(
    charts.tokens_by_day(daily, outlooks.pace(answers)),
    alt="Tokens used by day, their 28-day mean, and the pace of the packs",
)
st.caption(outlooks.pace_caption(answers))

st.subheader("Tokens by product")
products = session.summary(view, By.PRODUCT)
if products.is_empty():
    messages.nothing_used(view)
    st.stop()
side_by_side = st.grid(2, min_column_width=360)
side_by_side.altair_chart(charts.tokens_by_product(products), alt="Tokens used by product")
with side_by_side.cell():
    tables.table(products.drop("products"), "Tokens by product", view)
st.caption(
    f"{tokens_text(products['tokens'].sum())} tokens from {day_text(view.days.first)} to {day_text(view.days.last)}."
)
explain.computed(__file__)
