import streamlit as st

from analytics import charts
from pages.parts import controls, explain, tables
from pages.parts import session as shared
from pages.parts.pictures import draw_chart
from pages.parts.planning import session, supposing

st.title("Scenarios")
view = controls.view()
with st.spinner("Simulating a thousand futures"):
    teams = [answer.team for answer in shared.outlooks(view.data, view.team)]
    team = teams[0]
    saved = session.scenarios(view.data, team)
    outcomes = session.outcomes(view, team)
compared = session.comparison(view, team)
st.markdown(f"### {supposing.headline(outcomes, team, alone=len(teams) == 1)}")
supposing.beneath(outcomes, len(teams), are_examples=not saved)
if outcomes and outcomes[0].run_out:
    draw_chart(
        "When the tokens run out as it is and in each scenario",
        charts.run_out_bands,
        compared,
        outcomes[0].run_out.fan.item(0, "day"),
        outcomes[0].until,
    )
if outcomes:
    tables.table(tables.filled(compared), "Scenarios", view)
chosen = supposing.fans(outcomes)
if chosen and chosen.run_out and outcomes[0].run_out:
    draw_chart(
        "Tokens left as it is and in the scenario chosen",
        charts.two_fans,
        outcomes[0].run_out.fan,
        chosen.run_out.fan,
        (outcomes[0].scenario.name, chosen.scenario.name),
    )
    with st.expander("Tokens left in the scenario, as a table"):
        tables.table(chosen.run_out.fan, "Tokens left in the scenario", view)
st.subheader("What each changes")
shown = session.supposed(view, team)
supposing.lists(view, team, shown, saved)
st.subheader("Add a change")
supposing.enter(view, team, shown, saved)
st.page_link("pages/planning/true_up.py", label="What to buy, by when", icon=":material/shopping_cart:")
explain.computed(__file__)
