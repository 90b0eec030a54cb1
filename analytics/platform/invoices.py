"""What Pay as You Go will be invoiced: whole charged units of each billing cycle, at the price entered.

Units that the Free tier, Token Flex or Flex pays are never on the invoice, and neither is use that fills no unit.
"""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import polars as pl

from analytics.currencies import minor_units
from analytics.forecast import Paths
from analytics.platform.foresight import Foreseen, packs_ahead, quantiles
from analytics.pool import PER_TOKEN, pay
from analytics.pool.charged.accounts import Account
from analytics.pool.charged.cycles import Cycle
from analytics.pool.charged.purchases import Purchase
from analytics.pool.charged.units import by_cycle
from analytics.store.resources import Source

OVER, RUNNING = "over", "running"


def invoices(future: Foreseen) -> pl.DataFrame:
    """Estimate the invoices of the billing cycles of a resource, from the purchase of Pay as You Go on.

    Returns
    -------
    pl.DataFrame
        One row per cycle, the newest first: `team`, `resource`, `first_day`, `last_day` (of the buyer), `starts`,
        `ends` (UTC), `carried_in`, `quantity` (use that was paid or will be), `charged_units` (by all sources),
        `carried` (on to the next), `invoiced_units`, `amount` (Decimal; null: the price is not known), `currency`,
        `cycle` (over or running), and for the running one `p10`, `p50`, `p90`: units on its invoice in the end, and
        `amount_p10`, `amount_p50`, `amount_p90`.
    """
    account = future.account
    parts = [
        _invoices_of(future, each)
        for each in account.purchases
        if each.source is Source.PAY_AS_YOU_GO and each.first_day <= account.on
    ]
    found = pl.concat(parts) if parts else NO_INVOICES
    return found.sort("first_day", descending=True)


def _invoices_of(future: Foreseen, purchase: Purchase) -> pl.DataFrame:
    account = future.account
    cycles = purchase.billing_cycles(account.on)
    own = [place for place, grant in enumerate(account.grants) if grant.resource_id == purchase.resource_id]
    paid = account.drawn.units.filter(pl.col("grant").is_in(own))
    rows = []
    for cycle, row in zip(cycles, by_cycle(account.charged, cycles).iter_rows(named=True), strict=True):
        inside = pl.col("day").is_between(cycle.first_use_day, cycle.last_use_day)
        units = int(paid.filter(inside)["units"].sum())
        running = cycle.last_use_day > account.on
        low, middle, high = _in_the_end(future, cycle, units) if running else (None, None, None)
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
                "cycle": RUNNING if running else OVER,
                "p10": low,
                "p50": middle,
                "p90": high,
                "amount_p10": _amount(low, purchase),
                "amount_p50": _amount(middle, purchase),
                "amount_p90": _amount(high, purchase),
            }
        )
    return pl.DataFrame(rows, schema=_COLUMNS)


def _in_the_end(future: Foreseen, cycle: Cycle, units: int) -> tuple[int | None, int | None, int | None]:
    """Give the units on the invoice of a running cycle in the end: low, middle, high; None: nothing is foreseen."""
    account = future.account
    if future.paths is None:
        return None, None, None
    more = _units_to_come(account, future.paths, cycle.last_use_day)
    low, middle, high = quantiles(more.astype(np.float64))
    return units + int(low), units + int(middle), units + int(high)


def _units_to_come(account: Account, paths: Paths, last_day: date) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Give the whole units that no grant with a limit pays up to a day, in each future."""
    use = np.rint(paths.until(last_day) * PER_TOKEN).astype(np.int64)
    use[:, 0] += int(account.remainder * PER_TOKEN)
    unpaid = pay(use, paths.first_day, packs_ahead(account, last_day)).unpaid.sum(axis=1)
    units: np.ndarray[tuple[int, ...], np.dtype[np.int64]] = unpaid // int(account.size * PER_TOKEN)
    return units


def _amount(units: int | None, purchase: Purchase) -> Decimal | None:
    if units is None or purchase.unit_price is None or purchase.currency is None:
        return None
    coin = Decimal(1).scaleb(-minor_units(purchase.currency))
    return (units * purchase.unit_price).quantize(coin, ROUND_HALF_UP)


_EXACT = pl.Decimal(38, 6)
_COLUMNS: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "team": pl.String,
    "resource": pl.String,
    "first_day": pl.Date,
    "last_day": pl.Date,
    "starts": pl.Datetime("us"),
    "ends": pl.Datetime("us"),
    "carried_in": _EXACT,
    "quantity": _EXACT,
    "charged_units": pl.Int64,
    "carried": _EXACT,
    "invoiced_units": pl.Int64,
    "amount": _EXACT,
    "currency": pl.String,
    "cycle": pl.String,
    "p10": pl.Int64,
    "p50": pl.Int64,
    "p90": pl.Int64,
    "amount_p10": _EXACT,
    "amount_p50": _EXACT,
    "amount_p90": _EXACT,
}
NO_INVOICES = pl.DataFrame(schema=_COLUMNS)
"""What `invoices` gives where nothing is paid as it is used."""
