"""The simulation as files: exports in Autodesk's shapes, the packs, and the truth."""

import csv
import json
from collections.abc import Iterable
from dataclasses import asdict, astuple
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter

from analytics.samples.applications import ApiRow
from analytics.samples.contract import ContractRow
from analytics.samples.days import LAST_DAY
from analytics.samples.directory import Membership
from analytics.samples.packs import Pack
from analytics.samples.resources import Resource
from analytics.samples.simulation import SEED, simulate
from analytics.samples.truth import Truth
from analytics.samples.usage import UsageRow

USAGE_CSV = "token_usage_2024-09_2025-12.csv"
USAGE_XLSX = "token_usage_2025-12_2026-10.xlsx"
PACKS_CSV = "token_packs.csv"
DIRECTORY_CSV = "directory.csv"
API_USAGE_CSV = "api_usage.csv"
RESOURCES_CSV = "resources.csv"
CONTRACT_CSV = "token_flex_contract.csv"
TRUTH_JSON = "truth.json"
EXPORT_FILES = (USAGE_CSV, USAGE_XLSX, PACKS_CSV, DIRECTORY_CSV, API_USAGE_CSV, RESOURCES_CSV)

EARLIER_LAST_DAY = date(2025, 12, 31)
NEWER_FIRST_DAY = date(2025, 12, 1)

# The names are those of Autodesk's list of fields; their order in a real export is not published: assumed.
USAGE_HEADER = (
    "Day used",
    "Team",
    "Product",
    "Feature",
    "Product version",
    "Email",
    "First name",
    "Last name",
    "Tokens used",
)
PACKS_HEADER = ("Team", "Tokens", "Start", "Last day", "Price per token", "Currency", "Note")
_DIRECTORY_HEADER = (
    *("Email", "Department", "Cost center", "Project", "Country", "Manager"),
    *("Valid from", "Valid to"),
)
# Of our own: no export of the portal is published.
API_USAGE_HEADER = (
    *("Day", "Client ID", "Application", "Team", "API", "Engine or job type"),
    *("Quantity", "Unit", "Tokens", "Status"),
)
RESOURCES_HEADER = (
    *("Team", "Resource", "Kind", "Purchased", "Unit", "Unit size", "First day", "Last day", "Refreshes", "Source"),
    *("Time zone", "Price per unit", "Currency"),
)
_CONTRACT_HEADER = (
    "contractYear",
    "tokenPool",
    "usageCategory",
    "usageDate",
    "productLineCode",
    "productName",
    "tokensConsumed",
)


def write(directory: Path, seed: int = SEED) -> list[Path]:
    """Simulate and write all files; the directory is made if it is missing.

    Returns
    -------
    list of Path
        The files in the order in which to load them: those of `EXPORT_FILES`, then the contract, which belongs to
        another customer, and last the truth, which is not to be loaded.
    """
    directory.mkdir(parents=True, exist_ok=True)
    simulation = simulate(seed)
    paths = [directory / name for name in (*EXPORT_FILES, CONTRACT_CSV, TRUTH_JSON)]
    earlier, newer, packs, directory, api_usage, resources, contract, truth = paths
    _write_usage_csv(earlier, (row for row in simulation.rows_before if row.day <= EARLIER_LAST_DAY))
    _write_usage_xlsx(newer, (row for row in simulation.rows if row.day >= NEWER_FIRST_DAY))
    _write_packs(packs, simulation.packs)
    _write_directory(directory, simulation.directory)
    _write_api_usage(api_usage, simulation.api_usage)
    _write_resources(resources, simulation.resources)
    _write_contract(contract, simulation.contract)
    _write_truth(truth, simulation.truth)
    return paths


def usage_cells(row: UsageRow) -> tuple[date, str, str, str, str, str, str, str, int]:
    """Put a usage row into the order of `USAGE_HEADER`."""
    return (
        row.day,
        row.team,
        row.product,
        row.feature,
        row.version,
        row.email,
        row.first_name,
        row.last_name,
        row.tokens,
    )


def _write_usage_csv(path: Path, rows: Iterable[UsageRow]) -> None:
    write_csv(path, USAGE_HEADER, map(usage_cells, rows))


def _write_packs(path: Path, packs: Iterable[Pack]) -> None:
    cells = (
        (pack.team, pack.tokens, pack.start, pack.last_day, pack.price_per_token, pack.currency, pack.note)
        for pack in packs
    )
    write_csv(path, PACKS_HEADER, cells)


def _write_directory(path: Path, members: Iterable[Membership]) -> None:
    cells = (
        (
            *(member.email, member.department, member.cost_center, member.project, member.country, member.manager),
            *(member.first_day or "", member.last_day or ""),
        )
        for member in members
    )
    write_csv(path, _DIRECTORY_HEADER, cells)


def _write_api_usage(path: Path, rows: Iterable[ApiRow]) -> None:
    cells = (
        (
            *(row.day, row.client_id, row.application, row.team, row.api, row.job),
            *(row.quantity, row.unit, row.tokens, row.status),
        )
        for row in rows
    )
    write_csv(path, API_USAGE_HEADER, cells)


def _write_resources(path: Path, resources: Iterable[Resource]) -> None:
    write_csv(path, RESOURCES_HEADER, (astuple(resource) for resource in resources))


def write_csv(path: Path, header: Iterable[str], rows: Iterable[tuple[object, ...]]) -> None:
    """Write an export as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _write_usage_xlsx(path: Path, rows: Iterable[UsageRow]) -> None:
    """Write the export as Excel: filters on the first sheet, data on the second, as a Usage Report has them."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"title": "Token Usage", "created": datetime(2026, 11, 1)})
        day_format = book.add_format({"num_format": "yyyy-mm-dd"})
        filters = book.add_worksheet("Filters")
        filters.write_column(0, 0, ("Report", "Team", "From", "To", "Personal data"))
        filters.write_column(0, 1, ("Token Usage", "All teams"))
        filters.write_datetime(2, 1, NEWER_FIRST_DAY, day_format)
        filters.write_datetime(3, 1, LAST_DAY, day_format)
        filters.write_string(4, 1, "Shown")
        data = book.add_worksheet("Token Usage")
        data.write_row(0, 0, USAGE_HEADER)
        for line, row in enumerate(rows, start=1):
            day, *texts, tokens = usage_cells(row)
            data.write_datetime(line, 0, day, day_format)
            for column, text in enumerate(texts, start=1):
                if text:
                    data.write_string(line, column, text)
            data.write_number(line, len(USAGE_HEADER) - 1, tokens)


def _write_contract(path: Path, rows: Iterable[ContractRow]) -> None:
    """Write the contract as Token Flex does: only strings quoted, a comma at the end of every line."""
    header = "".join(f'"{name}",' for name in _CONTRACT_HEADER)
    lines = (
        f'{row.year},"{row.pool}","{row.category}",{row.day} 00:00:00,'
        f'"{row.line_code}","{row.product}",{row.tokens:.1f},'
        for row in rows
    )
    path.write_text("\n".join((header, *lines, "")), encoding="utf-8", newline="\n")


def _write_truth(path: Path, truth: Truth) -> None:
    text = json.dumps(asdict(truth), default=_plain, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _plain(value: date | Decimal) -> str:
    """Write a day as ISO 8601 and a price with its cents."""
    return str(value)
