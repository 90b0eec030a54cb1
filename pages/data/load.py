import streamlit as st

from pages.parts import controls, explain, loadable, receipts, session, uploads, verdicts
from pages.parts.history import covered

st.title("Load data")
verdict = st.empty()
files = uploads.drop_zone()
loadable.listed()
team = st.container()
found = uploads.proposals(files, uploads.team())
uploads.ask_team(found, team)
ready = [proposal for number, proposal in enumerate(found, start=1) if uploads.show(proposal, number)]
with verdict.container():
    verdicts.shown(found, len(ready))
if ready and session.on_sample_data():
    st.info("Once it is loaded, the pages show your own data in place of the sample data.")
# Both places stand there in every run: what was said of the last load goes as soon as the next begins.
place, told = st.empty(), st.empty()
if ready and place.button("Load", key="load", type="primary", icon=":material/upload_file:"):
    uploads.load_files(ready, uploads.team(), place)
with told.container():
    for number, receipt in enumerate(verdicts.last_receipts(with_files=bool(files)), start=1):
        with st.container(border=True):
            receipts.shown(receipt, f"receipt {number}")
            receipts.downloads(receipt, session.own_store(), names_shown=controls.names_shown())

if session.on_sample_data():
    st.info("Nothing of your own yet: the pages show the sample data.")
else:
    st.markdown(covered.in_short(session.fingerprint()))
st.page_link("pages/data/history.py", label="What is loaded, and what it covers", icon=":material/history:")
explain.computed(__file__)
