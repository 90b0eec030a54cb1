"""The tokens that a product costs a day, as far as a source says so."""

from pathlib import Path

import polars as pl

_FILE = Path(__file__).with_name("daily_rates.csv")


def shipped_rates() -> pl.DataFrame:
    """Give the rates that come with the product; one without a source is absent.

    The whole rate sheet is not public; the file beside this one names the source of each rate.

    Returns
    -------
    pl.DataFrame
        One row per product: `product`, `tokens` (Decimal, for 24 hours), `mark` (V: read at Autodesk, S: quoted by
        others), `source`, `checked_on`.

    Examples
    --------
    >>> rates = shipped_rates()
    >>> rates.filter(product="AutoCAD")["tokens"].to_list(), "Inventor Professional" in rates["product"]
    ([Decimal('7.000000')], False)
    """
    return pl.read_csv(_FILE, schema_overrides={"tokens": pl.Decimal(18, 6), "checked_on": pl.Date})
