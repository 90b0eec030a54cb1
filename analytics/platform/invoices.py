"""What Pay as You Go will be invoiced: whole charged units of each billing cycle, at the price entered.

Units that the Free tier, Token Flex or Flex pays are never on the invoice, and neither is use that fills no unit.
"""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import polars as pl

from analytics.currencies import minor_units
from analytics.platform.foresight import Foreseen, quantiles
from analytics.pool.charged.cycles import Cycle
from analytics.pool.charged.purchases import Purchase
from analytics.pool.charged.units import EXACT, by_cycle
from analytics.store.resources import Source

OVER, RUNNING = "over", "running"
UNKNOWN = "over, not all its use known"


def invoices(future: Foreseen) -> pl.DataFrame:
    """Estimate the invoices of the billing cycles of a resource, from the purchase of Pay as You Go on.

    Whoever comes first pays, in the past and in each future: an invoice has only the units that reach its purchase.

    Returns
    -------
    pl.DataFrame
        One row per cycle, the newest first: `team`, `resource`, `first_day`, `last_day` (of the buyer), `starts`,
        `ends` (UTC), `carried_in`, `quantity` (use that was paid or will be), `charged_units` (by all sources),
        `carried` (on to the next), `invoiced_units`, `amount` (Decimal; null: the price is not known), `currency`,
        `cycle` (over, running, or over with use that is not known yet), and where use is to come `p10`, `p50`, `p90`:
        units on its invoice in the end, and `amount_p10`, `amount_p50`, `amount_p90`.
    """
    account = future.account
    parts = [
        _invoices_of(future, each)
        for each in account.purchases
        if each.source is Source.PAY_AS_YOU_GO and each.first_use_day <= account.on
    ]
    found = pl.concat(parts) if parts else NO_INVOICES
    return found.sort("first_day", descending=True)


def _invoices_of(future: Foreseen, purchase: Purchase) -> pl.DataFrame:
    account = future.account
    last = purchase.last_day or account.on
    cycles = [each for each in purchase.billing_cycles(account.on) if each.first_day <= last]
    own = [place for place, grant in enumerate(account.grants) if grant.resource_id == purchase.resource_id]
    paid = account.drawn.units.filter(pl.col("grant").is_in(own))
    rows = []
    for cycle, row in zip(cycles, by_cycle(account.charged, cycles).iter_rows(named=True), strict=True):
        inside = pl.col("day").is_between(cycle.first_use_day, cycle.last_use_day)
        units = int(paid.filter(inside)["units"].sum())
        state = _state(cycle, account.on, account.known_until)
        low, middle, high = (None, None, None) if state == OVER else _in_the_end(future, own, cycle, units)
        rows.append(
            {
                "team": account.team,
                "resource": account.resource,
                **{name: row[name] for name in ("first_day", "last_day", "starts", "ends", "quantity")},
                "carried_in": row["carried"],
                "charged_units": row["units"],
                "carried": row["remainder"],
                "invoiced_units": units,
                "amount": _amount(units, purchase),
                "currency": purchase.currency,
                "cycle": state,
                "p10": low,
                "p50": middle,
                "p90": high,
                "amount_p10": _amount(low, purchase),
                "amount_p50": _amount(middle, purchase),
                "amount_p90": _amount(high, purchase),
            }
        )
    return pl.DataFrame(rows, schema=_COLUMNS)


def _state(cycle: Cycle, on: date, known_until: date | None) -> str:
    if known_until is not None and cycle.last_use_day <= known_until:
        return OVER
    return UNKNOWN if cycle.last_use_day < on else RUNNING


def _in_the_end(
    future: Foreseen, own: list[int], cycle: Cycle, units: int
) -> tuple[int, int, int] | tuple[None, None, None]:
    """Give the units on an invoice in the end: low, middle, high; None: nothing is foreseen."""
    if future.ahead is None:
        return None, None, None
    days = future.ahead.between(cycle.first_use_day, cycle.last_use_day)
    more = sum((future.ahead.payments.of(place, days) for place in own), np.zeros(1, dtype=np.int64))
    low, middle, high = quantiles(more)
    return units + low, units + middle, units + high


def _amount(units: int | None, purchase: Purchase) -> Decimal | None:
    if units is None or purchase.unit_price is None or purchase.currency is None:
        return None
    coin = Decimal(1).scaleb(-minor_units(purchase.currency))
    return (units * purchase.unit_price).quantize(coin, ROUND_HALF_UP)


_COLUMNS: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "team": pl.String,
    "resource": pl.String,
    "first_day": pl.Date,
    "last_day": pl.Date,
    "starts": pl.Datetime("us"),
    "ends": pl.Datetime("us"),
    "carried_in": EXACT,
    "quantity": EXACT,
    "charged_units": pl.Int64,
    "carried": EXACT,
    "invoiced_units": pl.Int64,
    "amount": EXACT,
    "currency": pl.String,
    "cycle": pl.String,
    "p10": pl.Int64,
    "p50": pl.Int64,
    "p90": pl.Int64,
    "amount_p10": EXACT,
    "amount_p50": EXACT,
    "amount_p90": EXACT,
}
NO_INVOICES = pl.DataFrame(schema=_COLUMNS)
"""What `invoices` gives where nothing is paid as it is used."""
