"""Names of products and collections that mean the same."""

import csv
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("other_names.csv")


def product_key(name: str) -> str:
    """Give what two names of one product or collection have in common: capitals, blanks and other names aside.

    The other names, with their sources, are in the file beside this one.

    >>> product_key(" autocad"), product_key("AutoCAD - including specialized toolsets"), product_key("AutoCAD LT")
    ('autocad', 'autocad', 'autocad lt')
    """
    plain = _plain(name)
    return _other_names().get(plain, plain)


@cache
def _other_names() -> dict[str, str]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {_plain(row["name"]): _plain(row["product"]) for row in csv.DictReader(file)}


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
