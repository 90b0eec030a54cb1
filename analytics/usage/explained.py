"""A change between two periods as people read it: its parts one after the other, and who moved most."""

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from analytics.store import NOT_NAMED
from analytics.usage.change import FACTORS, Counts, Effects, counts_of, effects, period_counts, rounded
from analytics.usage.collecting import collected
from analytics.usage.ranges import Days
from analytics.usage.top import labelled

NOT_NAMED_PART = "not_named"
_EXACT = pl.Decimal(38, 6)
_LABELS = {
    "users": "Users",
    "days_per_user": "Days per user",
    "products_per_day": "Products per day",
    "tokens_per_product_day": "Tokens per product and day",
    NOT_NAMED_PART: "Use without a name",
}
OTHERS = "All others"
"""The label of those who are not among the biggest movers."""


@dataclass(frozen=True)
class Change:
    """The use of two periods, and what the difference goes back to."""

    before_days: Days
    now_days: Days
    before: Counts
    now: Counts
    effects: Effects

    @property
    def tokens(self) -> Decimal:
        """Tokens now less tokens before."""
        return self.now.total - self.before.total

    @property
    def share(self) -> float | None:
        """The change as a share of the tokens before; None where there were none."""
        return float(self.tokens / self.before.total) if self.before.total else None

    @property
    def per_day(self) -> tuple[float, float]:
        """Tokens a day before and now: what to look at where one period is longer."""
        return (
            float(self.before.total) / self.before_days.count,
            float(self.now.total) / self.now_days.count,
        )

    @property
    def shown(self) -> list[Decimal]:
        """The effects as they are shown: rounded to the places that the totals have, so that they still add up."""
        places = _places(self.before.total, self.now.total)
        return rounded(self.before.total, self.effects.parts, places)[1:]

    @property
    def parts(self) -> pl.DataFrame:
        """The parts of the change, in order, one a row: `part`, `before`, `now`, `effect`.

        The first two are the factor, or tokens without a name; null where nobody used anything. The effect is in
        tokens (Decimal), and the effects add up to the change. Use without a name is left out where there is none.
        """
        blank = (None,) * len(FACTORS)
        before = (*(self.before.factors or blank), self.before.not_named)
        now = (*(self.now.factors or blank), self.now.not_named)
        frame = pl.DataFrame(
            {
                "part": list(_LABELS.values()),
                "before": [None if value is None else float(value) for value in before],
                "now": [None if value is None else float(value) for value in now],
                "effect": pl.Series(self.shown, dtype=_EXACT),
            },
            schema_overrides={"before": pl.Float64, "now": pl.Float64},
        )
        unnamed = bool(self.before.not_named or self.now.not_named)
        return frame if unnamed else frame.filter(pl.col("part") != _LABELS[NOT_NAMED_PART])

    @property
    def steps(self) -> pl.DataFrame:
        """The way from before to now: `step`, `start`, `end` (tokens), `kind` (total, more, less); one row per bar."""
        parts = self.parts
        ends = parts["effect"].cum_sum() + self.before.total
        bars = pl.DataFrame({"step": parts["part"], "start": ends - parts["effect"], "end": ends})
        kinds = pl.when(pl.col("end") < pl.col("start")).then(pl.lit("less")).otherwise(pl.lit("more")).alias("kind")
        totals = [
            pl.DataFrame({"step": [name], "start": [Decimal(0)], "end": [tokens], "kind": ["total"]})
            for name, tokens in (("Before", self.before.total), ("Now", self.now.total))
        ]
        frames = [totals[0], bars.with_columns(kinds), totals[1]]
        return pl.concat([frame.with_columns(pl.col("start", "end").cast(pl.Float64)) for frame in frames])


def change_explained(rows: pl.DataFrame, before: Days, now: Days) -> Change:
    """Explain the change of tokens from one period to another.

    Parameters
    ----------
    rows
        Rows of current usage of both periods.
    before, now
        The periods; they may overlap and be of different length.
    """
    then, since = (_whole(rows, days) for days in (before, now))
    return Change(before, now, then, since, effects(then, since))


def movers(
    rows: pl.DataFrame,
    key: str,
    labels: pl.DataFrame | None,
    periods: tuple[Days, Days],
    most: int,
    nobody: str = NOT_NAMED,
) -> pl.DataFrame:
    """List those whose tokens changed most from one period to another, each with the effects of its own change.

    Parameters
    ----------
    rows
        Rows of current usage of both periods.
    key
        The column that tells them apart: `user_id`, `product_id`, `team_id` or any other.
    labels
        `key` under its own name and one column of labels; None: the key is its label.
    periods
        Before and now.
    most
        How many to list.
    nobody
        The label of use without a key.

    Returns
    -------
    pl.DataFrame
        One row for each, the biggest change first, and one for all others, without effects: `consumer`,
        `tokens_before`, `tokens`, `tokens_change` (each adds up to the whole's), and the tokens of its change by cause:
        `effect_users`, `effect_days`, `effect_products`, `effect_tokens`, `effect_not_named`. The effects of a row add
        up to its change; those of a column do not add up to the whole's, for somebody who uses two products is one
        user of the whole and one of each product.
    """
    before, now = (collected(period_counts(rows.lazy(), key, days)) for days in periods)
    sums = before.join(now, on="key", how="full", suffix="_now", coalesce=True, nulls_equal=True).with_columns(
        _total("").alias("tokens_before"), _total("_now").alias("tokens_after")
    )
    change = pl.col("tokens_after") - pl.col("tokens_before")
    moved = labelled(sums.with_columns(tokens_change=change), key, labels, nobody).sort(
        pl.col("tokens_change").abs(), "consumer", descending=[True, False]
    )
    # One place left over is better filled with the one who is left over.
    listed = moved.height if moved.height <= most + 1 else most
    places = max((_places(value) for value in (*moved["tokens_before"], *moved["tokens_after"])), default=0)
    rest = moved.slice(listed)
    answer = [_mover(row, places) for row in moved.head(listed).to_dicts()]
    if not rest.is_empty():
        totals = {name: rest[name].sum() for name in ("tokens_before", "tokens_after", "tokens_change")}
        answer.append({"consumer": f"{OTHERS} ({rest.height:,})", **totals})
    return pl.DataFrame(answer, schema={"consumer": pl.String} | dict.fromkeys(_MOVER, _EXACT)).rename(
        {"tokens_after": "tokens"}
    )


_EFFECTS = ("effect_users", "effect_days", "effect_products", "effect_tokens", "effect_not_named")
_MOVER = ("tokens_before", "tokens_after", "tokens_change", *_EFFECTS)


def _mover(row: dict[str, object], places: int) -> dict[str, object]:
    now = {name.removesuffix("_now"): value for name, value in row.items() if name.endswith("_now")}
    then, since = counts_of(row), counts_of(now)
    _, *shown = rounded(then.total, effects(then, since).parts, places)
    return {name: row[name] for name in ("consumer", *_MOVER[:3])} | dict(zip(_EFFECTS, shown, strict=True))


def _whole(rows: pl.DataFrame, days: Days) -> Counts:
    return counts_of(collected(period_counts(rows.lazy(), None, days)).row(0, named=True))


def _total(suffix: str) -> pl.Expr:
    return pl.sum_horizontal(pl.col(f"{name}{suffix}").fill_null(0).cast(_EXACT) for name in ("tokens", "not_named"))


def _places(*totals: Decimal) -> int:
    """Give the decimal places that write the totals exactly; none for whole tokens."""
    exponents = [total.normalize().as_tuple().exponent for total in totals]
    return max(0, *(-exponent for exponent in exponents if isinstance(exponent, int)))
