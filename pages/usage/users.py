from dataclasses import replace

import polars as pl
import streamlit as st

from analytics import charts
from analytics.wording import count_text, day_text, percent_text, plain_text, tokens_text
from pages.parts import choices, controls, explain, messages, session, tables
from pages.parts.pictures import draw_chart

st.title("Users")
view = controls.view()
users = session.users_with_weeks(view)
if users.is_empty():
    messages.nothing_used(view)
    st.stop()
named = users.filter(pl.col("user_id").is_not_null())
if named.is_empty():
    st.info("The exports in this range name no users; a Token Flex export by product and day has none.")
    st.stop()
tenth = max(1, named.height // 10)
share = percent_text(float(named["share"].head(tenth).sum()))
heaviest = "the heaviest" if tenth == 1 else f"the {tenth:,} heaviest"
st.markdown(f"### {count_text(named.height, 'user')}; {heaviest} took {share} of the tokens.")
tables.table(users.drop("users"), "Tokens by user", view, opens="user")

choice = choices.one("User to look into", named["user"].to_list(), "user", view)
picked = named.row(by_predicate=pl.col("user") == choice, named=True)
detail = replace(view, user_id=picked["user_id"])
products = session.user_products(detail)
st.subheader(plain_text(choice), anchor=False)  # an anchor would put the name into the address
with st.container(horizontal=True):
    st.metric("Tokens", tokens_text(picked["tokens"]), border=True)
    st.metric("Products", f"{picked['products']:,}", border=True)
    st.metric("Charged days", f"{picked['charged_days']:,}", border=True, help="Product and day with tokens above zero")
    st.metric("Last used", day_text(products["last_day"].sort().item(-1)), border=True)
st.markdown("**Days used each week**")
draw_chart(f"Days used each week by {choice}", charts.days_by_week, session.weeks_by_product(detail))
side_by_side = st.grid(2, min_column_width=360)
with side_by_side.cell():
    st.markdown("**Products**")
    tables.table(products.drop("user"), "Products of the user", view)
with side_by_side.cell():
    st.markdown("**Use by product version**")
    draw_chart(f"Days used by version, {choice}", charts.use_by_version, session.versions(detail))
explain.computed(__file__)
