import streamlit as st

from analytics.forecast import band_sentence
from analytics.forecast.particulars import change_sentence
from pages.parts import controls, explain, outlooks, session
from pages.parts.planning import closings, running_out

st.title("Run-out")
view = controls.view()
with st.spinner("Simulating a thousand futures"):
    answers = session.outlooks(view.data, view.team)
outlooks.behind(answers)
for answer in answers:
    st.markdown(f"### {controls.from_file(answer.team)}: {band_sentence(answer)}")
    if change := change_sentence(answer):
        st.markdown(f"**{change}**")
    running_out.next_step(answer, session.assumed(view.data).sure)
    running_out.picture(answer)
    running_out.particulars(answer)
    running_out.details(answer)
closings.closing_days(view.data, view.team)
explain.computed(__file__)
