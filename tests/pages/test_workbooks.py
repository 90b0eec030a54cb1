"""What a workbook says about itself: the range, the team, when, and the files behind it by their fingerprints."""

from datetime import datetime
from hashlib import sha256
from pathlib import Path

import fastexcel
import polars as pl
import pytest

from analytics.store import LoadOptions, Store, load
from tests.pages.seen import Open, sound
from tests.places import NOW, SAMPLE_DATA

FIRST, SECOND, PACKS, DIRECTORY, APIS, RESOURCES = (
    "token_usage_2024-09_2025-12.csv",
    "token_usage_2025-12_2026-10.xlsx",
    "token_packs.csv",
    "directory.csv",
    "api_usage.csv",
    "resources.csv",
)


def about(workbook: bytes) -> tuple[dict[str, str], pl.DataFrame]:
    """Read the last sheet back: what it says, and the table of loads below."""
    lines = fastexcel.read_excel(workbook).load_sheet("About", header_row=None, dtypes="string").to_polars().rows()
    blank = lines.index((None,) * len(lines[0]))
    said = {str(line[0]): str(line[1]) for line in lines[1:blank]}
    return said, pl.DataFrame(lines[blank + 2 :], schema=list(map(str, lines[blank + 1])), orient="row")


@pytest.mark.parametrize(
    ("days", "files"),
    [
        # The second file takes over the days from December 2025 on.
        ((2024, 2025), [FIRST, PACKS, DIRECTORY, RESOURCES]),
        ((2026, 2026), [SECOND, PACKS, DIRECTORY, RESOURCES]),
    ],
)
def test_a_workbook_names_the_loads_of_its_range(
    opened: Open, downloads: dict[str, bytes], days: tuple[int, int], files: list[str]
) -> None:
    first, last = f"{days[0]}-09-01" if days[0] == 2024 else "2026-02-01", f"{days[1]}-10-31"
    address = {"team": "Design Studio", "range": "Custom", "from": first, "to": last}
    sound(opened("pages/usage/products.py", **address))
    said, loads = about(downloads["tokens_by_product.xlsx"])
    assert said["Team"] == "Design Studio"
    assert said["Names"] == "masked"
    assert [said["First day"][-4:], said["Last day"]] == [first[:4], f"31 October {days[1]}"]
    assert datetime.strptime(said["Made at (UTC)"], "%Y-%m-%d %H:%M")
    assert loads["File"].to_list() == files
    prints = [sha256((SAMPLE_DATA / name).read_bytes()).hexdigest() for name in files]
    assert loads["Fingerprint of the file (SHA-256)"].to_list() == prints
    assert loads["Kind"][0] == "Token Usage export"
    assert loads["Loaded at (UTC)"].null_count() == 0


def test_the_file_of_a_load_is_masked_with_the_names(
    opened: Open, own_path: Path, downloads: dict[str, bytes], tmp_path: Path
) -> None:
    named = tmp_path / "usage of ann.lee@b.example.csv"
    named.write_bytes((SAMPLE_DATA / FIRST).read_bytes())
    with Store(own_path) as store:
        load(store, named, NOW, LoadOptions())
    app = sound(opened("pages/usage/products.py"))
    _, loads = about(downloads["tokens_by_product.xlsx"])
    assert loads.select("Load", "File", "Loaded at (UTC)").rows() == [("1", "u•••• o• a••.l••@b.e••••••.c••", str(NOW))]
    app.toggle(key="names").set_value(True).run()
    said, loads = about(downloads["tokens_by_product.xlsx"])
    assert (said["Names"], loads["File"].item()) == ("shown", named.name)


def test_a_table_of_all_days_names_all_loads_that_count(opened: Open, downloads: dict[str, bytes]) -> None:
    sound(opened("pages/data/packs.py", range="Past 3 months", team="Design Studio"))
    said, loads = about(downloads["packs.xlsx"])
    assert (said["Team"], said["First day"]) == ("all teams", "1 September 2024")
    assert loads["File"].to_list() == [FIRST, SECOND, PACKS, DIRECTORY, APIS, RESOURCES]


def test_without_use_it_says_so(opened: Open, own_path: Path, downloads: dict[str, bytes]) -> None:
    with Store(own_path) as store:
        load(store, SAMPLE_DATA / PACKS, NOW, LoadOptions())
    sound(opened("pages/data/packs.py"))
    said, loads = about(downloads["packs.xlsx"])
    assert said["First day"] == said["Last day"] == "no use of tokens is loaded"
    assert loads["Kind"].to_list() == ["Table of token packs"]
