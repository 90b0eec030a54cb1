import streamlit as st

from analytics.exports import Status
from analytics.exports.dates import DateOrder
from analytics.store import LoadOptions, loads
from pages.parts import messages, session, tables, uploads

st.title("Load data")
st.markdown("### Drop an export of Autodesk Account here; you see what it is before anything is loaded.")
files = st.file_uploader(
    "Token Usage (CSV or Excel), Token Flex (CSV), or a table of token packs",
    accept_multiple_files=True,
    key=f"files {uploads.round_number()}",
)
with st.expander("What the file does not say itself"):
    team = st.text_input("Team or contract of rows that name none", key="load_team") or None
    order = st.selectbox("Order of day and month", [None, *DateOrder], format_func=uploads.order_label, key="dates")
proposals = uploads.proposals(files, LoadOptions(team=team, dates=order, dry_run=True))
for proposal in proposals:
    messages.receipt(proposal)
ready = [proposal.status for proposal in proposals if proposal.status in (Status.LOADED, Status.HELD)]
confirmed = Status.HELD in ready and st.checkbox("Load the held files too: they are right as they are")
if ready and st.button("Load", key="load", type="primary", icon=":material/upload_file:"):
    uploads.load_files(files, LoadOptions(team=team, dates=order, confirmed=confirmed))
if not files:
    uploads.receipts()

st.subheader("What is loaded")
if session.on_sample_data():
    st.info("Nothing of your own yet: the pages show the sample data, and the list below is how it was loaded.")
tables.table(loads(session.store()), "Loads")
uploads.undo_one()
