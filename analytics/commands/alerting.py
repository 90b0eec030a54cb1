"""Commands about usage alerts."""

from typing import Any

import click

from analytics.clock import utc_now
from analytics.commands.parameters import AS_JSON, NAMES
from analytics.commands.printing import show, table_text
from analytics.commands.stores import opened
from analytics.errors import StoreError
from analytics.platform.alerting import alert_table, alerts_due, watchable
from analytics.platform.cards import all_cards
from analytics.settings import Settings
from analytics.store import Store
from analytics.store.assumptions import assumed
from analytics.store.usage_alerts import (
    DAYS,
    UsageAlert,
    Watched,
    add_usage_alert,
    change_usage_alert,
    remove_usage_alert,
    usage_alerts,
)

_NUMBER = click.IntRange(1, 2**31 - 1)


@click.group("usage-alerts")
def usage_alerts_group() -> None:
    """Define, list, change and remove usage alerts, and tell which would go out now; nothing is sent yet."""


_NAME = click.option("--name", required=True, help="What the alert is called.")
_DAYS = click.option(
    "--days", type=click.Choice([str(days) for days in DAYS]), multiple=True, default=[str(days) for days in DAYS]
)
_WATCHED = click.option(
    "--resource", "watched", type=(str, str), multiple=True, required=True, help="A team, and a resource of it."
)
_RECIPIENTS = click.option("--to", "recipients", multiple=True, required=True, help="An e-mail address.")


@usage_alerts_group.command("add")
@_NAME
@_DAYS
@_WATCHED
@_RECIPIENTS
@AS_JSON
@click.pass_obj
def add_alert_command(settings: Settings, /, as_json: bool, **said: Any) -> None:
    """Define an alert; the same configuration twice is refused."""
    with opened(settings) as store:
        number = add_usage_alert(store, _alert(store, **said), utc_now())
    show(as_json, {"alert_id": number}, f"Usage alert {number} is saved.")


@usage_alerts_group.command("change")
@click.argument("alert_id", type=_NUMBER)
@_NAME
@_DAYS
@_WATCHED
@_RECIPIENTS
@AS_JSON
@click.pass_obj
def change_alert_command(settings: Settings, /, alert_id: int, as_json: bool, **said: Any) -> None:
    """Put another alert in the place of one."""
    with opened(settings) as store:
        change_usage_alert(store, alert_id, _alert(store, **said), utc_now())
    show(as_json, {"alert_id": alert_id}, f"Usage alert {alert_id} is changed.")


@usage_alerts_group.command("list")
@NAMES
@AS_JSON
@click.pass_obj
def list_alerts_command(settings: Settings, names: bool, as_json: bool) -> None:  # noqa: ARG001 - read by `show`
    """List the alerts."""
    with opened(settings) as store:
        rows = alert_table(usage_alerts(store), watchable(store))
    show(as_json, {"rows": rows}, table_text(rows))


@usage_alerts_group.command("due")
@AS_JSON
@click.pass_obj
def due_command(settings: Settings, as_json: bool) -> None:
    """List the alerts that would go out now."""
    with opened(settings) as store:
        settings = assumed(store, settings)
        rows = alerts_due(usage_alerts(store), all_cards(store, None, utc_now().date(), settings))
    show(as_json, {"rows": rows}, table_text(rows))


@usage_alerts_group.command("remove")
@click.argument("alert_id", type=_NUMBER)
@AS_JSON
@click.pass_obj
def remove_alert_command(settings: Settings, alert_id: int, as_json: bool) -> None:
    """Delete an alert."""
    with opened(settings) as store:
        remove_usage_alert(store, alert_id)
    show(as_json, {"alert_id": alert_id, "status": "removed"}, f"Usage alert {alert_id} is removed.")


def _alert(
    store: Store, name: str, days: tuple[str, ...], watched: tuple[tuple[str, str], ...], recipients: tuple[str, ...]
) -> UsageAlert:
    """Read an alert; each resource must be one that is known, so that none waits in vain."""
    known = {each.key: each for each in watchable(store)}
    chosen = []
    for pair in watched:
        found = known.get(Watched(*pair).key)
        if found is None:
            listed = "; ".join(f"{each.team}, {each.resource}" for each in known.values())
            raise StoreError(
                f"There is no resource {pair[1]} of {pair[0]}.", hint=f"There are: {listed or 'none yet'}."
            )
        chosen.append(found)
    return UsageAlert(name, tuple(map(int, days)), tuple(chosen), recipients)
