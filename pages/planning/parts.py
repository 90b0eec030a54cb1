import streamlit as st

from analytics.forecast.by_part.part_tables import parts_sentence
from analytics.wording import plain_text
from pages.parts import controls, explain, tables
from pages.parts.planning import parting, session
from pages.parts.session import outlooks

st.title("Forecast by part")
view = controls.view()
unit = parting.by()
with st.spinner("Simulating a thousand futures of every part"):
    answers = outlooks(view.data, view.team)
    split = {answer.team: session.parts(view, answer.team, unit) for answer in answers}
for answer in answers:
    found = split[answer.team]
    if found is None:
        st.markdown(
            f"### {controls.from_file(answer.team)}: what each part will use is not known. Method: {answer.method}."
        )
        continue
    st.markdown(f"### {controls.from_file(answer.team)}: {plain_text(parts_sentence(found))}")
    parting.pictures(found, answer.team)
    st.caption(parting.caption(found))
    tables.table(found.totals, f"Parts of {answer.team}", view)
    with st.expander(f"The parts of {controls.from_file(answer.team)} by month"):
        tables.table(found.months, f"Parts of {answer.team} by month", view)
st.page_link("pages/usage/products.py", label="Where the tokens went so far", icon=":material/category:")
st.page_link("pages/planning/run_out.py", label="When the tokens run out", icon=":material/hourglass_bottom:")
explain.computed(__file__)
