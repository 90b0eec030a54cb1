"""What was bought of a resource: each purchase, the grants it gives in its periods, and the sizes of a unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from analytics.pool.charged.cycles import Cycle, cycles
from analytics.pool.charged.draw_down import Grant
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
    unit_size: Decimal
    first_day: date
    last_day: date | None
    refreshes: Refreshes
    source: Source | None
    time_zone: str
    unit_price: Decimal | None
    currency: str | None

    def cycles(self, until: date) -> list[Cycle]:
        """Give the periods in which it pays that begin up to a day of use: between refreshes, else one."""
        return cycles(self.first_day, self.time_zone, self.refreshes, until, self.last_day)

    def billing_cycles(self, until: date) -> list[Cycle]:
        """Give the billing cycles of a month that begin up to a day of use."""
        return cycles(self.first_day, self.time_zone, Refreshes.MONTHLY, until, self.last_day)

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


def sizes(purchases: Sequence[Purchase]) -> list[UnitSize]:
    """Give the sizes of a unit, each from the first day of use of a purchase on; of one day that of the last named."""
    by_day = {each.cycles(each.first_day)[0].first_use_day: each.unit_size for each in purchases}
    return [UnitSize(day, size) for day, size in sorted(by_day.items())]


def purchases_by_resource(rows: pl.DataFrame) -> dict[tuple[str, str], list[Purchase]]:
    """Give the purchases of each team and resource, named as the last of them writes it."""
    found: dict[tuple[str, str], list[Purchase]] = {}
    written: dict[tuple[str, str], str] = {}
    for row in rows.iter_rows(named=True):
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


_AS_THEY_ARE = ("unit", "unit_size", "first_day", "last_day", "time_zone", "unit_price", "currency")
