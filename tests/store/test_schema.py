"""The schema: one version is one schema, and a store of any schema there ever was is brought to it whole."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from analytics.__main__ import cli
from analytics.errors import StoreError
from analytics.store import Store, current_usage, schema

# One per version in use: whoever changes the schema raises its version and adds a line.
SHIPPED = {
    8: "6e28ae34c4f1c6291138d5aaaafac34fd56e355cc7f645bac0460b290f5220a1",
    9: "e301790e9940cecb906c90dd440ea76b5d348c4482b74b760154f2b9b068e6ff",
    10: "73635c49b79be4a84ecdfeb010b11b9dfbd9d8e36a4a0eb8d7641c393c7cc492",
    11: "8cc6ec64df28b420ddb5a1e5ae420230f20363e344289bdc65671a67462bfcd8",
    12: "2d2adf8698c226c0ac642487c2880c6be3b5e33a756c51a01d197f8d069d7eaf",
}
# What the code of each schema there was before made and filled.
STATES = sorted((Path(__file__).parent / "states").glob("*.sql"))
NAMES = (b"ann.lee", b"bob.ray", b"cy.fox", b"zoe.kim", b"Ann Lee", b"Bob Ray", b"Cy Fox")
ASKED = ("balance", "decisions list", "applications list")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.duckdb"


@pytest.fixture(params=STATES, ids=lambda state: state.stem)
def old(request: pytest.FixtureRequest, path: Path) -> Path:
    state: Path = request.param
    with duckdb.connect(str(path)) as connection:
        connection.execute(state.read_text("utf-8"))
    return path


@contextmanager
def opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


def definitions(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return what the catalogue says of each table and view."""
    found = connection.execute(
        "SELECT table_name, sql FROM duckdb_tables() WHERE NOT internal"
        " UNION ALL SELECT view_name, sql FROM duckdb_views() WHERE NOT internal"
    )
    return dict(found.fetchall())


def contents(connection: duckdb.DuckDBPyConnection) -> dict[str, list[dict[str, object]]]:
    """Return all rows by table and column, without empty cells, what is derived and what the program says of itself."""
    tables = connection.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
    rows = {table: connection.sql(f'FROM "{table}"').pl().to_dicts() for (table,) in tables}
    own = ("version", "revision", "digest", "state", "finishing_due")
    rows.pop("product_identities", None)
    rows["meta"] = [{key: value for key, value in row.items() if key not in own} for row in rows["meta"]]
    return {
        table: [{key: value for key, value in row.items() if value is not None} for row in found]
        for table, found in rows.items()
        if found
    }


def run(path: Path, *arguments: str) -> str:
    done = CliRunner().invoke(cli, ["--store", str(path), *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_version_is_one_schema() -> None:
    assert SHIPPED[schema.VERSION] == schema.DIGEST
    assert max(SHIPPED) == schema.VERSION


def test_comments_make_no_other_schema() -> None:
    assert schema.digest("SELECT 1; -- one\n  SELECT 2;") == schema.digest("SELECT 1;\nSELECT 2;")
    assert schema.digest("SELECT 1;") != schema.digest("SELECT 2;")


def test_a_store_of_any_schema_comes_over_whole(old: Path) -> None:
    with opened(old) as connection:
        before = contents(connection)
    with Store() as fresh, fresh.writing() as cursor:
        expected = definitions(cursor)
    with Store(old) as store:
        fingerprint = store.fingerprint
    with opened(old) as connection:
        assert contents(connection) == before
        assert definitions(connection) == expected
    with Store(old) as store:  # and stays as it is from then on
        assert store.fingerprint == fingerprint
    assert [file.name for file in old.parent.iterdir()] == [old.name]


def test_a_store_of_any_schema_answers_purges_and_pseudonymises(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN_GAUGE_PSEUDONYM_KEY", str(old.with_name("key")))
    monkeypatch.setenv("TOKEN_GAUGE_PATHS", "100")
    with opened(old) as connection:
        [(tokens, later)] = connection.execute(
            "SELECT sum(tokens), sum(tokens) FILTER (day >= DATE '2026-02-01') FROM current_usage"
        ).fetchall()
    assert json.loads(run(old, "forecast", "--json"))
    with Store(old) as store:
        assert current_usage(store)["tokens"].sum() == tokens
    run(old, "purge", "--before", "2026-02-01", "--yes")
    run(old, "pseudonymise", "--yes")
    for question in ASKED:
        assert json.loads(run(old, *question.split(), "--json"))
    with Store(old) as store:
        assert current_usage(store)["tokens"].sum() == later
    content = old.read_bytes()
    assert [name for name in NAMES if name in content] == []


def test_an_application_of_an_earlier_schema_is_known_again(path: Path) -> None:
    [state] = [state for state in STATES if state.stem == "12_resources"]
    with duckdb.connect(str(path)) as connection:
        connection.execute(state.read_text("utf-8"))
        connection.execute("""
            INSERT INTO applications VALUES (91, 'Own Client', 'Own Client', 'Own'), (92, 'Two', NULL, 'Two'),
            (93, 'two', NULL, 'two')
        """)
    with Store(path) as store:
        keys = store.frame("SELECT key FROM applications WHERE application_id > 90 ORDER BY application_id")
    assert keys["key"].to_list() == ["own client", "Two", "two"]


def test_what_there_is_no_place_for_is_refused_and_nothing_is_changed(path: Path) -> None:
    Store(path).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute("""
            UPDATE meta SET digest = 'of another';
            CREATE TABLE wishes (wish VARCHAR); INSERT INTO wishes VALUES ('more tokens');
            CREATE TABLE empty (wish VARCHAR);
            ALTER TABLE packs ADD COLUMN colour VARCHAR;
        """)
    before = path.read_bytes()
    with pytest.raises(StoreError) as refused:
        Store(path)
    assert refused.value.message == (
        f"The store {path} holds what this version of Token Gauge has no place for (wishes.wish)."
    )
    assert "version that wrote it" in refused.value.hint
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    with duckdb.connect(str(path)) as connection:
        connection.execute("DELETE FROM wishes")
    with Store(path) as store:
        tables = store.frame("SELECT table_name FROM duckdb_tables() WHERE NOT internal")["table_name"].to_list()
    assert not {"wishes", "empty"} & set(tables)


def test_what_today_forbids_is_refused_and_nothing_is_changed(path: Path) -> None:
    Store(path).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute("""
            UPDATE meta SET digest = 'of another';
            ALTER TABLE seat_rows ALTER COLUMN day DROP NOT NULL;
            INSERT INTO seat_rows BY NAME SELECT 1 AS load_id, 1 AS row, 1 AS team_id, 1 AS product_id;
        """)
    before = path.read_bytes()
    with pytest.raises(StoreError) as refused:
        Store(path)
    assert refused.value.message == (
        f"The store {path} holds what this version of Token Gauge takes for a mistake (in seat_rows)."
    )
    assert "version that wrote it" in refused.value.hint
    assert path.read_bytes() == before
