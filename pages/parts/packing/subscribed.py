"""The subscriptions that were loaded."""

import streamlit as st

from analytics.store.packs import subscriptions
from pages.parts import session, tables


def listed(team: str | None) -> None:
    """Show the subscriptions that were loaded, if there are any."""
    subscribed = subscriptions(session.store(), team)
    if not subscribed.is_empty():
        st.subheader("Subscriptions")
        st.markdown(
            "The Subscriptions export does not tell the tokens of a pack: enter them above. Where no number of seats"
            " stands, it tells none, as for Flex."
        )
        tables.table(subscribed, "Subscriptions")
