"""Parts of the company that use can be narrowed to: a department, a manager's people, all who have no project."""

from dataclasses import dataclass

import narwhals.stable.v2 as nw
import polars as pl
from narwhals.stable.v2.typing import IntoLazyFrameT

from analytics.errors import StoreError
from analytics.usage.allocation import UNALLOCATED, Unit, allocated
from analytics.wording import listed_text

_NAMED = 20


@dataclass(frozen=True)
class Part:
    """A place of a directory, or the use that it does not place."""

    unit: Unit
    place: str | None
    """Its key in `analytics.store.directory.places`; None: what is unallocated."""

    def __str__(self) -> str:
        """Write it as addresses and commands have it: it names nobody, and `part` reads it.

        >>> str(Part(Unit.COST_CENTER, "4100")), str(Part(Unit.MANAGER, None))
        ('cost_center:4100', 'manager:')
        """
        return f"{self.unit}:{self.place or ''}"


def use_of_part(rows: IntoLazyFrameT, directory: pl.DataFrame, part: Part) -> IntoLazyFrameT:
    """Keep the rows whose users belonged to a part on their day; rows and directory as of `allocated`."""
    placed = nw.from_native(allocated(rows, directory, part.unit))
    here = nw.col("unit").is_null() if part.place is None else nw.col("unit") == nw.lit(part.place)
    return placed.filter(here).drop("unit").to_native()


def known_units(places: pl.DataFrame) -> list[Unit]:
    """Give the units of which a directory says anything; `places` as `analytics.store.directory.places` gives them."""
    named = set(places["unit"].unique())
    return [unit for unit in Unit if unit in named]


def part_labels(places: pl.DataFrame) -> dict[Part, str]:
    """Give every part with its label, by unit; what is unallocated stands after the places of its unit.

    Parameters
    ----------
    places
        `unit`, `key`, `label`, in the order in which they are wanted.

    >>> known = pl.DataFrame({"unit": ["cost_center"], "key": ["4100"], "label": ["4100"]})
    >>> list(part_labels(known).values())
    ['Cost center 4100', 'Unallocated by cost center']
    """
    labels = {}
    for unit in known_units(places):
        for key, label in places.filter(unit=unit).select("key", "label").iter_rows():
            # Of managers the key is "Manager" and a number already.
            masked = unit is Unit.MANAGER and key == label
            labels[Part(unit, key)] = label if masked else f"{unit.label} {label}"
        labels[Part(unit, None)] = f"{UNALLOCATED} by {unit.noun}"
    return labels


def part(text: str, places: pl.DataFrame) -> Part:
    """Read a part as people write it: a unit, a colon, and the key or label of a place, or nothing for the unallocated.

    Parameters
    ----------
    text
        Such as `department:Structures` or `cost-center:`.
    places
        `unit`, `key`, `label`.

    Raises
    ------
    StoreError
        When the directory knows no such part; what it knows is told by the labels.
    """
    start, colon, place = text.partition(":")
    known = known_units(places)
    unit = next((unit for unit in known if colon and unit == start.replace("-", "_")), None)
    if unit is None:
        begin = f"Begin with one of: {', '.join(f'{unit}:' for unit in known)}."
        raise StoreError(
            f"{text} is not a part of the company that the directory knows.",
            hint=begin if known else "Load a directory, a table of users with their departments.",
        )
    if not place:
        return Part(unit, None)
    labels = places.filter(unit=unit)
    found = labels.filter((pl.col("key") == place) | (pl.col("label") == place))
    if found.is_empty():
        there = listed_text(labels["label"].to_list(), _NAMED)
        raise StoreError(f"There is no {unit.noun} {place} in the directory.", hint=f"There are: {there}.")
    return Part(unit, found["key"][0])
