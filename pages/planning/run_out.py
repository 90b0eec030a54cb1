import streamlit as st

from analytics import charts
from analytics.forecast import band_sentence
from analytics.pool import pack_events
from analytics.wording import count_text, day_text
from pages.parts import controls, explain, outlooks, session, tables

st.title("Run-out")
view = controls.view()
with st.spinner("Simulating a thousand futures"):
    answers = session.outlooks(view.data, view.team)
for answer in answers:
    st.markdown(f"### {controls.from_file(answer.team)}: {band_sentence(answer)}")
    outlooks.order(answer, session.settings().sure)
    if answer.run_out is not None:
        st.altair_chart(
            charts.balance_fan(
                answer.ledger.days, answer.run_out.fan, pack_events(answer.ledger), outlooks.band(answer.run_out)
            ),
            alt=f"Tokens available to {answer.team}: past, and the range of what may come",
        )
    st.caption(
        f"Known up to {day_text(answer.known_until)}: {count_text(answer.history_days, 'day')} of data, grade"
        f" {answer.grade}. Method: {answer.method}. {outlooks.trial(answer)}"
    )
    with st.expander(f"Packs of {controls.from_file(answer.team)}, in the order in which they pay"):
        tables.table(answer.ledger.packs, f"Packs of {answer.team}", team=answer.team)
    if answer.run_out is not None:
        with st.expander(f"The forecast of {controls.from_file(answer.team)} as a table"):
            tables.table(answer.run_out.fan, f"Forecast of {answer.team}", team=answer.team)
explain.computed(__file__)
