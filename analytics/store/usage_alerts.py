"""The usage alerts that were defined: which resources to watch, how many days ahead of a run-out, and whom to tell."""

import re
from dataclasses import dataclass
from datetime import datetime

import duckdb

from analytics.errors import AlertError, StoreError
from analytics.exports.letters import folded
from analytics.store.database import Store
from analytics.store.naming import known_team_id

DAYS = (10, 5)
"""The days ahead of a projected run-out on which an alert can speak."""
_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")


@dataclass(frozen=True, order=True)
class Watched:
    """A resource of a team."""

    team: str
    resource: str
    """As cards name it."""

    @property
    def key(self) -> tuple[str, str]:
        """What makes two the same: no capitals, no blanks around."""
        return (folded(self.team).casefold(), folded(self.resource).casefold())


@dataclass(frozen=True)
class UsageAlert:
    """An alert as a person defines it."""

    name: str
    days: tuple[int, ...]
    """Of `DAYS`: one of them, or both."""
    resources: tuple[Watched, ...]
    recipients: tuple[str, ...]
    """E-mail addresses."""

    @property
    def configuration(self) -> tuple[frozenset[int], frozenset[tuple[str, str]], frozenset[str]]:
        """What makes two alerts the same, whatever they are called: no order, no capitals of addresses."""
        return (
            frozenset(self.days),
            frozenset(one.key for one in self.resources),
            frozenset(map(_address_key, self.recipients)),
        )


def add_usage_alert(store: Store, alert: UsageAlert, now: datetime) -> int:
    """Save an alert and give its number.

    Raises
    ------
    AlertError
        When it cannot be meant so, or there is one of the same configuration already.
    """
    _check(alert)
    with store.writing() as cursor:
        _refuse_twice(store, alert, None)
        [(number,)] = cursor.execute("SELECT coalesce(max(alert_id), 0) + 1 FROM usage_alerts").fetchall()
        _insert(cursor, int(number), alert, now)
    return int(number)


def change_usage_alert(store: Store, alert_id: int, alert: UsageAlert, now: datetime) -> None:
    """Put an alert in the place of another; errors are those of adding and of removing one."""
    _check(alert)
    with store.writing() as cursor:
        _refuse_twice(store, alert, alert_id)
        _delete(cursor, alert_id)
        _insert(cursor, alert_id, alert, now)


def remove_usage_alert(store: Store, alert_id: int) -> None:
    """Delete an alert.

    Raises
    ------
    StoreError
        When there is no such alert.
    """
    with store.writing() as cursor:
        _delete(cursor, alert_id)


def usage_alerts(store: Store) -> dict[int, UsageAlert]:
    """Give the alerts by their numbers."""
    watched, recipients = _watched(store), _recipients(store)
    rows = store.frame("SELECT alert_id, name, days FROM usage_alerts ORDER BY alert_id").iter_rows()
    return {
        number: UsageAlert(name, tuple(days), tuple(watched[number]), tuple(recipients[number]))
        for number, name, days in rows
    }


def _check(alert: UsageAlert) -> None:
    """Refuse an alert that cannot be meant so; one that is kept may have pseudonyms for addresses."""
    if not folded(alert.name):
        raise AlertError("The alert has no name.", hint="Name it, such as 'APIs of Design'.")
    if not alert.days or not set(alert.days) <= set(DAYS):
        raise AlertError(
            "Nothing says how long before the run-out the alert speaks.", hint="Choose 10 days, 5 days or both."
        )
    if not alert.resources:
        raise AlertError("The alert watches nothing.", hint="Choose at least one resource.")
    if not alert.recipients:
        raise AlertError("Nobody would get the alert.", hint="Enter at least one e-mail address.")
    wrong = [place for place, each in enumerate(alert.recipients, start=1) if not _ADDRESS.fullmatch(folded(each))]
    if wrong:
        # The text is not repeated: it may be a name.
        raise AlertError(
            f"Recipient {wrong[0]} of {len(alert.recipients)} is no e-mail address.",
            hint="Enter addresses such as ann@example.com, one a line.",
        )


def _refuse_twice(store: Store, alert: UsageAlert, itself: int | None) -> None:
    for number, other in usage_alerts(store).items():
        if number != itself and other.configuration == alert.configuration:
            raise AlertError(
                f"Alert {number} has the same configuration already: it would send each e-mail twice.",
                hint="Change that alert, or choose other days, resources or recipients.",
            )


def _insert(cursor: duckdb.DuckDBPyConnection, alert_id: int, alert: UsageAlert, now: datetime) -> None:
    here = {"alert_id": alert_id}
    cursor.execute(
        "INSERT INTO usage_alerts VALUES ($alert_id, $name, $days, $now)",
        here | {"name": folded(alert.name), "days": sorted(set(alert.days)), "now": now},
    )
    for one in sorted({one.key: one for one in reversed(alert.resources)}.values()):
        cursor.execute(
            "INSERT INTO usage_alert_resources VALUES ($alert_id, $team_id, $resource)",
            here | {"team_id": known_team_id(cursor, one.team), "resource": one.resource},
        )
    written = {_address_key(each): folded(each) for each in reversed(alert.recipients)}
    for recipient in dict.fromkeys(written[_address_key(each)] for each in alert.recipients):
        cursor.execute(
            "INSERT INTO usage_alert_recipients VALUES ($alert_id, $recipient)", here | {"recipient": recipient}
        )


def _delete(cursor: duckdb.DuckDBPyConnection, alert_id: int) -> None:
    here = {"alert_id": alert_id}
    gone = cursor.execute("DELETE FROM usage_alerts WHERE alert_id = $alert_id RETURNING 1", here)
    if gone.fetchone() is None:
        raise StoreError(f"There is no usage alert {alert_id}.", hint="List the usage alerts to see their numbers.")
    for table in ("usage_alert_resources", "usage_alert_recipients"):
        cursor.execute(f"DELETE FROM {table} WHERE alert_id = $alert_id", here)


def _address_key(recipient: str) -> str:
    return folded(recipient).casefold()


def _watched(store: Store) -> dict[int, list[Watched]]:
    rows = store.frame(
        "SELECT alert_id, name, resource FROM usage_alert_resources JOIN teams USING (team_id)"
        " ORDER BY alert_id, name, resource"
    )
    found: dict[int, list[Watched]] = {}
    for number, team, resource in rows.iter_rows():
        found.setdefault(number, []).append(Watched(team, resource))
    return found


def _recipients(store: Store) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = store.frame("SELECT alert_id, recipient FROM usage_alert_recipients ORDER BY alert_id, rowid")
    for number, recipient in rows.iter_rows():
        found.setdefault(number, []).append(recipient)
    return found
