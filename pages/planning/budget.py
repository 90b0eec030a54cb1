import streamlit as st

from analytics import charts
from analytics.forecast.plans.planned import budgets_sentence
from pages.parts import controls, explain, tables
from pages.parts import session as shared
from pages.parts.pictures import draw_chart
from pages.parts.planning import budgeting, session

st.title("Budget")
view = controls.view()
with st.spinner("Simulating a thousand futures"):
    teams = [answer.team for answer in shared.outlooks(view.data, view.team)]
team = teams[0]
first_day, last_day = budgeting.term(view, team)
plan = session.plan(view, team, first_day, last_day)
budgets = session.budgets(view.data, team)
rows = session.against_budgets(view, team, first_day, last_day)
st.markdown(f"### {budgeting.headline(plan, team, alone=len(teams) == 1)}")
budgeting.others(view, teams[1:])
budgeting.metrics(plan)
draw_chart(
    "Tokens used since the term began: past, and the range of what may come, with the even pace and the tiers",
    charts.use_against_plan,
    plan.days,
    plan.tiers,
    first_day,
    last_day,
    float(plan.term.tokens),
)
st.caption(budgeting.caption(plan))
st.subheader("By month")
tables.table(tables.filled(plan.months), "Plan by month", view)
st.subheader("Tiers")
if plan.tiers.is_empty():
    st.markdown("Tiers are shares of the term's tokens, of which none are known.")
    st.page_link("pages/data/packs.py", label="Enter the packs that were bought", icon=":material/inventory_2:")
else:
    tables.table(plan.tiers, "Tiers", view)
budgeting.tiers(team, session.tiers(view.data, team))
st.subheader("Budgets")
st.markdown(budgets_sentence(rows, stand_in=not budgets))
if rows.height:
    draw_chart(
        "Budgets: tokens used, tokens expected with their range, and the budget",
        charts.budgets_against_use,
        controls.masked(rows),
    )
    st.caption(
        "Full bar: used, confirmed. Pale bar: expected by the period's end, estimated, with its range. Line: all of it."
    )
    tables.table(tables.filled(rows), "Budgets", view)
budgeting.enter(view.data, team, budgets)
st.page_link(
    "pages/planning/run_out.py",
    label="When the tokens run out, and how sure that is",
    icon=":material/hourglass_bottom:",
)
explain.computed(__file__)
