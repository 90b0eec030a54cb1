"""Usage alerts beside what they watch: the list of them, and which would go out on a day."""

from collections.abc import Collection, Mapping, Sequence

import polars as pl

from analytics.platform.cards import TOKENS, Card
from analytics.pool import teams_with_use
from analytics.store import Store
from analytics.store.resources import resources
from analytics.store.usage_alerts import UsageAlert, Watched


def watchable(store: Store) -> list[Watched]:
    """List what an alert can watch: each resource of each team, and its tokens where their use is known."""
    bought = resources(store).select("team", "resource").unique(maintain_order=True)
    named = {(team, resource.casefold()): Watched(team, resource) for team, resource in bought.iter_rows()}
    return sorted([*named.values(), *(Watched(team, TOKENS) for team in teams_with_use(store))])


def alert_table(alerts: Mapping[int, UsageAlert], known: Collection[Watched]) -> pl.DataFrame:
    """List alerts.

    Parameters
    ----------
    alerts
        By their numbers.
    known
        As `watchable` gives it.

    Returns
    -------
    pl.DataFrame
        One row per alert: `alert_id`, `alert`, `alert_days`, `resources`, `recipients` (lists of texts). A resource
        that is not known any more is named as such: nothing will be said of it.
    """
    there = {each.key for each in known}
    rows = [
        (
            number,
            alert.name,
            " and ".join(f"{days} days" for days in sorted(alert.days, reverse=True)),
            [f"{one.resource}, {one.team}{'' if one.key in there else GONE}" for one in alert.resources],
            list(alert.recipients),
        )
        for number, alert in alerts.items()
    ]
    texts = pl.List(pl.String)
    columns = [("alert_id", pl.Int64()), ("alert", pl.String()), ("alert_days", pl.String())]
    return pl.DataFrame(rows, [*columns, ("resources", texts), ("recipients", texts)], orient="row")


GONE = " (watches nothing: it is not known any more)"
"""Stands behind a resource of an alert that nothing is known of."""


def alerts_due(alerts: Mapping[int, UsageAlert], cards: Sequence[Card]) -> pl.DataFrame:
    """Tell which alerts would go out.

    An alert of 10 and of 5 days goes out twice for a resource: when the projected run-out, the middle of the futures,
    comes within 10 days, and again within 5. Here stands the nearest of its days that has come. What has nothing left
    has run out.

    Parameters
    ----------
    alerts
        By their numbers.
    cards
        Of all resources.

    Returns
    -------
    pl.DataFrame
        One row per alert and resource that runs out within its days: `alert_id`, `alert`, `team`, `resource`,
        `within_days`, `runs_out_on`; the nearest run-out first.
    """
    of = {Watched(each.team, each.resource).key: each for each in cards}
    rows = []
    for number, alert in alerts.items():
        for watched in alert.resources:
            card = of.get(watched.key)
            left = card.days_left if card else None
            reached = [days for days in alert.days if left is not None and left <= days]
            if card and reached:
                rows.append((number, alert.name, card.team, card.resource, min(reached), card.projected))
    columns = {"alert_id": pl.Int64(), "alert": pl.String(), "team": pl.String(), "resource": pl.String()}
    schema = pl.Schema({**columns, "within_days": pl.Int64(), "runs_out_on": pl.Date()})
    return pl.DataFrame(rows, schema, orient="row").sort("runs_out_on", "alert_id")
