"""What sources paid on a day, shared out among the applications of that day."""

import polars as pl

from analytics.pool.charged.units import EXACT, PER_UNIT_OF_USE

# A product of two amounts of use has up to 26 digits.
_WHOLE = pl.Int128


def by_application(use: pl.DataFrame, drawn: pl.DataFrame) -> pl.DataFrame:
    """Share out what sources paid on each day among the applications of that day.

    Which application's use came first on a day is not known, so each has its share of every source. Source by source
    each takes its share of what is still to be paid, rounded to whole millionths by the largest remainder: no share is
    beyond what the application has left, so both sums stay.

    Parameters
    ----------
    use
        `day`, `application_id`, `quantity` (Decimal); any number of rows per day and application.
    drawn
        As `DrawDown.use`; of each day the same sum.

    Returns
    -------
    pl.DataFrame
        One row per `day`, `application_id` and `source`, with `quantity` (Decimal, above zero): they add up to the use
        of the application and to what the source paid.
    """
    keys = ["day", "application_id"]
    left = use.group_by(keys).agg(left=_millionths("quantity").sum()).filter(pl.col("left") > 0)
    paid = drawn.group_by("day", "source").agg(paid=_millionths("quantity").sum())
    parts = []
    for (source,), own in paid.group_by("source"):
        asked = left.join(own.drop("source"), on="day", how="left").with_columns(pl.col("paid").fill_null(0))
        shared = asked.with_columns(all=pl.col("left").sum().over("day"))
        product = pl.col("left") * pl.col("paid")
        shared = shared.with_columns(part=product // pl.col("all"), rest=product % pl.col("all"))
        shared = shared.sort("day", "rest", "application_id", descending=[False, True, False])
        missing = pl.col("paid") - pl.col("part").sum().over("day")
        more = pl.int_range(pl.len()).over("day").cast(_WHOLE) < missing
        shared = shared.with_columns(part=pl.col("part") + more.cast(_WHOLE))
        parts.append(shared.select(*keys, pl.lit(source).alias("source"), "part").filter(pl.col("part") > 0))
        left = shared.select(*keys, left=pl.col("left") - pl.col("part")).filter(pl.col("left") > 0)
    found = pl.concat(parts) if parts else left.select(*keys, source=pl.lit("", pl.String), part="left").clear()
    exact = pl.col("part").cast(pl.Decimal(38, 0)).cast(EXACT) / PER_UNIT_OF_USE
    return found.select(*keys, "source", quantity=exact.cast(EXACT))


def _millionths(column: str) -> pl.Expr:
    return (pl.col(column) * PER_UNIT_OF_USE).cast(pl.Decimal(38, 0)).cast(_WHOLE)
