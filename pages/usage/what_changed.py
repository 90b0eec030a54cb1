import streamlit as st

from analytics import charts, usage
from pages.parts import controls, explain, messages, tables
from pages.parts.comparing import changes, session
from pages.parts.noticing import unusual
from pages.parts.pictures import draw_chart

st.title("What changed")
view = changes.narrowed(controls.view())
compared = changes.periods(view)
if compared is None:
    st.stop()
view, before = compared
change = session.change(view, before)
if not change.now.total and not change.before.total:
    messages.nothing_used(view)
    st.stop()
st.markdown(f"### {changes.subject(view)}{usage.change_sentence(change)}")
changes.beneath(change)
draw_chart("Tokens before, what each cause added or took, tokens now", charts.waterfall, change.steps)
tables.table(change.parts, "Causes of the change", view)
st.caption(
    "Tokens = users x days per user x products per day x tokens per product and day. The effects add up to the change."
)

st.subheader("Who moved most")
by = changes.by(view)
movers = session.movers(view, before, by, changes.MOST)
tables.table(changes.as_table(movers, by), f"Movers by {usage.noun(by)}", view)
st.caption(
    "The changes add up to the whole's, and the effects of a row to its change. Effects of a column need not add up to"
    " the whole's: who uses two products is one user of the whole, and one user of each product."
)

unusual.section(controls.view())
explain.computed(__file__)
