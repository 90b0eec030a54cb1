import streamlit as st

from analytics import charts
from analytics.usage import By
from analytics.wording import count_text, day_text, tokens_count
from pages.parts import choices, controls, explain, messages, outlooks, session, tables
from pages.parts.licensing.session import users_above_limit
from pages.parts.noticing import unusual
from pages.parts.pictures import draw_chart
from pages.parts.platform import owing

st.title("Overview")
view = controls.view()
with st.spinner("Simulating a thousand futures"):
    answers = session.outlooks(view.data, view.team)
pressing = answers[0]
st.markdown(f"### {outlooks.headline(pressing, view.team)}")
outlooks.others(answers[1:])
outlooks.behind(answers)
outlooks.metrics(answers)
outlooks.next_steps(pressing, users_above_limit(view.data, view.team))
unusual.pointed_out(view)
owing.pointed_out(view.data, view.team, answers)

by = choices.period()
st.subheader(f"Tokens by {by}")
if by is By.DAY:
    draw_chart(
        "Tokens used by day, their 28-day mean, and the pace of the packs",
        charts.tokens_by_day,
        session.daily(view),
        outlooks.pace(answers),
    )
    st.caption(outlooks.pace_caption(answers))
periods = session.summary(view, by)
products = session.summary(view, By.PRODUCT)
if products.is_empty():
    messages.nothing_used(view)
    st.stop()
if by is not By.DAY:
    draw_chart(f"Tokens used by {by}", charts.tokens_by_period, periods, by)
st.markdown(
    f"{tokens_count(products['tokens'].sum())} from {day_text(view.days.first)} to {day_text(view.days.last)}."
    f" {count_text(products.height, 'product')}, {count_text(session.named_users(view), 'named user')}."
)
with st.expander(f"Table by {by}", icon=":material/table:"):
    tables.table(periods.sort(by, descending=True), f"Tokens by {by}", view)

st.subheader("Tokens by product")
side_by_side = st.grid(2, min_column_width=360)
with side_by_side:
    draw_chart("Tokens used by product", charts.tokens_by_product, products)
with side_by_side.cell():
    tables.table(products.drop("products"), "Tokens by product", view)

st.subheader("Token events")
st.markdown(outlooks.all_packs_sentence(answers))
tables.table(session.token_events(view.data, view.team), "Token events", view)
explain.computed(__file__)
