import streamlit as st

from pages.parts import explain, tables
from pages.parts.platform import assigning, owing, session, using

st.title("Applications")
seen = session.look()
used = session.by_application(seen)
debts = session.owed(seen.data, seen.team)
if used.is_empty() and not debts:
    using.nothing_known(seen)
    explain.computed(__file__)
    st.stop()
st.markdown(f"### {owing.headline(debts, used)}")
if used.is_empty():
    using.nothing_known(seen)
else:
    with st.grid(2, min_column_width=240):
        application = using.chosen(seen)
        of_api = using.chosen_api(application)
    using.picture(of_api)
if debts:
    owing.warning(seen.data, debts)
if not used.is_empty():
    using.whole_team(application)
    st.subheader("By application")
    tables.table(session.by_application(seen), "Use by application", team=seen.team)
    using.apis(application)
assigning.section(seen.data)
st.subheader("The table to fill in")
using.template()
explain.computed(__file__)
