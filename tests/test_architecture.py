"""The house: imports point one way, each library has its owners, pages show, the library needs no app."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.places import ROOT

# What runs Python inside Polars or Narwhals. Polars' threads would wait for the interpreter's lock, while a session
# that holds it waits for Polars' threads: the server hangs for ever.
CALLBACKS = re.compile(
    r"\.(map_(batches|elements|groups|rows|columns|fields)|rolling_map|sink_batches|pipe_with_schema)$"
    r"|\.(register_io_source|scan_pyarrow_dataset)$|^(pl|polars|nw)\.(fold|reduce|cum_fold|cum_reduce)$|\.name\.map$"
)

# What holds its frame locked while it waits for the interpreter to write into a Python file: a session that has the
# interpreter and wants to read that frame waits too, for ever. On a clone, which nobody else can read, it is safe.
LOCKED_WRITERS = {"write_ipc_stream", "write_avro", "write_json", "serialize"}

# What draws a chart or a table: each has one helper, which replays what it has drawn before.
DRAWN_BY = {
    **dict.fromkeys(("altair_chart", "vega_lite_chart", "line_chart", "bar_chart", "area_chart"), "pictures.py"),
    "dataframe": "tables.py",
}


def callbacks(tree: ast.AST) -> Iterator[str]:
    """Find what runs Python inside an expression; the names of an attribute as far as they are plain."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            of = node.value
            owner = of.attr if isinstance(of, ast.Attribute) else of.id if isinstance(of, ast.Name) else ""
            names = [f"{owner}.{node.attr}", f".{owner}.{node.attr}"]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from filter(CALLBACKS.search, names)


def locked_writers(tree: ast.AST) -> Iterator[str]:
    """Find what writes a frame that another thread may be reading."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in LOCKED_WRITERS:
            of = node.value
            if not (isinstance(of, ast.Call) and isinstance(of.func, ast.Attribute) and of.func.attr == "clone"):
                yield node.attr


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def test_imports_keep_the_contracts_of_the_house() -> None:
    """Hold the contracts that stand in pyproject.toml: the way of the data, and who owns each library."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_no_page_lies_where_it_would_be_served_past_the_app() -> None:
    assert not list((ROOT / "pages").glob("*.py"))


@pytest.mark.parametrize(
    "line",
    [
        'frame.with_columns(pl.col("a").map_elements(str))',
        'pl.col("a").list.eval(pl.element().map_batches(masked))',
        "frame.group_by(a).map_groups(one)",
        "from polars.io.plugins import register_io_source",
        "pl.fold(0, add, columns)",
        "pl.all().name.map(str.upper)",
    ],
)
def test_a_callback_is_seen(line: str) -> None:
    assert list(callbacks(ast.parse(line)))


def test_no_python_runs_inside_an_expression() -> None:
    for path in [ROOT / "app.py", *modules("analytics"), *modules("pages")]:
        called = list(callbacks(ast.parse(path.read_text("utf-8"))))
        assert not called, f"{path.relative_to(ROOT)} runs Python inside an expression: {called}"


def test_a_locked_writer_is_seen() -> None:
    assert list(locked_writers(ast.parse("frame.write_ipc_stream(file)"))) == ["write_ipc_stream"]
    assert not list(locked_writers(ast.parse("frame.clone().write_ipc_stream(file)")))


def test_no_shared_frame_is_locked_while_python_writes() -> None:
    for path in [ROOT / "app.py", *modules("analytics"), *modules("pages")]:
        called = list(locked_writers(ast.parse(path.read_text("utf-8"))))
        assert not called, f"{path.relative_to(ROOT)} writes a frame that another thread may be reading: {called}"


def test_only_the_session_keeps_answers_and_the_helpers_their_drawings() -> None:
    for path in [ROOT / "app.py", *modules("pages")]:
        if path.relative_to(ROOT).as_posix() != "pages/parts/session.py" and path.name not in DRAWN_BY.values():
            assert "st.cache_" not in path.read_text("utf-8"), f"{path} caches by itself"


def test_charts_and_tables_are_drawn_by_their_helpers() -> None:
    for path in [ROOT / "app.py", *modules("pages")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute):
                helper = DRAWN_BY.get(node.attr, path.name)
                assert path.name == helper, f"{path.relative_to(ROOT)} draws by {node.attr}, past {helper}"


def test_the_library_runs_without_the_app() -> None:
    script = """
import pkgutil, sys, analytics
for module in pkgutil.walk_packages(analytics.__path__, "analytics."):
    if not module.name.endswith("__main__"):
        __import__(module.name)
print("streamlit" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "False"


def test_loading_does_not_wait_for_the_forecaster() -> None:
    script = "import sys, analytics.commands.loading; print('statsmodels' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "False"


def test_commands_open_the_store_in_one_way_so_that_they_mask_what_it_names() -> None:
    for path in modules("analytics/commands"):
        assert path.name == "stores.py" or "Store(settings" not in path.read_text("utf-8"), path.name
