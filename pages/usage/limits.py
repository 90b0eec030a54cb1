import streamlit as st

from analytics.usage.over_limits import limits_sentence
from pages.parts import controls, explain, tables
from pages.parts.noticing import limiting, session

st.title("Limits")
view = controls.view()
limits = session.limits(view.data)
over = session.over_limits(view)
if limits.is_empty():
    st.markdown("### No limit is set yet. Set one below, and see at once who would have been over it.")
else:
    st.markdown(f"### {limits_sentence(over, limits, session.limits_unknown(view))}")
    if over.height:
        tables.table(over, "Over the limit", view)
    st.subheader("The limits")
    tables.table(limits, "Limits")
    limiting.remove_one(limits)
st.subheader("Set a limit")
limiting.set_one()
explain.computed(__file__)
