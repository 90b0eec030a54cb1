"""How long every page of usage takes on 10 million rows, beside the bare query in DuckDB and the same in pandas.

`python benchmarks/usage.py` takes about five minutes and 2 GB of disk. A page's seconds are those of its script, run as
the server runs it: first on a server that has just started, then after each of three changes of the range. The query
stands for what the page must at least ask of the rows, written by hand against the store's integer keys; pandas has the
same rows with names, in memory already.
"""

# ruff: noqa: E402, PLC0415, PLW0108 - the project is found first, pandas is imported and asked when its turn comes

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from analytics.store import LoadOptions, Store, load
from benchmarks.large_exports import NOW, ROWS, generated

if TYPE_CHECKING:
    import duckdb

AT_ONCE, AT_FIRST = 1.2, 4.0
"""Seconds: about a second after the first view, and the most for the first."""
RANGES = ("Past 12 months", "Past 6 months", "All dates")
"""Of which the last has all rows."""
PAGES = {
    "overview": "SELECT day, sum(tokens) FROM current_usage GROUP BY day",
    "products": "SELECT product_id, date_trunc('month', day), sum(tokens), count(DISTINCT user_id) FROM current_usage"
    " GROUP BY ALL",
    "users": "SELECT user_id, date_trunc('week', day), sum(tokens) FROM current_usage GROUP BY ALL",
    "top_consumers": "SELECT user_id, day >= DATE '2025-01-01', sum(tokens) FROM current_usage GROUP BY ALL",
    "what_changed": "SELECT day >= DATE '2025-01-01', count(DISTINCT user_id), count(DISTINCT (user_id, day)),"
    " sum(tokens) FROM current_usage GROUP BY ALL",
    "habits": "SELECT user_id, day, count(DISTINCT product_id), sum(tokens) FROM current_usage GROUP BY ALL",
    "members": "SELECT user_id, max(day), min(day), sum(tokens) FROM current_usage GROUP BY ALL",
    "departments": "SELECT user_id, date_trunc('month', day), sum(tokens) FROM current_usage GROUP BY ALL",
    "limits": "SELECT user_id, day, sum(tokens) FROM current_usage GROUP BY ALL",
}


def bare_seconds(store: Path) -> dict[str, float]:
    """Run each page's query in DuckDB alone."""
    import duckdb

    with closing(duckdb.connect(str(store), read_only=True)) as connection:
        return {page: _timed(partial(_fetched, connection, sql)) for page, sql in PAGES.items()}


def pandas_seconds(store: Path) -> dict[str, float]:
    """Ask pandas for the same, of rows with names."""
    import duckdb
    import pandas as pd

    with closing(duckdb.connect(str(store), read_only=True)) as connection:
        rows: pd.DataFrame = connection.execute(
            "SELECT day, u.key AS user, p.name AS product, tokens::DOUBLE AS tokens"
            " FROM current_usage LEFT JOIN users AS u USING (user_id) JOIN products AS p USING (product_id)"
        ).df()
    month = rows["day"].dt.to_period("M")
    late = rows["day"] >= "2025-01-01"
    asked: dict[str, Callable[[], object]] = {
        "overview": lambda: rows.groupby("day")["tokens"].sum(),
        "products": lambda: rows.groupby(["product", month]).agg({"tokens": "sum", "user": "nunique"}),
        "users": lambda: rows.groupby(["user", rows["day"].dt.to_period("W")])["tokens"].sum(),
        "top_consumers": lambda: rows.groupby(["user", late])["tokens"].sum(),
        "what_changed": lambda: [
            (part["user"].nunique(), len(part[["user", "day"]].drop_duplicates()), part["tokens"].sum())
            for _, part in rows.groupby(late)
        ],
        "habits": lambda: rows.groupby(["user", "day"]).agg({"product": "nunique", "tokens": "sum"}),
        "members": lambda: rows.groupby("user").agg({"day": ["min", "max"], "tokens": "sum"}),
        "departments": lambda: rows.groupby(["user", month])["tokens"].sum(),
        "limits": lambda: rows.groupby(["user", "day"])["tokens"].sum(),
    }
    return {page: _timed(ask) for page, ask in asked.items()}


def page_seconds(store: Path) -> dict[str, tuple[float, float, float]]:
    """Open each page, then change the range; give the first time and the median of the others."""
    os.environ["TOKEN_GAUGE_STORE"] = str(store)
    os.chdir(ROOT)
    from streamlit.testing.v1 import AppTest

    from pages.parts.startup import warm_up

    warm_up()
    seconds = {}
    for page in PAGES:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        app.query_params["range"] = "Past 30 days"
        if page == "overview":
            first = _timed(app.run)
        else:
            app.run()
            first = _timed(app.switch_page(f"pages/usage/{page}.py").run)
        later = []
        for choice in RANGES:
            app.sidebar.selectbox(key="range").select(choice)
            later.append(_timed(app.run))
        if app.exception:
            raise RuntimeError(f"{page}: {app.exception[0].message}")
        seconds[page] = first, median(later), max(later)
    return seconds


def _fetched(connection: "duckdb.DuckDBPyConnection", sql: str) -> list[tuple[object, ...]]:
    return connection.execute(sql).fetchall()


def _timed(ask: Callable[[], object]) -> float:
    started = time.perf_counter()
    ask()
    return time.perf_counter() - started


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; fail where a page is slower than the goals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--folder", type=Path, help="Where the file is kept for the next time.")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        file, store = folder / "token_usage.csv", Path(temporary) / "usage.duckdb"
        generated(file, options.rows)
        with Store(store) as fresh:
            print(load(fresh, file, NOW, LoadOptions()).message)
        bare = bare_seconds(store)
        pandas = pandas_seconds(store)
        pages = page_seconds(store)
    print(f"\n{options.rows:,} rows                   first   later (most)   bare query   pandas")
    for page, (first, later, most) in pages.items():
        print(f"{page:24} {first:8.2f} {later:8.2f} ({most:5.2f}) {bare[page]:12.2f} {pandas[page]:8.2f}")
    slow = [page for page, (first, later, _) in pages.items() if first > AT_FIRST or later > AT_ONCE]
    print(f"slower than {AT_ONCE} s, or {AT_FIRST} s at first: {', '.join(slow) or 'none'}")
    return int(bool(slow))


if __name__ == "__main__":
    sys.exit(main())
