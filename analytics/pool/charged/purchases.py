"""What was bought of a resource: each purchase, the grants it gives in its periods, and the sizes of a unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from analytics.pool.charged.cycles import Cycle, cycles
from analytics.pool.charged.grants import Grant
from analytics.pool.charged.units import UnitSize
from analytics.store.resources import Refreshes, ResourceKind, Source


@dataclass(frozen=True)
class Purchase:
    """One row of the list of resources."""

    resource_id: int
    kind: ResourceKind
    purchased: int | None
    """Charged units; None: as many as are used."""
    unit: str | None
    unit_size: Decimal | None
    """Use in one charged unit from the first day on; None: what it was before."""
    first_day: date
    last_day: date | None
    refreshes: Refreshes
    source: Source | None
    time_zone: str
    unit_price: Decimal | None
    currency: str | None

    @property
    def first_use_day(self) -> date:
        """The first day of use (UTC) that it pays."""
        return self.cycles(self.first_day)[0].first_use_day

    def cycles(self, until: date) -> list[Cycle]:
        """Give the periods in which it pays that begin up to a day of use: between refreshes, else one."""
        return cycles(self.first_day, self.time_zone, self.refreshes, until, self.last_day)

    def billing_cycles(self, until: date) -> list[Cycle]:
        """Give the billing cycles of a month that begin up to a day of use; they go on when it has ended."""
        return cycles(self.first_day, self.time_zone, Refreshes.MONTHLY, until)

    def grants(self, until: date) -> list[Grant]:
        """Give what it can pay in its periods that begin up to a day of use."""
        endless = self.refreshes is Refreshes.NEVER and self.last_day is None
        return [
            Grant(
                self.source,
                self.purchased,
                each.first_use_day,
                None if endless else each.last_use_day,
                self.resource_id,
            )
            for each in self.cycles(until)
        ]


def sizes(purchases: Sequence[Purchase], entered: Mapping[date, Decimal]) -> list[UnitSize]:
    """Give the sizes of a unit, each from a day of use on; 1 where nothing says one.

    Parameters
    ----------
    purchases
        Of one resource, by first day.
    entered
        Sizes by the first day on which they hold. Of one day it comes before a purchase, and of purchases the one that
        was entered by hand; two that are entered cannot contradict each other.
    """
    by_day = {each.first_use_day: each.unit_size for each in purchases if each.unit_size is not None}
    by_day.update(entered)
    return [UnitSize(day, size) for day, size in sorted(by_day.items())] or [UnitSize(date.min, Decimal(1))]


def purchases_by_resource(rows: pl.DataFrame) -> dict[tuple[str, str], list[Purchase]]:
    """Give the purchases of each team and resource, named as the last of them writes it."""
    found: dict[tuple[str, str], list[Purchase]] = {}
    written: dict[tuple[str, str], str] = {}
    # What was entered by hand comes last of its day, so that its size is the one that holds.
    for row in rows.sort("first_day", pl.col("load_id").is_null(), "resource_id").iter_rows(named=True):
        key = (row["team"], row["resource"].casefold())
        written[key] = row["resource"]
        purchased = row["purchased"]
        found.setdefault(key, []).append(
            Purchase(
                resource_id=row["resource_id"],
                kind=ResourceKind(row["resource_kind"]),
                purchased=None if purchased is None else int(purchased),
                refreshes=Refreshes(row["refreshes"]),
                source=None if row["source"] is None else Source(row["source"]),
                **{name: row[name] for name in _AS_THEY_ARE},
            )
        )
    return {(team, written[team, key]): bought for (team, key), bought in found.items()}


def entered_twice(rows: pl.DataFrame) -> pl.DataFrame:
    """Find what was entered by hand and loaded with a table too: both count, which nobody may have meant.

    Parameters
    ----------
    rows
        As `analytics.store.resources.resources` gives them.

    Returns
    -------
    pl.DataFrame
        One row per `team` and `resource`: those with the same source and first day by hand and in a table.
    """
    alike = rows.group_by("team", pl.col("resource").str.to_lowercase().alias("key"), "source", "first_day").agg(
        pl.col("resource").first(), hand=pl.col("load_id").is_null().any(), file=pl.col("load_id").is_not_null().any()
    )
    return alike.filter("hand", "file").select("team", "resource").unique().sort("team", "resource")


_AS_THEY_ARE = ("unit", "unit_size", "first_day", "last_day", "time_zone", "unit_price", "currency")
