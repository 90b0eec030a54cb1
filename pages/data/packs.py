import streamlit as st

from analytics.store import packs
from analytics.wording import count_text, tokens_text
from pages.parts import explain, packing, session, tables

st.title("Packs")
bought = packs(session.store())
st.markdown(f"### {count_text(bought.height, 'pack')} with {tokens_text(bought['tokens'].sum())} tokens bought in all.")
tables.table(bought, "Packs")
packing.remove_one()
st.subheader("Enter a pack")
packing.enter_one()
packing.beside_packs()
explain.computed(__file__)
