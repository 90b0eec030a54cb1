"""Top consumers: who used most, which share that is, and how it changed against earlier periods."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import narwhals.stable.v2 as nw
import polars as pl
from narwhals.stable.v2.typing import IntoLazyFrameT

from analytics.store import NOT_NAMED
from analytics.usage.collecting import collected
from analytics.usage.periods import Against, are_covered, earlier
from analytics.usage.ranges import Days

NEW, GONE, ROSE = "new", "gone", "rose"
RISE = 0.25
"""Who rose by more than this share is to be looked at: a quarter; a choice, not a law."""
_EXACT = pl.Decimal(38, 6)
_NOW = "tokens"
_THEN = {against: f"tokens_{against.suffix}" for against in Against}


@dataclass(frozen=True)
class Top:
    """The consumers of a range, and of the periods it is compared with."""

    rows: pl.DataFrame
    """One row per consumer with use in the range or in a period that it is compared with, the heaviest first, use that
    belongs to nobody last: `key`, `consumer` (its label), `rank` (null: of nobody), `tokens`, `share` (of all tokens,
    0 to 1), `cumulative_share`; `tokens_previous`, `change_previous`, `state_previous` and the same three with
    `last_year`: tokens then, the change since, "new" (no use then), "gone" (no use now) or empty; null where that
    cannot be told, since not all of the days are covered by loads."""
    earlier: Mapping[Against, Days]
    """The days of the periods compared with."""
    covered: Mapping[Against, bool]
    """Whether the whole range can be compared with them."""

    @property
    def total(self) -> Decimal:
        """All tokens of the range."""
        return Decimal(self.rows[_NOW].sum())

    @property
    def ranked(self) -> pl.DataFrame:
        """The consumers with use in the range, without what belongs to nobody."""
        return self.rows.filter(pl.col("rank").is_not_null())

    def heaviest(self, count: int) -> pl.DataFrame:
        """Give the heaviest consumers and, last and without a rank, the use that belongs to nobody, if there is any.

        The cumulative share of the latter is null where consumers that are not listed come before it.
        """
        nobody = self.rows.filter(pl.col("key").is_null(), pl.col(_NOW) != 0)
        if count < self.ranked.height:
            nobody = nobody.with_columns(cumulative_share=pl.lit(None, pl.Float64))
        return self.ranked.head(count).vstack(nobody)


def span_tokens(rows: IntoLazyFrameT, key: str, spans: Mapping[str, Days]) -> IntoLazyFrameT:
    """Add up the tokens of each value of a column over several spans of days, which may overlap, in one pass.

    Returns
    -------
    IntoLazyFrameT
        One row per value of `key`, null among them: `key`, and for each span its tokens under its name and its rows
        under `rows_` and its name.
    """
    inside = {name: nw.col("day").is_between(nw.lit(days.first), nw.lit(days.last)) for name, days in spans.items()}
    frame = nw.from_native(rows).with_columns(nw.col(key).alias("key"))
    sums = [nw.col(f"in_{name}").sum().alias(name) for name in spans]
    counts = [nw.col(f"rows_{name}").sum() for name in spans]
    return (
        frame.with_columns(
            *(nw.when(where).then(nw.col("tokens")).alias(f"in_{name}") for name, where in inside.items()),
            *(
                nw.when(where).then(nw.lit(1)).otherwise(nw.lit(0)).alias(f"rows_{name}")
                for name, where in inside.items()
            ),
        )
        .group_by("key")
        .agg(*sums, *counts)
        .to_native()
    )


def top_consumers(
    rows: pl.DataFrame,
    key: str,
    labels: pl.DataFrame | None,
    days: Days,
    covered: pl.DataFrame,
    nobody: str = NOT_NAMED,
) -> Top:
    """Rank the consumers of a range by tokens.

    Parameters
    ----------
    rows
        Rows of current usage of the range and of the periods that it is compared with (`compared_periods`).
    key
        The column that tells consumers apart: `user_id`, `product_id`, `team_id` or any other.
    labels
        `key` under its own name and one column of labels; None: the key is its label.
    days
        The range.
    covered
        One row per team and day that a load covers: `team_id`, `day`.
    nobody
        The label of use without a key.
    """
    then = {against: earlier(days, against) for against in Against}
    spans = {_NOW: days} | {_THEN[against]: period for against, period in then.items()}
    totals = collected(span_tokens(rows.lazy(), key, spans))
    whole = {against: are_covered(covered, [days, period]) for against, period in then.items()}
    known = {
        against: _teams_covered(covered, [days, period]) if key == "team_id" else pl.lit(whole[against])
        for against, period in then.items()
    }
    frame = (
        totals.filter(pl.any_horizontal(pl.col(f"rows_{name}") > 0 for name in spans))
        .with_columns(pl.col(name).fill_null(0).cast(_EXACT) for name in spans)
        .pipe(labelled, key, labels, nobody)
        .sort(pl.col("key").is_null(), -pl.col(_NOW), "consumer")
    )
    total = frame[_NOW].sum()
    used = pl.col("key").is_not_null() & (pl.col(f"rows_{_NOW}") > 0)
    answer = frame.select(
        "key",
        "consumer",
        pl.when(used).then(_NOW).rank("min", descending=True).cast(pl.Int64).alias("rank"),
        _NOW,
        share=_share(pl.col(_NOW), total),
        cumulative_share=_share(pl.col(_NOW).cum_sum(), total),
        **{name: column for against in Against for name, column in _compared(against, known[against]).items()},
    )
    return Top(answer, then, whole)


def compared_periods(days: Days) -> list[Days]:
    """Give a range and the periods that it is compared with."""
    return [days, *(earlier(days, against) for against in Against)]


def labelled(frame: pl.DataFrame, key: str, labels: pl.DataFrame | None, nobody: str) -> pl.DataFrame:
    """Add `consumer` to rows that have a `key`: its label, which `labels` has beside the key under its own name."""
    if labels is None:
        return frame.with_columns(consumer=pl.col("key").fill_null(nobody))
    [label] = [column for column in labels.columns if column != key]
    named = labels.select(pl.col(key).alias("key"), pl.col(label).alias("consumer"))
    return frame.join(named, on="key", how="left").with_columns(pl.col("consumer").fill_null(nobody))


def with_marks(rows: pl.DataFrame, marks: pl.DataFrame) -> pl.DataFrame:
    """Add `mark` ("expected" or empty) and `note` (empty: none) to rows of consumers.

    Parameters
    ----------
    rows
        Rows of `Top`.
    marks
        `key`, `note`; one row per mark on a consumer of that kind.
    """
    marked = marks.with_columns(pl.col("key").cast(rows.schema["key"]), mark=pl.lit("expected"))
    return rows.join(marked, on="key", how="left", maintain_order="left").with_columns(
        pl.col("mark", "note").fill_null("")
    )


def with_state(rows: pl.DataFrame, against: Against) -> pl.DataFrame:
    """Add `state` to rows of consumers: "new", "gone", "rose" (by more than a quarter) or empty."""
    state = pl.col(f"state_{against.suffix}").fill_null("")
    return rows.with_columns(
        state=pl.when(_rose(against).fill_null(False) & (state == "")).then(pl.lit(ROSE)).otherwise(state)
    )


def risen(rows: pl.DataFrame, against: Against) -> pl.DataFrame:
    """Give the consumers who used more than a quarter more than in a period before, or are new."""
    return rows.filter(pl.col("rank").is_not_null(), _rose(against))


def gone(rows: pl.DataFrame, against: Against) -> pl.DataFrame:
    """Give the consumers who had use in a period before and have none now, the heaviest of then first."""
    then = f"tokens_{against.suffix}"
    return rows.filter(pl.col(f"state_{against.suffix}") == GONE).sort(then, "consumer", descending=[True, False])


def _rose(against: Against) -> pl.Expr:
    then, change = pl.col(f"tokens_{against.suffix}"), pl.col(f"change_{against.suffix}")
    return (change > 0) & (change.cast(pl.Float64) > RISE * then.cast(pl.Float64))


def _share(tokens: pl.Expr, total: object) -> pl.Expr:
    return (tokens.cast(pl.Float64) / pl.lit(total).cast(pl.Float64)).fill_nan(0.0)


def _teams_covered(covered: pl.DataFrame, periods: list[Days]) -> pl.Expr:
    teams = [team for (team,), own in covered.group_by("team_id") if are_covered(own, periods)]
    return pl.col("key").is_in(teams)


def _compared(against: Against, known: pl.Expr) -> dict[str, pl.Expr]:
    tokens, end = _THEN[against], against.suffix
    state = (
        pl.when(pl.col(f"rows_{tokens}") == 0)
        .then(pl.when(pl.col(f"rows_{_NOW}") > 0).then(pl.lit(NEW)).otherwise(pl.lit("")))
        .when(pl.col(f"rows_{_NOW}") == 0)
        .then(pl.lit(GONE))
        .otherwise(pl.lit(""))
    )
    return {
        f"tokens_{end}": pl.when(known).then(tokens),
        f"change_{end}": pl.when(known).then(pl.col(_NOW) - pl.col(tokens)),
        f"state_{end}": pl.when(known).then(state),
    }
