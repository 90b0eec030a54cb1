import streamlit as st

from analytics.wording import count_text
from pages.parts import controls, explain, tables
from pages.parts.noticing import limiting, session

st.title("Limits")
view = controls.view()
limits = session.limits(view.data)
over = session.over_limits(view)
if limits.is_empty():
    st.markdown("### No limit is set yet. Set one below, and see at once who would have been over it.")
else:
    who = count_text(over["who"].n_unique(), "user, team or department", "users, teams or departments")
    st.markdown(f"### {count_text(over.height, 'time')} over a limit in this range, by {who}.")
    tables.table(over, "Over the limit", view)
    st.subheader("The limits")
    tables.table(limits, "Limits")
    limiting.remove_one(limits)
st.subheader("Set a limit")
limiting.set_one()
explain.computed(__file__)
