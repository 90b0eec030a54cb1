from dataclasses import replace

import streamlit as st

from pages.parts import controls, explain, session, tables
from pages.parts.allocating import session as known
from pages.parts.allocating import words

st.title("Directory")
chosen = controls.view()
view = replace(chosen, team=None, days=session.data_days(chosen.data, None))
match = known.match(view)
belongings = known.belongings(view)
unused = known.unused_rows(view)
st.markdown(f"### {words.match_headline(match, belongings.height + unused.height)}")
st.caption(words.whole(view))
words.match_metrics(match)
st.page_link("pages/data/load.py", label="Load a directory", icon=":material/upload_file:")
st.page_link("pages/usage/departments.py", label="Who pays for it", icon=":material/account_tree:")

st.subheader("Users who are not in it")
tables.table(known.unmatched_users(view), "Users not in the directory", view)
if belongings.height + unused.height:
    st.subheader("Rows that match no user")
    st.markdown("They use nothing, or the exports name them otherwise: by another e-mail, by an id or by its hash.")
    tables.table(unused.drop("row"), "Unused rows of the directory", view)
    st.subheader("Who belongs where")
    tables.table(belongings, "Directory of users", view)
explain.computed(__file__)
