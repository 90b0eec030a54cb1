import streamlit as st

from analytics.platform.sentences import headline
from pages.parts import controls, explain
from pages.parts import session as shared
from pages.parts.resources import alerting, entering, session, showing

st.title("Resources")
data, team, today = shared.fingerprint(), controls.team(), session.today()
with st.spinner("Simulating a thousand futures of each resource"):
    cards = session.cards(data, team, today)
st.markdown(f"### {controls.from_file(headline(cards))}")
showing.next_step(data, cards)
showing.cards(cards)
showing.chosen(data, team, today)
showing.invoices(data, team, today)
showing.unmatched(data, team, today)
st.subheader("Usage alerts")
alerting.listed(data, today)
alerting.define(data, cards)
st.subheader("What was bought")
entering.listed(data, team)
entering.enter(data)
entering.resize(data, team)
explain.computed(__file__)
