"""Names of products and collections that mean the same: by rule, by the list that comes with it, and as entered."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from analytics.exports.rates import shipped_rates

_FILE = Path(__file__).with_name("other_names.csv")


@dataclass(frozen=True)
class OtherName:
    """A name that comes with Token Gauge."""

    name: str
    product: str
    changed: str
    """The year in which Autodesk changed the name; empty: not known, or both names are in use."""
    source: str


@dataclass(frozen=True)
class ProductNames:
    """Which names are one product or collection; a value that everything about products is told apart by.

    Capitals and blanks never matter. What was entered about a name counts before what is shipped.
    """

    entered: Mapping[str, str] = field(default_factory=dict)
    """By name: the product that it is a name of; of a name that stands for itself, itself."""

    def key(self, name: str) -> str:
        """Return what all names of one product or collection have in common.

        >>> names = ProductNames()
        >>> names.key(" autocad"), names.key("AutoCAD - including specialized toolsets"), names.key("AutoCAD LT")
        ('autocad', 'autocad', 'autocad lt')
        >>> ProductNames({"Fusion 360": "Fusion 360", "CAD": "autocad"}).key("fusion  360")
        'fusion 360'
        """
        plain = folded(name)
        passed = [plain]
        while (after := self._products.get(plain, plain)) != plain:
            if after in passed:
                # What is entered and what a later version ships may go round; any name of the round will do.
                return min(passed[passed.index(after) :])
            passed.append(plain := after)
        return plain

    def label(self, key: str, written: Iterable[str]) -> str:
        """Return the name under which a product is shown: as it is shipped, else as it was entered, else as written.

        Of several ways of writing it the first of those that have capitals and small letters.

        >>> ProductNames().label("autocad", ["AUTOCAD"]), ProductNames().label("plant 4d", ["PLANT 4D", "Plant 4D"])
        ('AutoCAD', 'Plant 4D')
        """
        told = self._spellings.get(key)
        return told or min(written, key=lambda name: (name.isupper() or name.islower(), name))

    @cached_property
    def _products(self) -> dict[str, str]:
        shipped = {folded(other.name): folded(other.product) for other in shipped_names()}
        return shipped | {folded(name): folded(product) for name, product in self.entered.items()}

    @cached_property
    def _spellings(self) -> dict[str, str]:
        shipped = [*shipped_rates()["product"], *(other.product for other in shipped_names())]
        return {folded(name): name for name in [*self.entered.values(), *shipped]}


@cache
def shipped_names() -> tuple[OtherName, ...]:
    """List the other names that come with Token Gauge; the file beside this one has their sources."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(OtherName(**row) for row in csv.DictReader(file))


def folded(name: str) -> str:
    """Return a name without what never tells two products apart.

    >>> folded(" AutoCAD  LT")
    'autocad lt'
    """
    return " ".join(name.split()).casefold()
