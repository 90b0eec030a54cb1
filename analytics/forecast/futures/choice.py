"""Which method a team's futures are made with: what did better on its own past."""

import json
from datetime import date

from analytics.store import Store
from analytics.store.vintages import vintages


def burn_rate_chosen(store: Store, team: str, by: date) -> bool:
    """Tell whether the burn rate did better in the backtest that was made with the team's newest data by a day.

    The backtest is made when a file is loaded, and kept with the forecast of that day: it takes seconds.
    """
    kept = vintages(store, team, by)
    return not kept.is_empty() and bool(json.loads(kept.item(-1, "answer"))["burn_rate"])
