"""A team that bought APIs and capacity, and what its two applications used of them: small enough to count by hand."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from analytics.exports import Receipt
from analytics.store import LoadOptions, Store, load
from analytics.store.resources import NewResource, ResourceKind, Source, add_resource
from tests.places import NOW

FIRST = date(2026, 1, 15)
DAYS = 290
RESOURCES = """Team,Resource,Kind,Purchased,Unit,Unit size,First day,Last day,Refreshes,Source,Time zone,\
Price per unit,Currency
Design,Automation,API,10,processing minutes,20,2026-01-15,,monthly,Free tier,America/New_York,,
Design,Automation,api,,processing minutes,20,2026-01-15,,,pay as you go,America/New_York,2.00,USD
Design,Model Derivative complex,API,3600,jobs,,2026-01-15,2027-01-14,never,Flex,,,
Plant,Info360 assets,capacity,150,assets,,2026-01-01,2026-12-31,,,,,
"""


def use() -> Iterator[str]:
    """Write a table of API usage.

    Each day application A uses 45 processing minutes and B 15; each 6 complex jobs, of the last 5 days uncharged; A 2
    simple jobs; Plant takes 10 assets on the first day and none later.
    """
    yield "Day,Client ID,Application,Team,API,Engine or job type,Quantity,Unit,Tokens,Status"
    for ahead in range(DAYS):
        day = FIRST + timedelta(days=ahead)
        state = "uncharged" if ahead >= DAYS - 5 else "resolved"
        for name, minutes in (("A", 45), ("B", 15)):
            yield f"{day},{name},App {name},Design,Automation,Revit,{minutes},processing minutes,1,resolved"
            yield f"{day},{name},App {name},Design,Model Derivative,complex,6,jobs,9,{state}"
        yield f"{day},A,App A,Design,Model Derivative,simple,2,jobs,1,resolved"
    yield f"{FIRST},C,App C,Plant,Info360 assets,,10,assets,0,resolved"


def load_all(store: Store, folder: Path) -> None:
    """Load both tables."""
    for name, text in (("resources.csv", RESOURCES), ("use.csv", "\n".join(use()) + "\n")):
        (folder / name).write_text(text, "utf-8")
        load(store, folder / name, NOW, LoadOptions())


def used(
    store: Store, folder: Path, first: date, last: date, quantity: str = "10", *, app: str = "A", team: str = "T"
) -> Receipt:
    """Load a table in which an application of a team uses as much of API X on each of some days."""
    days = (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
    lines = [f"{day},{app},App {app},{team},X,,{quantity},minutes,0,resolved" for day in days]
    path = folder / f"use_{app}_{first}_{last}.csv"
    path.write_text("\n".join([next(use()), *lines]) + "\n", "utf-8")
    return load(store, path, NOW, LoadOptions())


def buy(store: Store, purchased: int | None = None, first: date = date(2026, 1, 1), **more: object) -> int:
    """Let team T buy units of X: of Flex, without an end, unless it says otherwise."""
    asked: dict[str, object] = {"team": "T", "resource": "X", "kind": ResourceKind.API, "source": Source.FLEX}
    asked |= {"first_day": first, "purchased": None if purchased is None else Decimal(purchased)}
    return add_resource(store, NewResource(**(asked | more)))  # type: ignore[arg-type] # some are of other types
