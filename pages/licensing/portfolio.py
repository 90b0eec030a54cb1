import streamlit as st

from analytics.clock import utc_now
from analytics.forecast.futures.history import FEWEST_DAYS
from analytics.licensing.cash import need_rows, pool_rows, term_rows
from pages.parts import controls, explain, tables
from pages.parts.combining import asking, session, together
from pages.parts.licensing.session import moves
from pages.parts.session import assumed

st.title("Portfolio")
view = controls.view()
today = utc_now().date()
asked = asking.asked(view, today)
with st.spinner("Simulating the pools with and without the moves"):
    found = session.portfolio(view, asked, today)
    effects = session.effects(view, asked, today)
st.markdown(f"### {together.headline(found, effects, asked, moves(view).unknown)}")
if not found.chosen.is_empty():
    together.numbers(found, effects)
    together.beneath(found, effects)
    together.pools(effects, pool_rows(effects))
together.moves(found, view)
together.not_priced(session.open_moves(view, today))
if effects and not found.chosen.is_empty():
    st.subheader("Money, this term and the next")
    tables.table(term_rows(effects), "Cash by term")
    together.months(effects, found)
    st.subheader("If prices or use were others")
    together.sensitivity(found, session.sensitivity(view, asked, today))
st.subheader("What to buy for the next term")
if not effects:
    st.markdown(f"Not known: fewer than {FEWEST_DAYS} days of use are loaded.")
else:
    sure = asking.sure(assumed(view.data).sure)
    for term in session.next_terms(view, asked, today, sure):
        together.next_term(term)
        tables.table(need_rows(term), f"Next term of {term.team}", team=term.team)
        if not term.subscriptions.is_empty():
            tables.table(term.subscriptions, f"Subscriptions of {term.team}", team=term.team)
with st.container(horizontal=True):
    st.page_link("pages/licensing/decisions.py", label="Decide about the moves", icon=":material/how_to_reg:")
    st.page_link("pages/planning/true_up.py", label="What to buy, by when", icon=":material/shopping_cart:")
    st.page_link("pages/licensing/rates.py", label="The prices behind it", icon=":material/sell:")
explain.computed(__file__)
