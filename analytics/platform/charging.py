"""Use of a resource beside what was charged for it: two numbers, by day, by source, by billing cycle."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import polars as pl

from analytics.pool.charged.accounts import UNCHARGED, Account
from analytics.pool.charged.cycles import Cycle
from analytics.pool.charged.draw_down import NOBODY, OPEN
from analytics.pool.charged.grants import BOUGHT
from analytics.pool.charged.units import by_cycle
from analytics.store.resources import Refreshes, Source
from analytics.usage import By
from analytics.usage.ranges import months_after

SOURCES = (BOUGHT, *map(str, Source), OPEN, NOBODY, UNCHARGED)
"""Who pays, in turn, and what nobody has paid."""
MONTHS_KEPT = 24
"""Months of use in view: Autodesk reports as many."""
CYCLE, BEFORE = "billing cycle", "before the first cycle"
_EVERY = {By.DAY: "1d", By.WEEK: "1w", By.MONTH: "1mo"}


@dataclass(frozen=True)
class UseAndUnits:
    """What a resource was used and what was charged, in the days in view: carried_in + paid = in_units + carried."""

    first_day: date
    last_day: date
    used: Decimal
    """All use, in its unit."""
    uncharged: Decimal
    """Use among it that the portal says nobody has paid for."""
    units: int
    """Charged units: whole ones."""
    in_units: Decimal
    """The use in them."""
    carried_in: Decimal
    """Use from before the first day that filled no unit then."""
    carried: Decimal
    """Use that fills no unit yet."""

    @property
    def paid(self) -> Decimal:
        """Use that is charged, or will be as soon as it fills a unit."""
        return self.used - self.uncharged


def first_in_view(on: date) -> date:
    """Give the first day of use that is kept in view: the 24 months that end with a day, as Autodesk reports.

    >>> first_in_view(date(2026, 10, 31))
    datetime.date(2024, 11, 1)
    """
    return months_after(on, -MONTHS_KEPT) + timedelta(days=1)


def use_and_units(account: Account) -> UseAndUnits:
    """Set the use in view against the units charged for it."""
    first = first_in_view(account.on)
    seen = pl.col("day") >= first
    use, charged = account.use.filter(seen), account.charged.filter(seen)
    before = account.charged.filter(~seen).tail(1)["remainder"].to_list()
    filled = charged.select((pl.col("units").cast(pl.Decimal(38, 0)) * pl.col("size")).sum()).item()
    return UseAndUnits(
        first_day=first,
        last_day=account.on,
        used=_sum(use["quantity"]),
        uncharged=_sum(use.filter("uncharged")["quantity"]),
        units=int(charged["units"].sum()),
        in_units=Decimal(filled or 0),
        carried_in=before[0] if before else Decimal(0),
        carried=account.remainder,
    )


def drawn(account: Account) -> pl.DataFrame:
    """List who paid for the use of each application, of the days in view; rows as `Account.by_application` has them."""
    return account.by_application(first_in_view(account.on))


def drawn_by_period(rows: pl.DataFrame, by: By) -> pl.DataFrame:
    """Add up what `drawn` lists by days, weeks or months: one row per `period` and `source`, with `quantity`."""
    order = {source: place for place, source in enumerate(SOURCES)}
    return (
        rows.group_by(pl.col("day").dt.truncate(_EVERY[by]).alias("period"), "source")
        .agg(pl.col("quantity").sum())
        .sort("period", pl.col("source").replace_strict(order, return_dtype=pl.Int64))
    )


def drawn_by_application(rows: pl.DataFrame) -> pl.DataFrame:
    """Add up what `drawn` lists by application: one row each, a column for each source, most use first."""
    if rows.is_empty():
        return rows.select("application", "quantity")
    found = [source for source in SOURCES if source in rows["source"].unique()]
    wide = rows.pivot("source", index="application", values="quantity", aggregate_function="sum")
    columns = [pl.col(source).fill_null(Decimal(0)) for source in found]
    totals = wide.select("application", quantity=pl.sum_horizontal(columns), **dict(zip(found, columns, strict=True)))
    return totals.sort("quantity", "application", descending=[True, False])


def units_by_cycle(account: Account) -> pl.DataFrame:
    """Give use and charged units by billing cycle, the newest first, of cycles that touch the days in view.

    The cycles are those of Pay as You Go, else of what refreshes, else of the first purchase. Use from before the first
    of them, as far as it is in view, has a row of its own below them.

    Returns
    -------
    pl.DataFrame
        As `by_cycle` gives it, with `carried_in` for what came into a cycle and `carried` for what went on, and `cycle`
        (what the row is of). The units of all rows are those in view, but for the cycle in which the view begins.
    """
    chosen = min(
        account.purchases,
        key=lambda each: (each.source is not Source.PAY_AS_YOU_GO, each.refreshes is Refreshes.NEVER, each.first_day),
    )
    first = first_in_view(account.on)
    spans = [each for each in chosen.billing_cycles(account.on) if each.last_use_day >= first]
    earliest = max([first, *account.charged["day"].head(1)])
    before = [_before(spans[0], earliest)] if spans and earliest < spans[0].first_use_day else []
    rows = by_cycle(account.charged, [*before, *spans])
    named = {"carried": "carried_in", "remainder": "carried", "units": "charged_units"}
    kind = pl.when(pl.int_range(pl.len()) < len(before)).then(pl.lit(BEFORE)).otherwise(pl.lit(CYCLE))
    return rows.rename(named).with_columns(cycle=kind).sort("first_day", descending=True)


def _before(cycle: Cycle, first_day: date) -> Cycle:
    """Give the days before a cycle as one."""
    last = cycle.first_day - timedelta(days=1)
    start = datetime.combine(first_day, time())
    return Cycle(min(first_day, last), last, start, cycle.starts)


def _sum(quantity: pl.Series) -> Decimal:
    return Decimal(quantity.sum() or 0)
