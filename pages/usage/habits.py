from dataclasses import replace

import polars as pl
import streamlit as st

from analytics import charts
from analytics.usage.habits import Habit
from analytics.wording import plain_text
from pages.parts import choices, controls, explain, tables
from pages.parts.pictures import draw_chart
from pages.parts.waste import habits, session

st.title("Habits")
view = controls.view()
rules = habits.rules()
found = session.habit_costs(view, rules)
st.markdown(f"### {plain_text(habits.headline(found))}")
if found.named == 0:
    st.stop()
st.caption(habits.how_sure(found))
for currency in found.habits["currency"].unique().sort():
    shown = found.habits.filter(pl.col("currency") == currency)
    draw_chart("What each habit takes in a year at most, in money", charts.habits_by_money, shown, currency)
tables.table(found.habits, "Habits", view, opens="habit")

label = choices.one("Habit to look into", found.habits["habit"].unique(maintain_order=True).to_list(), "habit", view)
habit = next(one for one in Habit if one.label == label)
st.subheader(habit.label)
st.markdown(habits.definition(habit, rules))
users = found.users.filter(pl.col("habit_id") == habit)
tables.table(users, f"Users with {habit.label.lower()}", view, opens="habit_user")
if not found.users.is_empty():
    user = choices.one("User to write to", habits.users_to_choose(found, habit), "habit_user", view)
    detail = replace(view, user_id=habits.user_id_of(found, user))
    side_by_side = st.grid(2, min_column_width=360)
    with side_by_side.cell():
        st.markdown(f"**{plain_text(user)}: where it occurs**")
        tables.table(session.habit_rows(detail, habit, rules).drop("user"), f"{habit.label} of one user", view)
    with side_by_side.cell():
        habits.to_send(session.tips_text(detail, user, rules))
    habits.texts_to_all(view, rules)

st.subheader("Teams with little waste")
st.markdown(habits.best_teams(found))
tables.table(found.teams, "Teams by share in habits", view)
overnight = session.overnight(view)
if overnight is not None:
    st.subheader("Overnight use, measured")
    st.markdown(habits.measured(overnight, view))
    tables.table(overnight, "Overnight sessions", view)
explain.computed(__file__)
