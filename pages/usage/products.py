from dataclasses import replace

import polars as pl
import streamlit as st

from analytics import charts
from analytics.usage import By
from analytics.wording import count_text, percent_text, plain_text, tokens_text
from pages.parts import choices, controls, explain, messages, session, tables
from pages.parts.pictures import draw_chart

st.title("Products")
view = controls.view()
products = session.summary(view, By.PRODUCT)
if products.is_empty():
    messages.nothing_used(view)
    st.stop()
top = products.row(0, named=True)
total = tokens_text(products["tokens"].sum())
st.markdown(
    f"### {plain_text(top['product'])} takes {percent_text(top['share'])} of {total} tokens;"
    f" {count_text(products.height, 'product')} in use."
)
draw_chart("Tokens by month and product", charts.tokens_by_month, session.months_by_product(view))
tables.table(products.drop("products"), "Tokens by product", view, opens="product")

choice = choices.one("Product to look into", products["product"].to_list(), "product", view)
picked = products.row(by_predicate=pl.col("product") == choice, named=True)
detail = replace(view, product_id=picked["product_id"])
st.subheader(plain_text(choice))
with st.container(horizontal=True):
    st.metric("Tokens", tokens_text(picked["tokens"]), border=True)
    st.metric("Users", f"{picked['users']:,}", border=True)
    st.metric("Charged days", f"{picked['charged_days']:,}", border=True, help="User and day with tokens above zero")
draw_chart(f"Tokens of {choice} by day", charts.tokens_by_day, session.daily(detail))
side_by_side = st.grid(2, min_column_width=360)
with side_by_side.cell():
    st.markdown("**Users**")
    tables.table(session.summary(detail, By.USER).drop("users", "products"), f"Users of {choice}", view)
with side_by_side.cell():
    st.markdown("**Versions**")
    draw_chart(f"Days used by version of {choice}", charts.use_by_version, session.versions(detail))
    tables.table(session.versions(detail).drop("product"), f"Versions of {choice}", view)
children = session.child_products(detail)
if children.height > 1:
    st.markdown("**Child products**")
    tables.table(children.drop("product"), f"Child products of {choice}", view)
explain.computed(__file__)
