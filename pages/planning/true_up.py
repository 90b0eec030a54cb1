import streamlit as st

from analytics import charts
from analytics.forecast.buying.advice import true_up_sentence
from analytics.forecast.buying.purchase_tables import quantity_rows, way_balances, way_rows
from pages.parts import controls, explain, outlooks, tables
from pages.parts import session as shared
from pages.parts.pictures import draw_chart
from pages.parts.planning import buying, session

st.title("True-up")
view = controls.view()
stated = buying.stated(view.data, shared.data_days(view.data, view.team).last)
with st.spinner("Buying in a thousand futures"):
    answers = shared.outlooks(view.data, view.team)
outlooks.behind(answers)
for answer in answers:
    advice = session.advice(view, answer.team, stated)
    found, conditions = advice.found, advice.conditions
    st.markdown(f"### {controls.from_file(answer.team)}: {true_up_sentence(answer, found, conditions)}")
    if found is None:
        st.page_link("pages/planning/run_out.py", label="What is known: Run-out", icon=":material/hourglass_bottom:")
        continue
    buying.dates(answer, found, conditions)
    buying.notes(answer, advice)
    if found.ways:
        ways = way_rows(found, conditions)
        st.markdown("**Now, later or early renewal**")
        if len(found.ways) > 1:
            buying.compared(ways, answer.team)
            draw_chart(
                f"Tokens left to {answer.team} over time on each way of buying",
                charts.ways_side_by_side,
                way_balances(found),
                found.covers_until,
            )
        tables.table(ways, f"Ways of {answer.team}", team=answer.team)
        st.caption(buying.ways_caption(found))
    if found.needs_tokens:
        st.markdown("**How many tokens, by how sure they are to last**")
        tables.table(quantity_rows(found.quantities, conditions), f"Quantities of {answer.team}", team=answer.team)
        st.caption(buying.quantities_caption(answer, found))
    if found.next_term:
        st.markdown("**How many tokens for the next term, if none are bought for this one**")
        tables.table(quantity_rows(found.next_term, conditions), f"Next term of {answer.team}", team=answer.team)
    buying.next_steps(answer)
explain.computed(__file__)
