"""The Pareto picture and the waterfall: every bar where its figure is."""

from decimal import Decimal

import polars as pl

from analytics.charts import MOST_PARETO_BARS, pareto, waterfall


def consumers(count: int, mark: str = "") -> pl.DataFrame:
    return pl.DataFrame(
        {
            "consumer": [f"c{n}" for n in range(count)],
            "tokens": [Decimal(count - n) for n in range(count)],
            "share": [1 / count] * count,
            "cumulative_share": [(n + 1) / count for n in range(count)],
            "mark": [mark] + [""] * (count - 1),
        }
    )


def test_the_pareto_has_two_axes_and_room_for_so_many() -> None:
    bars, line = pareto(consumers(MOST_PARETO_BARS + 5)).to_dict()["layer"]
    assert bars["encoding"]["y"]["title"] == "Tokens"
    assert line["encoding"]["y"]["title"] == "Cumulative share of all tokens"
    assert line["encoding"]["y"]["scale"]["domain"] == [0, 1]
    assert bars["encoding"]["opacity"]["legend"] is None
    [rows] = pareto(consumers(MOST_PARETO_BARS + 5)).to_dict()["datasets"].values()
    assert len(rows) == MOST_PARETO_BARS
    # A picture that is drawn anew would keep whom it knows in the old order.
    assert bars["encoding"]["x"]["sort"] == [row["consumer"] for row in rows]


def test_who_is_expected_stands_back_with_a_legend() -> None:
    bars, _ = pareto(consumers(3, "expected")).to_dict()["layer"]
    assert bars["encoding"]["opacity"]["scale"] == {
        "domain": ["not marked", "marked as expected"],
        "range": [1.0, 0.4],
    }


def steps(*rows: tuple[str, float, float, str]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=["step", "start", "end", "kind"], orient="row")


def test_the_waterfall_goes_from_total_to_total() -> None:
    chart = waterfall(
        steps(
            ("Before", 0, 1000, "total"),
            ("Users", 1000, 1100, "more"),
            ("Days", 1100, 1050, "less"),
            ("Now", 0, 1050, "total"),
        )
    ).to_dict()
    bars = chart["layer"][0]["encoding"]
    assert bars["y"]["sort"] == ["Before", "Users", "Days", "Now"]
    assert bars["x"]["scale"]["domain"] == [985, 1115]
    assert bars["x"]["title"] == "Tokens (the axis does not begin with zero)"
    written = [row["text"] for rows in chart["datasets"].values() for row in rows if len(rows) == 4]
    assert written == ["1,000", "+100", "−50", "1,050"]


def test_the_axis_begins_with_zero_where_it_is_near() -> None:
    chart = waterfall(steps(("Before", 0, 0, "total"), ("Users", 0, 5, "more"), ("Now", 0, 5, "total"))).to_dict()
    assert chart["layer"][0]["encoding"]["x"]["scale"]["domain"] == [0, 5.75]
    none = waterfall(steps(("Before", 0, 0, "total"), ("Now", 0, 0, "total"))).to_dict()
    assert none["layer"][0]["encoding"]["x"]["scale"]["domain"] == [0, 0.15]
