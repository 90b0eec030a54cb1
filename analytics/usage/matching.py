"""How well a directory fits the use: whose tokens it places, and why it does not place the others."""

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from analytics.usage.allocation import Unit, allocated
from analytics.usage.collecting import collected

_SOMEWHERE = "somewhere"


@dataclass(frozen=True)
class Match:
    """Tokens and users of a range by whether the directory has a row for them; the four amounts add up to `tokens`."""

    tokens: Decimal
    """All tokens of the range."""
    matched: Decimal
    """Of users with a row for the day."""
    other_days: Decimal
    """Of users with rows for other days only: before they came, after they left, between two rows."""
    unknown: Decimal
    """Of users whom no row names."""
    not_named: Decimal
    """Of use that the exports give to no user."""
    users: int
    """Users with use in the range."""
    known_users: int
    """Those of them whom a row names, for whatever days."""

    @property
    def share(self) -> float:
        """Matched of all tokens, 0 to 1; 0 without tokens."""
        return float(self.matched / self.tokens) if self.tokens else 0.0


def match(rows: pl.DataFrame, directory: pl.DataFrame) -> Match:
    """Compare rows of current usage or usage days (`day`, `user_id`, `tokens`) with a directory as of `allocated`."""
    everywhere = directory.with_columns(pl.lit(_SOMEWHERE).alias(Unit.DEPARTMENT))
    days = rows.lazy().group_by("day", "user_id").agg(pl.col("tokens").sum())
    placed = collected(allocated(days, everywhere, Unit.DEPARTMENT))
    known = pl.col("user_id").is_in(directory["user_id"].unique().implode())
    named = pl.col("user_id").is_not_null()
    here = pl.col("unit").is_not_null()

    def tokens(where: pl.Expr) -> Decimal:
        return Decimal(placed.filter(where)["tokens"].sum() or 0)

    return Match(
        tokens=Decimal(placed["tokens"].sum() or 0),
        matched=tokens(here),
        other_days=tokens(named & known & ~here),
        unknown=tokens(named & ~known),
        not_named=tokens(~named),
        users=placed["user_id"].drop_nulls().n_unique(),
        known_users=placed.filter(known)["user_id"].drop_nulls().n_unique(),
    )
