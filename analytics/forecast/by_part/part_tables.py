"""The forecast by part as tables and in a sentence."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from analytics.forecast.by_part.parts import OTHERS, Parts, parts
from analytics.forecast.futures.demand import demand
from analytics.forecast.outlook import Outlook, Paths
from analytics.pool import team_daily
from analytics.store import Store
from analytics.wording import day_text, percent_text, tokens_text

_WITHOUT_END = 365
"""Days to look ahead where no pack and no end says how far."""


@dataclass(frozen=True)
class PartTables:
    """What the parts of a team's use are expected to take."""

    first_day: date
    """The first day to come."""
    last_day: date
    """The last day looked at."""
    totals: pl.DataFrame
    """As `Parts.totals` gives it, tokens in tenths."""
    months: pl.DataFrame
    """As `Parts.months` gives it, tokens in tenths."""


def part_tables(store: Store, answer: Outlook, rows: pl.DataFrame) -> PartTables | None:
    """Split the futures of a team among its parts, up to the end that its outlook looks at.

    Parameters
    ----------
    store
        Where the team's use is.
    answer
        The outlook whose futures are split.
    rows
        The parts: `day`, `part`, `tokens`; one row per day and part with use.

    Returns
    -------
    PartTables or None
        None where the outlook has no futures: see its grade.
    """
    if answer.paths is None:
        return None
    last_day = answer.end or answer.as_of + timedelta(days=_WITHOUT_END)
    found = split(store, answer, answer.paths, rows, last_day)
    return PartTables(
        first_day=found.first_day,
        last_day=found.last_day,
        totals=found.totals().with_columns(pl.col("used", "expected", "p10", "p90").round(1)),
        months=found.months().with_columns(pl.col("used", "expected", "p10", "p90").round(1)),
    )


def split(store: Store, answer: Outlook, whole: Paths, rows: pl.DataFrame, last_day: date) -> Parts:
    """Split a team's futures among its parts up to a day; parameters as of `part_tables`."""
    daily = demand(team_daily(store, answer.team, answer.as_of), answer.ledger.days)
    return parts(rows, daily, whole, last_day)


def parts_sentence(found: PartTables) -> str:
    """Say who takes most of what is to come, and whose share changes most for sure."""
    to_come = found.totals["expected"].sum()
    top = found.totals.row(0, named=True)
    about = f"about {tokens_text(float(f'{to_come:.3g}'))} tokens expected from {day_text(found.first_day)}"
    until = f"to {day_text(found.last_day)}"
    if found.totals.height == 1:
        whose = f"{top['part']} takes all of them" if top["part"] != OTHERS else "no part of them is known by itself"
        return f"Of the {about} {until}, {whose}."
    share = f"{percent_text(top['share_expected'])} ({_band(top)})"
    said = f"Of the {about} {until}, {top['part']} takes most: {share}."
    moved = found.totals.filter(
        (pl.col("part") != OTHERS)
        & ((pl.col("share_p10") > pl.col("share_used")) | (pl.col("share_p90") < pl.col("share_used")))
    ).with_columns(by=(pl.col("share_expected") - pl.col("share_used")).abs())
    if moved.is_empty():
        return f"{said} No share is sure to change."
    most = moved.sort("by", "part", descending=[True, False]).row(0, named=True)
    way = "grows" if most["share_expected"] > most["share_used"] else "shrinks"
    before = f"{percent_text(most['share_used'])} of the newest year's use"
    return f"{said} The share of {most['part']} {way} most, from {before} to {percent_text(most['share_expected'])}."


def _band(row: dict[str, float]) -> str:
    return f"{percent_text(row['share_p10'])} to {percent_text(row['share_p90'])}"
