import streamlit as st

from pages.parts import controls, explain
from pages.parts import session as shared
from pages.parts.licensing import finding, session

st.title("Candidates")
view = controls.view()
min_days = finding.limit(shared.settings().min_days)
found = session.moves(view, min_days)
st.markdown(f"### {finding.headline(found)}")
finding.beneath(found)
finding.picture(found, min_days)
finding.evidence(found, view)
finding.against_the_rule(found, min_days, view)
finding.other_way(found, view)
finding.one_user(found, view)
finding.prices(found)
with st.container(horizontal=True):
    st.page_link("pages/licensing/portfolio.py", label="Which moves together, and the cash", icon=":material/savings:")
    st.page_link("pages/licensing/decisions.py", label="Decide about them", icon=":material/how_to_reg:")
    st.page_link("pages/licensing/rates.py", label="The prices behind it", icon=":material/sell:")
explain.computed(__file__)
