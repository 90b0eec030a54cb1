import streamlit as st

from pages.parts import controls, explain, session
from pages.parts.proving import past

st.title("Accuracy")
view = controls.view()
with st.spinner("Simulating a thousand futures"):
    answers = session.outlooks(view.data, view.team)
for answer in answers[: past.MOST_TEAMS]:
    tried = past.backtest(view.data, answer.team)
    past.verdict(answer, tried, view.data)
    past.figures(tried)
    past.dates(tried, answer.team, view.data)
    past.use(tried, answer.team, view.data)
past.others([answer.team for answer in answers[past.MOST_TEAMS :]])
past.meaning()
st.page_link("pages/planning/run_out.py", label="Today's run-out date", icon=":material/hourglass_bottom:")
explain.computed(__file__)
