"""Cards of resources as a table."""

from collections.abc import Iterable

import polars as pl

from analytics.platform.cards import Card
from analytics.pool.charged.units import EXACT


def card_table(cards: Iterable[Card]) -> pl.DataFrame:
    """List cards, in the order given.

    Returns
    -------
    pl.DataFrame
        One row per card: `team`, `resource`, `resource_kind`, `available_units`, `total_units` (Decimal; null: without
        limit), `unit_size`, `unit`, `carried` (use that fills no unit yet), `known_until` (the last day of use that is
        taken off), `unknown_days` (before it, of which it is not), `ends_in`, `refreshes_in` (days), `runs_out_from`
        (P10), `runs_out_on` (the middle), `runs_out_by` (P90; days, null: not within a year, or not known), `follows`.
    """
    rows = [
        {
            "team": each.team,
            "resource": each.resource,
            "resource_kind": str(each.kind),
            "available_units": each.available,
            "total_units": each.total,
            "unit_size": each.unit_size,
            "unit": each.unit,
            "carried": each.remainder,
            "known_until": each.known_until,
            "unknown_days": each.unknown_days,
            "ends_in": None if each.ends is None else (each.ends - each.on).days,
            "refreshes_in": None if each.refreshes is None else (each.refreshes - each.on).days,
            "runs_out_from": each.on if each.gone else each.run_out.day.p10 if each.run_out else None,
            "runs_out_on": each.projected,
            "runs_out_by": each.on if each.gone else each.run_out.day.p90 if each.run_out else None,
            "follows": None if each.follows is None else str(each.follows),
        }
        for each in cards
    ]
    return pl.DataFrame(rows, schema=_TABLE)


_TABLE: dict[str, pl.DataType | type[pl.DataType]] = {
    "team": pl.String,
    "resource": pl.String,
    "resource_kind": pl.String,
    "available_units": EXACT,
    "total_units": EXACT,
    "unit_size": EXACT,
    "unit": pl.String,
    "carried": EXACT,
    "known_until": pl.Date,
    "unknown_days": pl.Int64,
    "ends_in": pl.Int64,
    "refreshes_in": pl.Int64,
    "runs_out_from": pl.Date,
    "runs_out_on": pl.Date,
    "runs_out_by": pl.Date,
    "follows": pl.String,
}
