import streamlit as st

from analytics.clock import utc_now
from pages.parts import controls, explain, notes
from pages.parts.deciding import case, outcome, recommending, session, taking

st.title("Decisions")
view = recommending.narrowed(controls.view())
notes.show()
today = utc_now().date()
rows = session.standing(view, today)
found = session.realised(view, today)
st.markdown(f"### {recommending.headline(view, rows, found)}")
recommending.beneath(view, rows)
recommending.waiting(rows, view)
picked = recommending.chosen(rows)
if picked is not None:
    recommending.evidence(picked, view)
    taking.decide(picked, view)
    taking.steps_of(picked, view)
recommending.decided(rows, view)
outcome.show(found, view)
case.show(view)
explain.computed(__file__)
