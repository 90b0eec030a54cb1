"""Which usage alerts would go out on a day: a resource is projected to run out within the days that they name."""

from collections.abc import Mapping, Sequence

import polars as pl

from analytics.platform.cards import Card
from analytics.store.usage_alerts import UsageAlert


def alerts_due(alerts: Mapping[int, UsageAlert], cards: Sequence[Card]) -> pl.DataFrame:
    """Tell which alerts would go out.

    An alert of 10 and of 5 days goes out twice for a resource: when the projected run-out, the middle of the futures,
    comes within 10 days, and again within 5. Here stands the nearest of its days that has come.

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
    of = {(each.team.casefold(), each.resource.casefold()): each for each in cards}
    rows = []
    for number, alert in alerts.items():
        for watched in alert.resources:
            card = of.get((watched.team.casefold(), watched.resource.casefold()))
            left = card.days_left if card else None
            reached = [days for days in alert.days if left is not None and left <= days]
            if card and reached:
                rows.append((number, alert.name, card.team, card.resource, min(reached), card.projected))
    columns = {"alert_id": pl.Int64(), "alert": pl.String(), "team": pl.String(), "resource": pl.String()}
    schema = pl.Schema({**columns, "within_days": pl.Int64(), "runs_out_on": pl.Date()})
    return pl.DataFrame(rows, schema, orient="row").sort("runs_out_on", "alert_id")
