"""The files in `sample_data` are what the simulator writes, in the shapes that are promised."""

import csv
import json
import re
from datetime import date, timedelta
from pathlib import Path

import fastexcel
import polars as pl
import pytest

from analytics.samples import EXPORT_FILES, SEED, Simulation, simulate, write

SAMPLES = Path(__file__).parents[2] / "sample_data"
USAGE_HEADER = "Day used,Team,Product,Feature,Product version,Email,First name,Last name,Tokens used"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write(tmp_path_factory.mktemp("samples") / "new folder")


def cells(path: Path, sheet: int) -> pl.DataFrame:
    return fastexcel.read_excel(path).load_sheet(sheet, header_row=None).to_polars()


def data_rows(path: Path) -> pl.DataFrame:
    return fastexcel.read_excel(path).load_sheet(1).to_polars()


def test_the_files_come_in_the_order_in_which_to_load_them(written: list[Path]) -> None:
    assert [path.name for path in written] == [*EXPORT_FILES, "token_flex_contract.csv", "truth.json"]


@pytest.mark.parametrize("name", [EXPORT_FILES[0], *EXPORT_FILES[2:], "token_flex_contract.csv", "truth.json"])
def test_text_files_are_up_to_date(written: list[Path], name: str) -> None:
    assert (SAMPLES / name).read_bytes() == (written[0].parent / name).read_bytes()


@pytest.mark.parametrize("sheet", [0, 1])
def test_the_workbook_is_up_to_date(written: list[Path], sheet: int) -> None:
    assert cells(SAMPLES / EXPORT_FILES[1], sheet).equals(cells(written[1], sheet))


def test_all_files_together_stay_small(written: list[Path]) -> None:
    assert sum(path.stat().st_size for path in written) < 4_000_000


def test_another_seed_gives_other_files(tmp_path: Path, written: list[Path]) -> None:
    others = write(tmp_path, SEED + 1)
    assert others[0].read_bytes() != written[0].read_bytes()
    assert others[3].read_bytes() != written[3].read_bytes()


def test_the_csv_holds_the_rows_known_at_the_end_of_2025(simulation: Simulation) -> None:
    text = (SAMPLES / EXPORT_FILES[0]).read_text(encoding="utf-8")
    assert text.splitlines()[0] == USAGE_HEADER
    rows = list(csv.DictReader(text.splitlines()))
    known = [row for row in simulation.rows_before if row.day <= date(2025, 12, 31)]
    assert [(row["Day used"], row["Email"], row["Product"], int(row["Tokens used"])) for row in rows] == [
        (row.day.isoformat(), row.email, row.product, row.tokens) for row in known
    ]
    order = [(row["Day used"], row["Team"], row["Email"], row["Product"]) for row in rows]
    assert order == sorted(order)


def test_the_workbook_has_its_data_on_the_second_sheet_with_real_days(simulation: Simulation) -> None:
    path = SAMPLES / EXPORT_FILES[1]
    assert cells(path, 0).item(1, 1) == "All teams"
    data = data_rows(path)
    assert data.columns == USAGE_HEADER.split(",")
    assert data.schema["Day used"].is_temporal()
    current = [row for row in simulation.rows if row.day >= date(2025, 12, 1)]
    found = data.select(pl.col("Day used").cast(pl.Date), "Email", "Product", pl.col("Tokens used").cast(pl.Int64))
    assert found.rows() == [(row.day, row.email, row.product, row.tokens) for row in current]


def test_the_newer_file_over_the_earlier_one_is_the_truth(simulation: Simulation) -> None:
    earlier = pl.read_csv(SAMPLES / EXPORT_FILES[0], try_parse_dates=True)
    newer = data_rows(SAMPLES / EXPORT_FILES[1])
    before = earlier.filter(pl.col("Day used") < date(2025, 12, 1))
    truth = simulation.truth
    assert before.height + newer.height == truth.rows
    assert sum(before["Tokens used"]) + sum(newer["Tokens used"]) == truth.tokens


def test_packs_are_a_table_of_our_own(simulation: Simulation) -> None:
    with (SAMPLES / EXPORT_FILES[2]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["Team", "Tokens", "Start", "Last day", "Price per token", "Currency", "Note"]
    assert [(row["Team"], int(row["Tokens"]), row["Last day"]) for row in rows] == [
        (pack.team, pack.tokens, pack.last_day.isoformat()) for pack in simulation.packs
    ]
    assert {row["Price per token"] for row in rows} == {"3.00", "2.70"}


def test_the_directory_has_everybody_but_the_missing_and_follows_its_truth(simulation: Simulation) -> None:
    with (SAMPLES / EXPORT_FILES[3]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    truth = simulation.truth
    listed = {row["Email"] for row in rows}
    assert set(truth.tokens_by_user) - listed == set(truth.directory.missing)
    assert listed - set(truth.tokens_by_user) == set(truth.directory.without_use)
    assert (len(truth.directory.missing), len(truth.directory.without_use)) == (5, 4)
    assert {email for email in listed if sum(row["Email"] == email for row in rows) > 1} == set(truth.directory.movers)
    assert set(truth.directory.on_leave) < set(truth.directory.movers)
    assert all(sum(tokens.values()) == truth.tokens for tokens in truth.directory.tokens_by_unit.values())


def test_the_contract_has_the_shape_of_a_token_flex_export(simulation: Simulation) -> None:
    header, *lines = (SAMPLES / "token_flex_contract.csv").read_text(encoding="utf-8").splitlines()
    assert header == (
        '"contractYear","tokenPool","usageCategory","usageDate","productLineCode","productName","tokensConsumed",'
    )
    shape = re.compile(r'1,"(CY|MY)","(DESKTOP|CLOUD)_PRODUCT",\d{4}-\d\d-\d\d 00:00:00,"[A-Z0-9]+","[^",]+",\d+\.0,')
    assert all(shape.fullmatch(line) for line in lines)
    assert len(lines) == len(simulation.contract)


def test_a_contract_year_uses_its_own_tokens_first(simulation: Simulation) -> None:
    rows = simulation.contract
    assert 2_000 <= len(rows) <= 3_000
    assert max(row.day for row in rows) - min(row.day for row in rows) == timedelta(days=364)
    own, multi_year = ({row.day for row in rows if row.pool == pool} for pool in ("CY", "MY"))
    assert max(own) < min(multi_year)
    zero = sum(row.tokens == 0 for row in rows)
    assert 0.2 < zero / len(rows) < 0.7


def test_the_truth_file_says_what_the_truth_says(simulation: Simulation) -> None:
    read = json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8"))
    truth = simulation.truth
    assert read["seed"] == truth.seed == SEED
    assert (read["first_day"], read["last_day"]) == ("2024-09-01", "2026-10-31")
    assert read["tokens_by_user"] == truth.tokens_by_user
    assert read["case"]["disguised"] == list(truth.case.disguised)
    assert [pack["used"] for pack in read["packs"]] == [pack.used for pack in truth.packs]
    assert {rate["product"] for rate in read["rates"] if rate["assumed"]} == {"Inventor", "Civil 3D"}


def test_the_guide_names_every_file(written: list[Path]) -> None:
    guide = (SAMPLES / "README.md").read_text(encoding="utf-8")
    assert all(f"`{path.name}`" in guide for path in written)


def test_the_same_seed_gives_the_same_answer(simulation: Simulation) -> None:
    assert simulate(SEED) == simulation
    assert simulate(SEED + 1).rows != simulation.rows
