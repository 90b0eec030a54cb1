"""Labels of axes of time name one day each: no month without its year, no two days by the name of one month."""

import json
from datetime import date, timedelta

import polars as pl
import pytest

from analytics import charts


def use(days: int) -> pl.DataFrame:
    every = [date(2025, 7, 5) + timedelta(days=ahead) for ahead in range(days)]
    return pl.DataFrame({"day": every, "tokens": [7.0] * days, "users": 1, "product": "Revit"})


@pytest.mark.parametrize("days", [20, 430])
def test_days_are_named_by_day_month_and_year_and_only_the_first_of_a_month_by_its_month(days: int) -> None:
    weeks = use(days).group_by(week=pl.col("day").dt.truncate("1w")).agg(pl.col("tokens").sum(), users=1)
    [axis] = axes(charts.tokens_by_period(weeks, "week").to_dict())
    assert "date(datum.value) == 1 ? '%b %Y' : '%-d %b %Y'" in axis["labelExpr"]


def test_months_are_named_with_their_year() -> None:
    months = use(430).group_by("product", month=pl.col("day").dt.truncate("1mo")).agg(pl.col("tokens").sum())
    [axis] = axes(charts.tokens_by_month(months).to_dict())
    assert axis["format"] == "%b %Y"
    parts = months.select("month", part="product", used="tokens", expected="tokens", p10="tokens", p90="tokens")
    for axis in axes(charts.part_by_month(parts, "Revit", 500).to_dict()):
        assert axis["format"] == "%b %Y"


def axes(spec: dict[str, object]) -> list[dict[str, str]]:
    """Return the different axes of time of a chart."""
    found: dict[str, dict[str, str]] = {}

    def look(part: object) -> None:
        if isinstance(part, list):
            for each in part:
                look(each)
        elif isinstance(part, dict):
            if part.get("type") == "temporal" and "axis" in part:
                found[json.dumps(part["axis"], sort_keys=True)] = part["axis"]
            for each in part.values():
                look(each)

    look(spec)
    return list(found.values())
