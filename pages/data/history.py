import streamlit as st

from pages.parts import controls, explain, notes, pseudonyms, session
from pages.parts.history import covered, past_loads, purging

st.title("History")
notes.show()
data, team = session.fingerprint(), controls.team()
st.markdown(f"### {covered.headline(data, team)}")
covered.calendars(data, team)

st.subheader("Loads")
past_loads.look_into(data, past_loads.chosen(data))

st.subheader("What is kept")
if session.on_sample_data():
    st.info("This is the sample data. Loads can be taken back, purged or stripped of names once they are your own.")
    st.page_link("pages/data/load.py", label="Load your own export", icon=":material/upload_file:")
else:
    with st.expander("Purge old data", icon=":material/delete_forever:"):
        purging.older(data)
    with st.expander("Replace names and e-mails by pseudonyms", icon=":material/visibility_off:"):
        pseudonyms.replace_names()
explain.computed(__file__)
