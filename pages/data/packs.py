import streamlit as st

from analytics.store import packs
from pages.parts import controls, explain
from pages.parts import session as shared
from pages.parts.packing import entering, happening, session, standing, stating, subscribed

st.title("Packs")
data, team = shared.fingerprint(), controls.team()
books = session.books(data, team)
st.markdown(f"### {standing.headline(books, packs(shared.store(), team))}")
standing.shortcomings(books, session.known_until(data, team))
standing.picture(books)
standing.packs(data, team)
st.subheader("Enter or change packs")
entering.enter()
happening.listed(data, team)
happening.enter()
stating.state(team)
subscribed.listed(team)
explain.computed(__file__)
