"""The app: set-up, menu, the controls that all pages share, and the one place where errors are shown.

The server imports this file once, for what is to be ready before the first visitor; then every visitor's run
executes it as the main script.
"""

import streamlit as st

from pages.parts import guard, startup

if __name__ == "__main__":
    from pages.parts import controls, messages

    st.set_page_config("Token Gauge", page_icon="pages/icon.svg", layout="wide")
    page = st.navigation(
        {
            "Usage": [
                st.Page("pages/usage/overview.py", title="Overview", icon=":material/speed:", default=True),
                st.Page("pages/usage/products.py", title="Products", icon=":material/category:"),
                st.Page("pages/usage/users.py", title="Users", icon=":material/group:"),
                st.Page("pages/usage/top_consumers.py", title="Top consumers", icon=":material/leaderboard:"),
                st.Page("pages/usage/what_changed.py", title="What changed", icon=":material/waterfall_chart:"),
                st.Page("pages/usage/habits.py", title="Habits", icon=":material/timer_off:"),
                st.Page("pages/usage/members.py", title="Members", icon=":material/person_remove:"),
                st.Page("pages/usage/departments.py", title="Departments", icon=":material/account_tree:"),
                st.Page("pages/usage/limits.py", title="Limits", icon=":material/data_alert:"),
            ],
            "Planning": [
                st.Page("pages/planning/run_out.py", title="Run-out", icon=":material/hourglass_bottom:"),
                st.Page("pages/planning/true_up.py", title="True-up", icon=":material/shopping_cart:"),
                st.Page("pages/planning/budget.py", title="Budget", icon=":material/flag:"),
                st.Page("pages/planning/scenarios.py", title="Scenarios", icon=":material/alt_route:"),
                st.Page("pages/planning/parts.py", title="Forecast by part", icon=":material/stacked_bar_chart:"),
                st.Page("pages/planning/accuracy.py", title="Accuracy", icon=":material/target:"),
            ],
            "Licensing": [
                st.Page("pages/licensing/candidates.py", title="Candidates", icon=":material/swap_horiz:"),
                st.Page("pages/licensing/portfolio.py", title="Portfolio", icon=":material/account_balance_wallet:"),
                st.Page("pages/licensing/decisions.py", title="Decisions", icon=":material/how_to_reg:"),
                st.Page("pages/licensing/rates.py", title="Rates and prices", icon=":material/sell:"),
            ],
            "Platform": [
                st.Page("pages/platform/applications.py", title="Applications", icon=":material/api:"),
                st.Page("pages/platform/resources.py", title="Resources", icon=":material/battery_horiz_050:"),
            ],
            "Data": [
                st.Page("pages/data/load.py", title="Load data", icon=":material/upload_file:"),
                st.Page("pages/data/history.py", title="History", icon=":material/history:"),
                st.Page("pages/data/packs.py", title="Packs", icon=":material/inventory_2:"),
                st.Page("pages/data/directory.py", title="Directory", icon=":material/badge:"),
            ],
        },
        expanded=True,
    )
    with messages.errors_shown():
        controls.draw()
        page.run()
else:
    app = st.App(__file__, lifespan=startup.lifespan, middleware=guard.middleware())
