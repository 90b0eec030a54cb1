"""What each pack had left, day by day, for pictures and tables."""

from collections.abc import Mapping

import polars as pl

from analytics.pool.ledger import Ledger
from analytics.wording import day_text, tokens_text

_TOKENS = pl.Decimal(38, 6)


def burn_down(books: Mapping[str, Ledger]) -> pl.DataFrame:
    """Put the packs of some teams together.

    Returns
    -------
    pl.DataFrame
        One row per day and pack in force on it, by day and then in the order in which packs pay: `day`, `team`,
        `pack_id`, `pack` (in words: its tokens, its last day and, of several teams, the team), `state`, `turn` (0 pays
        first), `left` (Decimal).
    """
    parts = [pl.DataFrame(schema=_SCHEMA)]
    for team, book in books.items():
        of_team = f", {team}" if len(books) > 1 else ""
        words = [
            f"{tokens_text(tokens)} to {day_text(last_day)}{of_team} (pack {pack_id})"
            for pack_id, tokens, last_day in book.packs.select("pack_id", "tokens", "last_day").iter_rows()
        ]
        packs = book.packs.select(
            "pack_id", "state", "last_day", pack=pl.Series(words, dtype=pl.String), place=pl.int_range(pl.len())
        )
        parts.append(
            book.burn_down.join(packs, on="pack_id", how="left")
            .with_columns(team=pl.lit(team))
            .select("day", "team", "pack_id", "pack", "state", "last_day", "place", "left")
        )
    rows = pl.concat(parts)
    in_turn = rows.select("team", "pack_id", "last_day", "place").unique().sort("last_day", "team", "place")
    turns = in_turn.with_row_index("turn").select("team", "pack_id", pl.col("turn").cast(pl.Int64))
    found = rows.join(turns, on=["team", "pack_id"], how="left").sort("day", "turn")
    return found.select("day", "team", "pack_id", "pack", "state", "turn", "left")


_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "day": pl.Date,
    "team": pl.String,
    "pack_id": pl.Int64,
    "pack": pl.String,
    "state": pl.String,
    "last_day": pl.Date,
    "place": pl.Int64,
    "left": _TOKENS,
}


def month_ends(rows: pl.DataFrame) -> pl.DataFrame:
    """Give the last day of each month of `burn_down`, and its last day of all: `day`, `team`, `pack_id`, `left`."""
    last = rows.select(pl.col("day").max().over(pl.col("day").dt.truncate("1mo")))["day"]
    return rows.filter(rows["day"] == last).select("day", "team", "pack_id", "left")
