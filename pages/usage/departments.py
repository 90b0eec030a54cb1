import streamlit as st

from analytics import charts
from analytics.usage import UNALLOCATED
from analytics.wording import plain_text
from pages.parts import controls, explain, messages, tables
from pages.parts.allocating import session, words
from pages.parts.pictures import draw_chart

st.title("Departments")
view = controls.view()
unit = words.unit()
allocation = session.allocation(view, unit)
charges = session.chargeback(view, unit)
if not charges.tokens:
    messages.nothing_used(view)
    st.stop()
st.markdown(f"### {plain_text(words.headline(allocation, charges))}")
draw_chart(
    f"Tokens by month and {unit.label.lower()}",
    charts.tokens_by_month_and_unit,
    charges.months,
    unit,
    unit.label,
    UNALLOCATED,
)
words.beneath(charges, directory_known=not session.places(view.data, view.shown).is_empty())
tables.table(words.with_costs(allocation, charges), f"Tokens by {unit.label.lower()}", view)

st.subheader("Chargeback by month")
tables.table(charges.by_month, f"Chargeback by {unit.label.lower()}", view)
words.focus_download(charges)
explain.computed(__file__)
