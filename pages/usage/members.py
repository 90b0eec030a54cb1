import streamlit as st

from analytics import charts
from analytics.usage.members import State
from analytics.wording import plain_text
from pages.parts import controls, explain
from pages.parts.pictures import draw_chart
from pages.parts.waste import members, session

st.title("Members")
view = controls.view()
rules = members.rules()
found = session.members(view, rules)
st.markdown(f"### {plain_text(members.headline(found, rules))}")
st.caption(members.how_counted(found))
if not found.rows.is_empty():
    draw_chart("Users of each team by what they are to its pool", charts.members_by_team, found.rows, members.STATES)
    members.listed(found, State.INACTIVE, view, rules)
    members.listed(found, State.SEASONAL, view, rules)
    members.listed(found, State.OCCASIONAL, view, rules)
members.split(session.split_costs(view.data))
explain.computed(__file__)
