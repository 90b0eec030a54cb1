"""Usage alerts: what would go out now, the alerts that were saved, and a form to define, edit or delete one."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from analytics.clock import utc_now
from analytics.masking import masked_text
from analytics.platform.alerting import alert_table
from analytics.platform.cards import Card
from analytics.store.usage_alerts import (
    DAYS,
    UsageAlert,
    Watched,
    add_usage_alert,
    change_usage_alert,
    remove_usage_alert,
)
from analytics.wording import count_text
from pages.parts import controls, tables
from pages.parts import session as shared
from pages.parts.messages import errors_shown
from pages.parts.resources import session


def listed(data: str, today: date) -> None:
    """List the alerts, and what they would say now."""
    alerts = session.alerts(data)
    if not alerts:
        st.markdown("No alert is defined. Define one below: who is to be told, 10 or 5 days before a run-out.")
        return
    due = session.due(data, today)
    if due.is_empty():
        st.markdown(f"{count_text(len(alerts), 'alert')} saved; none would go out now.")
    else:
        reached = count_text(due.select("team", "resource").unique().height, "resource")
        st.warning(f"{reached} reached: these alerts would go out now.", icon=":material/notifications_active:")
        tables.table(due, "Usage alerts that would go out")
    tables.table(alert_table(alerts, session.watchable(data)), "Usage alerts")
    st.caption("Alerts are defined and listed here; nothing is sent yet.")


def define(data: str, cards: Sequence[Card]) -> None:
    """Offer a form for a new alert, or for one that was saved; it goes into one's own store."""
    if shared.on_sample_data():
        st.info("Load an export of your own first; usage alerts are not defined for the sample data.")
        return
    alerts = session.alerts(data)
    number = st.selectbox(
        "Alert to define or edit",
        [None, *alerts],
        format_func=lambda each: "A new alert" if each is None else f"Alert {each}: {controls.name(alerts[each].name)}",
        key="alert_chosen",
    )
    before = alerts.get(number) if number is not None else None
    known = sorted({Watched(card.team, card.resource) for card in cards} | set(before.resources if before else ()))
    with st.form(f"alert {number}"):
        name = st.text_input("Name", controls.name(before.name) if before else "", key=f"alert_name {number}")
        days = st.pills(
            "Speaks when a run-out is projected within",
            DAYS,
            selection_mode="multi",
            default=before.days if before else DAYS,
            format_func=lambda each: f"{each} days",
            key=f"alert_days {number}",
        )
        watched = st.multiselect(
            "Resources",
            known,
            default=before.resources if before else (),
            format_func=lambda each: f"{controls.name(each.resource)}, {controls.name(each.team)}",
            key=f"alert_resources {number}",
        )
        recipients = before.recipients if before else ()
        kept = _kept(recipients, number) if recipients else ()
        written = st.text_area(
            "New recipients, one e-mail address a line" if before else "Recipients, one e-mail address a line",
            key=f"alert_recipients {number}",
        )
        if st.form_submit_button("Save the alert", type="primary", icon=":material/save:"):
            lines = [line.strip() for line in written.splitlines() if line.strip()]
            title = before.name if before and name == controls.name(before.name) else name
            alert = UsageAlert(title, tuple(days), tuple(watched), (*kept, *lines))
            with errors_shown():
                if number is None:
                    add_usage_alert(shared.own_store(), alert, utc_now())
                else:
                    change_usage_alert(shared.own_store(), number, alert, utc_now())
                st.rerun()
    if number is not None and st.button("Delete this alert", key="alert_removal", icon=":material/delete:"):
        remove_usage_alert(shared.own_store(), number)
        st.rerun()


def _kept(recipients: Sequence[str], number: int | None) -> list[str]:
    """Let a person choose which recipients stay; each has its number, because two may be masked alike."""
    places = list(range(len(recipients)))
    chosen = st.multiselect(
        "Recipients to keep",
        places,
        default=places,
        format_func=lambda place: f"{place + 1}: {_shown(recipients[place])}",
        key=f"alert_kept {number}",
    )
    return [recipients[place] for place in sorted(chosen)]


def _shown(recipient: str) -> str:
    return recipient if controls.names_shown() else masked_text(recipient)
