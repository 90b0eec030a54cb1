"""What of the uncharged use of APIs is owed still: the ledgers say what purchases have paid of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from analytics.pool import PER_TOKEN, Ledger, known_until, payer, team_ledgers, to_millionths
from analytics.store import Store
from analytics.store.api_sums import uncharged_sums
from analytics.usage.rounding import whole_parts

_TOKENS = pl.Decimal(38, 6)


@dataclass(frozen=True)
class Debts:
    """What is owed still, of all teams."""

    use: pl.DataFrame
    """One row per `day`, `application_id`, `application`, `team` (that pays for the use), `api`, `job` and `unit` of
    which something is owed, sorted by day: with `payer` (the team that owes: of a merged team, that which took it) and
    `owed` (Decimal, above zero). Those of a payer add up to the debt in its ledger."""
    books: Mapping[str, Ledger]
    """The ledger of each payer, at the end of what is known of it: the one that its outlook has."""


def debts(store: Store) -> Debts:
    """Tell what is owed still: a purchase pays the oldest day first, and of a day the same share of every row."""
    rows = uncharged_sums(store)
    payers = {team: payer(store, team) for team in rows["team"].unique().sort()}
    rows = rows.with_columns(payer=pl.col("team").replace(payers))
    books = {team: team_ledgers(store, [team], known_until(store, team))[team] for team in sorted({*payers.values()})}
    nothing = rows.clear().with_columns(owed=pl.lit(None, _TOKENS)).drop("tokens")
    parts = [part for team, book in books.items() for part in _of_payer(rows.filter(payer=team), book)]
    use = pl.concat([nothing, *parts]).filter(pl.col("owed") > 0).sort("day", "application", maintain_order=True)
    return Debts(use, books)


def _of_payer(rows: pl.DataFrame, book: Ledger) -> list[pl.DataFrame]:
    """Part what is owed still of each day between its rows."""
    left = dict(
        book.debts.filter(pl.col("pack_id").is_null())
        .group_by("day")
        .agg(pl.col("tokens").sum())
        .select("day", "tokens")
        .iter_rows()
    )
    return [
        of_day.with_columns(owed=_shares(of_day["tokens"], to_millionths(left[day]))).drop("tokens")
        for (day,), of_day in rows.group_by("day", maintain_order=True)
        if day in left
    ]


def _shares(tokens: pl.Series, owed: int) -> pl.Series:
    used = [to_millionths(amount) for amount in tokens]
    parts = whole_parts({place: Fraction(owed * amount, sum(used)) for place, amount in enumerate(used)})
    whole = pl.Series([parts[place] for place in range(len(used))], dtype=pl.Int64)
    return whole.cast(_TOKENS) / pl.Series([PER_TOKEN]).cast(_TOKENS)
