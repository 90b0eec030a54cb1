"""The benchmark's own arithmetic, and a short run of it."""

from datetime import date
from decimal import Decimal

import polars as pl

from analytics.store import Names
from benchmarks import candidates as benchmark

_KEYS = {"team_id": pl.Int32, "user_id": pl.Int32, "product_id": pl.Int32}


def test_a_move_paid_where_its_products_would_have_cost_more() -> None:
    """100 tokens at US$3 are 300: more than 299, not more than 300; use of another product does not count."""
    moves = pl.DataFrame(
        {
            "team_id": [1, 1],
            "user_id": [1, 2],
            "products": [["A", "B"], ["A"]],
            "subscription_price": [299.0, 300.0],
            **{key: [0.8, 0.8] for key in ("chance_pays", "tokens_year", "tokens_year_low", "tokens_year_high")},
            "charged_days": [1, 1],
        },
        schema_overrides={"team_id": pl.Int32, "user_id": pl.Int32},
    )
    used = pl.DataFrame(
        [
            (date(2026, 1, 1), 1, user, product, Decimal(tokens))
            for user, product, tokens in ((1, 1, 60), (1, 2, 40), (2, 1, 100), (2, 3, 900))
        ],
        schema={"day": pl.Date, **_KEYS, "tokens": pl.Decimal(18, 6)},
        orient="row",
    )
    products = pl.DataFrame(
        {"product_id": [1, 2, 3], "product": ["A", "B", "C"]}, schema_overrides={"product_id": pl.Int32}
    )
    names = Names(pl.DataFrame(), products, pl.DataFrame(), pl.DataFrame(), pl.DataFrame())
    assert benchmark.paid(moves, used, names).select("paid", "tokens_next").rows() == [(True, 100.0), (False, 100.0)]


def test_what_is_called_sure_pays_and_the_interval_holds() -> None:
    """Three companies scatter; 200 are counted by the benchmark itself."""
    found = pl.concat([moved for seed in (1, 2, 3) for moved in benchmark.of_company(seed)]).drop_nulls("chance_pays")
    sure = found.filter(pl.col("chance_pays") > 0.9)
    assert sure.height > 100
    assert sure["paid"].sum() / sure.height > 0.9
    inside = found.select(pl.col("tokens_next").is_between("tokens_year_low", "tokens_year_high").sum()).item()
    assert 0.7 < inside / found.height < 0.95
