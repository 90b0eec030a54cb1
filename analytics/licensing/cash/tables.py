"""Cash of one or several teams as tables."""

from collections.abc import Sequence

import polars as pl

from analytics.licensing.cash.effect import Cash, Pool

AS_IT_IS, WITH_THEM = "As it is", "With the moves"


def term_rows(found: Sequence[Cash]) -> pl.DataFrame:
    """Set the terms of teams under each other.

    Returns
    -------
    pl.DataFrame
        One row per team and term: `team`, `term`, `first_day`, `last_day`, `freed` = `bought_less` + `prepaid` (tokens,
        in the mean of the futures), `bought_less`, `prepaid`, `tokens_money`, `subscriptions`, `given_up`, `cash` (the
        saving of the term), `cash_low`, `cash_high` (P10, P90), `currency`.
    """
    return pl.DataFrame(
        [
            (
                *(each.team, term.span.name, term.span.first_day, term.span.last_day, term.freed),
                *(term.bought_less, term.prepaid, term.tokens_money, term.subscriptions, term.given_up),
                *(term.saving, term.saving_low, term.saving_high, each.token_price.currency),
            )
            for each in found
            for term in each.terms
        ],
        _TERMS,
        orient="row",
    )


def sums_by_term(found: Sequence[Cash]) -> pl.DataFrame:
    """Add the terms of teams up.

    Returns
    -------
    pl.DataFrame
        One row per term and currency, this term first: `term`, `cash`, `cash_low`, `cash_high` (teams vary apart from
        each other, so distances from the middle are added up by their squares), `subscriptions`, `prepaid`, `currency`.
    """
    rows = term_rows(found)
    down, up = pl.col("cash") - pl.col("cash_low"), pl.col("cash_high") - pl.col("cash")
    return (
        rows.group_by("term", "currency", maintain_order=True)
        .agg(
            pl.col("cash", "subscriptions", "prepaid").sum(),
            down=(down**2).sum().sqrt(),
            up=(up**2).sum().sqrt(),
            starts=pl.col("first_day").min(),
        )
        .sort("starts", "currency")
        .select(
            "term",
            "cash",
            "subscriptions",
            "prepaid",
            "currency",
            cash_low=pl.col("cash") - pl.col("down"),
            cash_high=pl.col("cash") + pl.col("up"),
        )
    )


def pool_rows(found: Sequence[Cash]) -> pl.DataFrame:
    """Set the pools as they are and with the moves beside each other; teams without packs stay out.

    Returns
    -------
    pl.DataFrame
        Two rows per team: `team`, `scenario` (`AS_IT_IS` or `WITH_THEM`), `early`, `middle`, `late` (P10, P50, P90 of
        the run-out day; null: not before the end), `chance` (of a run-out before the end), `order_by`, `tokens_to_buy`
        (Decimal), `lapse` (Decimal).
    """
    return pl.DataFrame(
        [
            row
            for each in found
            for row in (_pool_row(each.team, AS_IT_IS, each.without), _pool_row(each.team, WITH_THEM, each.moved))
            if row
        ],
        _POOLS,
        orient="row",
    )


def month_rows(found: Sequence[Cash]) -> pl.DataFrame:
    """Add the months of teams up: one row per month, term and currency, as of `Cash.months`."""
    amounts = ("tokens_without", "tokens_moved", "subscriptions", "given_up", "cash")
    if not found:
        return pl.DataFrame()
    together = pl.concat(each.months for each in found)
    return (
        together.group_by("month", "term", "currency")
        .agg(
            packs_paid=pl.when(pl.col("packs_paid").count() > 0).then(pl.col("packs_paid").sum()),
            **{name: pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()) for name in amounts},
        )
        .sort("month", pl.col("term").str.starts_with("next"), "currency")
        .select(together.columns)
        .cast({"packs_paid": together.schema["packs_paid"]})
    )


def _pool_row(team: str, scenario: str, pool: Pool) -> tuple[object, ...] | None:
    if pool.run_out is None:
        return None
    day = pool.run_out.day
    return (
        *(team, scenario, day.p10, day.p50, day.p90, pool.run_out.chance),
        *(pool.order_by, pool.tokens_to_buy, pool.lapse),
    )


_TERMS: dict[str, pl.DataType | type[pl.DataType]] = {
    "team": pl.String,
    "term": pl.String,
    "first_day": pl.Date,
    "last_day": pl.Date,
    **dict.fromkeys(("freed", "bought_less", "prepaid", "tokens_money", "subscriptions", "given_up"), pl.Float64),
    **dict.fromkeys(("cash", "cash_low", "cash_high"), pl.Float64),
    "currency": pl.String,
}
_POOLS: dict[str, pl.DataType | type[pl.DataType]] = {
    "team": pl.String,
    "scenario": pl.String,
    **dict.fromkeys(("early", "middle", "late"), pl.Date),
    "chance": pl.Float64,
    "order_by": pl.Date,
    "tokens_to_buy": pl.Decimal(38, 0),
    "lapse": pl.Decimal(38, 0),
}
