import streamlit as st

from pages.parts import controls, explain
from pages.parts import session as shared
from pages.parts.licensing import entering, names, pricing, session

st.title("Rates and prices")
data = shared.fingerprint()
book, day = session.book(data), pricing.last_day(data)
st.markdown(f"### {pricing.headline(book)}")
pricing.break_even(book, controls.team(), day)
pricing.missing(book, day)
st.subheader("What a year of a subscription costs")
pricing.subscriptions(book, day)
st.subheader("What a token costs")
pricing.token_prices(book, controls.team(), day)
st.subheader("What a day of a product costs")
pricing.rates(book, session.inferred_rates(data), day)
st.subheader("Names of products")
names.known_names()
st.subheader("Enter or change rates and prices")
entering.enter(day)
st.page_link("pages/licensing/candidates.py", label="What they mean for each user", icon=":material/swap_horiz:")
explain.computed(__file__)
