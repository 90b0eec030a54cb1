"""The tokens that a product costs a day, as far as a source says so."""

import csv
from decimal import Decimal
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("daily_rates.csv")


@cache
def daily_rates() -> dict[str, Decimal]:
    """Give the tokens for 24 hours by the product's name in lower case; a product without a source is absent.

    The whole rate sheet is not public; the file beside this one names the source of each rate.

    >>> daily_rates()["autocad"], "inventor professional" in daily_rates()
    (Decimal('7'), False)
    """
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {row["product"].casefold(): Decimal(row["tokens"]) for row in csv.DictReader(file)}
