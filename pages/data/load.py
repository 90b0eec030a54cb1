import streamlit as st

from pages.parts import controls, covered, explain, loadable, receipts, session, uploads

st.title("Load data")
verdict = st.empty()
files = uploads.drop_zone()
loadable.listed()
team = None
if files:
    team = st.text_input("Team or contract of rows that name none", key="load_team").strip() or None
found = uploads.proposals(files, team)
ready = [proposal for number, proposal in enumerate(found, start=1) if uploads.show(proposal, number)]
verdict.markdown(f"### {uploads.verdict(found, len(ready))}")
if ready:
    place = st.empty()
    if place.button("Load", key="load", type="primary", icon=":material/upload_file:"):
        uploads.load_files(ready, team, place)
for number, receipt in enumerate(uploads.last_receipts(with_files=bool(files)), start=1):
    with st.container(border=True):
        receipts.shown(receipt, f"receipt {number}")
        receipts.downloads(receipt, session.own_store(), names_shown=controls.names_shown())

if session.on_sample_data():
    st.info("Nothing of your own yet: the pages show the sample data.")
else:
    st.markdown(covered.in_short(session.fingerprint()))
st.page_link("pages/data/history.py", label="What is loaded, and what it covers", icon=":material/history:")
explain.computed(__file__)
