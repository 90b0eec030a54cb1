"""The command that tries the forecaster on the past, and the forecasts that a load keeps."""

import json
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from analytics.__main__ import cli
from analytics.store import Store
from analytics.store.vintages import vintages

START = date(2025, 1, 1)


def run(path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--store", str(path / "store.duckdb"), *arguments])


def series(path: Path, days: int, **names: str) -> Path:
    frame = pl.DataFrame({"day": [START + timedelta(days=ahead) for ahead in range(days)], "tokens": [7.0] * days})
    frame.rename(names).write_parquet(path / "series.parquet")
    return path / "series.parquet"


@pytest.mark.parametrize("names", [{}, {"day": "date", "tokens": "orders"}])
def test_a_series_is_tried(tmp_path: Path, names: dict[str, str]) -> None:
    done = run(tmp_path, "backtest", str(series(tmp_path, 130, **names)), "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert [(row["ahead"], row["trials"]) for row in found["rows"]] == [(30, 3), (60, 2), (90, 1)]
    assert found["overall"]["wape_burn_rate"] == 0
    assert found["overall"]["wape"] < 0.01
    assert (found["history_days"], found["last_day"], found["burn_rate_wins"]) == (130, "2025-05-10", False)
    assert "trials" in run(tmp_path, "backtest", str(tmp_path / "series.parquet")).output


def test_what_cannot_be_tried_is_told(tmp_path: Path) -> None:
    short = run(tmp_path, "backtest", str(series(tmp_path, 50)))
    assert (short.exit_code, "Not known yet: 50 days of data" in short.output) == (1, True)
    (tmp_path / "no.parquet").write_text("no", "utf-8")
    assert "cannot be read as a Parquet file" in run(tmp_path, "backtest", str(tmp_path / "no.parquet")).output
    pl.DataFrame({"a": [1], "b": [2]}).write_parquet(tmp_path / "other.parquet")
    assert "has no column day" in run(tmp_path, "backtest", str(tmp_path / "other.parquet")).output
    pl.DataFrame({"day": [START] * 2, "tokens": [1, 2]}).write_parquet(tmp_path / "twice.parquet")
    assert "has a day more than once" in run(tmp_path, "backtest", str(tmp_path / "twice.parquet")).output
    assert run(tmp_path, "backtest").exit_code == 2
    assert run(tmp_path, "backtest", "--team", "Nobody").exit_code == 1


def test_a_load_keeps_the_forecast_and_a_team_is_tried(tmp_path: Path) -> None:
    rows = [f"{START + timedelta(days=ahead)},A,Revit,u@b.example,7" for ahead in range(100)]
    (tmp_path / "use.csv").write_text("\n".join(["Day used,Team,Product,Email,Tokens used", *rows]), "utf-8")
    assert run(tmp_path, "load", str(tmp_path / "use.csv"), "--dry-run").exit_code == 0
    assert run(tmp_path, "load", str(tmp_path / "use.csv")).exit_code == 0
    with Store(tmp_path / "store.duckdb") as store:
        assert vintages(store).select("team", "as_of").rows() == [("A", date(2025, 4, 10))]
    done = run(tmp_path, "backtest", "--team", "A", "--json")
    assert json.loads(done.stdout)["team"] == "A"
