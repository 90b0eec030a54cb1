import streamlit as st

from analytics import charts, usage
from pages.parts import controls, explain, messages, notes, tables
from pages.parts.comparing import consumers, session
from pages.parts.pictures import draw_chart

st.title("Top consumers")
view = controls.view()
notes.show()
asked = consumers.choose(view)
noun = usage.noun(asked.by)
top = session.top(view, asked.by)
if not top.total:
    messages.nothing_used(view)
    st.stop()
if top.ranked.is_empty():
    consumers.nobody_named(top, asked)
    st.stop()
rows = usage.with_marks(top.heaviest(asked.count), session.marks(view, asked.by))
st.markdown(f"### {usage.top_sentence(top, rows, asked.against, noun)}")
consumers.beneath(view, top, asked)
draw_chart(f"Tokens by {noun}, the heaviest first, and their cumulative share", charts.pareto, rows)
tables.table(consumers.as_table(rows, asked), f"Top by {noun}", view, opens="consumer")
consumers.mark_one(view, rows, asked)

gone = usage.gone(top.rows, asked.against)
if not gone.is_empty():
    st.subheader("Gone")
    st.markdown(consumers.gone_sentence(gone, top, asked))
    tables.table(consumers.as_gone(gone, asked), f"Gone by {noun}", view)
explain.computed(__file__)
