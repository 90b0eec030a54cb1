"""Load one file: one transaction, one receipt; loaded whole or not at all."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb

from analytics.errors import ExportError
from analytics.exports import Export, Kind, Receipt, SetAside, Status, recognise
from analytics.exports.dates import DateOrder
from analytics.store.checking import check_packs, check_usage
from analytics.store.database import Store
from analytics.store.holding import reasons_to_hold
from analytics.store.inserting import insert_packs, insert_usage
from analytics.store.naming import add_names, drop_unused_names
from analytics.store.staging import stage

_TEAM_OF_KIND = {
    Kind.TOKEN_USAGE: "Unnamed team",
    Kind.TOKEN_FLEX: "Token Flex contract",
    Kind.PACKS: "Unnamed team",
}


@dataclass(frozen=True)
class LoadOptions:
    """What a person says about a file that the file does not say itself."""

    team: str | None = None
    """The team (or contract) of rows that name none."""
    dates: DateOrder | None = None
    """The order of day and month where the file leaves it open."""
    confirmed: bool = False
    """Load even what would be held."""
    dry_run: bool = False
    """Say what would happen and change nothing."""


class _NotKept(Exception):  # noqa: N818 - not an error: it ends the transaction and carries the receipt out
    def __init__(self, receipt: Receipt) -> None:
        super().__init__(receipt.message)
        self.receipt = receipt


def load(store: Store, path: Path, now: datetime, options: LoadOptions, name: str | None = None) -> Receipt:
    """Load a file; whatever happens, the answer is a receipt.

    Parameters
    ----------
    store
        Where to.
    path
        The file.
    now
        The moment of loading, UTC, as recorded with the load.
    options
        What the file does not say itself.
    name
        The file's name, when it lies under another one.
    """
    shown = name or path.name
    try:
        export = recognise(path, shown)
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        with store.writing() as cursor:
            return _loaded(cursor, export, sha256, now, options)
    except _NotKept as not_kept:
        return not_kept.receipt
    except ExportError as error:
        return Receipt(file=shown, status=Status.REFUSED, message=str(error), dry_run=options.dry_run)


def _loaded(
    cursor: duckdb.DuckDBPyConnection, export: Export, sha256: str, now: datetime, options: LoadOptions
) -> Receipt:
    known = _known_load(cursor, sha256)
    if known and (known[1] == options.team or not options.confirmed):
        raise _NotKept(_receipt_of_known(export, known, options))
    _check(cursor, export, options)
    receipt = _counted(cursor, export)
    if receipt.rows_used == 0:
        raise ExportError(_nothing_to_use(receipt), hint="Load the file as Autodesk gave it.")
    if export.kind is not Kind.PACKS and not options.confirmed:
        reasons = reasons_to_hold(cursor, receipt)
        if reasons:
            message = f"Held, nothing was changed: {'; '.join(reasons)}. Confirm the load if this is right."
            raise _NotKept(replace(receipt, status=Status.HELD, message=message, dry_run=options.dry_run))
    load_id = int(_single(cursor, "SELECT coalesce(max(load_id), 0) + 1 FROM loads"))
    receipt = replace(receipt, load_id=load_id)
    insert = insert_packs if export.kind is Kind.PACKS else insert_usage
    insert(cursor, receipt)
    cursor.execute(
        "INSERT INTO set_aside SELECT $load_id, row, reason FROM checked WHERE reason IS NOT NULL",
        {"load_id": load_id},
    )
    cursor.execute(
        "INSERT INTO loads VALUES ($load_id, $file, $sha256, $kind, $team, $now, NULL, $receipt)",
        {
            "load_id": load_id,
            "file": export.name,
            "sha256": sha256,
            "kind": export.kind,
            "team": options.team,
            "now": now,
            "receipt": receipt.as_json(),
        },
    )
    if options.dry_run:
        message = f"{receipt.message} Dry run: nothing was changed."
        raise _NotKept(replace(receipt, message=message, load_id=None, dry_run=True))
    return receipt


def _check(cursor: duckdb.DuckDBPyConnection, export: Export, options: LoadOptions) -> None:
    """Fill `checked`, with every name it needs in the store."""
    team = options.team or _TEAM_OF_KIND[export.kind]
    stage(cursor, export)
    if export.kind is Kind.PACKS:
        largest = add_names(cursor, ["teams"], team)
        check_packs(cursor, options.dates, team)
    else:
        largest = add_names(cursor, ["teams", "products", "versions", "features", "users"], team)
        check_usage(cursor, export, options.dates, team)
    drop_unused_names(cursor, largest)


def _known_load(cursor: duckdb.DuckDBPyConnection, sha256: str) -> tuple[int, str | None, Receipt] | None:
    """Find the newest load of the same bytes that was not undone: its id, the team given for it, its receipt."""
    found = cursor.execute(
        "SELECT load_id, given_team, receipt FROM loads WHERE sha256 = $sha256 AND undone_at IS NULL"
        " ORDER BY load_id DESC LIMIT 1",
        {"sha256": sha256},
    ).fetchone()
    return (int(found[0]), found[1], Receipt.from_json(str(found[2]))) if found else None


def _receipt_of_known(export: Export, known: tuple[int, str | None, Receipt], options: LoadOptions) -> Receipt:
    load_id, team, first = known
    receipt = replace(first, file=export.name, dry_run=options.dry_run)
    if team == options.team:
        message = f"The same file is in the store already, as load {load_id}; nothing was changed."
        return replace(receipt, status=Status.UNCHANGED, message=message)
    message = (
        f"Held, nothing was changed: the same file is in the store already, as load {load_id}"
        f" for {team or 'the teams it names'}. Confirm the load if it is to count for both."
    )
    return replace(receipt, status=Status.HELD, message=message, load_id=None)


def _counted(cursor: duckdb.DuckDBPyConnection, export: Export) -> Receipt:
    days = "min(first_day), max(last_day)" if export.kind is Kind.PACKS else "min(day), max(day)"
    rows_in = int(_single(cursor, "SELECT count(*) FROM checked"))
    used = cursor.execute(
        f"SELECT count(*), coalesce(sum(tokens), 0), {days}, list_sort(list(DISTINCT name))"
        " FROM checked LEFT JOIN teams USING (team_id) WHERE reason IS NULL"
    ).fetchone()
    assert used is not None  # an aggregate without groups always has its row
    aside = cursor.execute(
        "SELECT reason, count(*) FROM checked WHERE reason IS NOT NULL GROUP BY reason ORDER BY count(*) DESC, reason"
    ).fetchall()
    message = f"{export.kind.label.capitalize() if export.kind is Kind.PACKS else export.kind.label}:"
    message += f" {used[0]:,} of {rows_in:,} rows used."
    return Receipt(
        file=export.name,
        status=Status.LOADED,
        message=message,
        kind=export.kind,
        rows_in=rows_in,
        rows_used=int(used[0]),
        set_aside=tuple(SetAside(reason, rows) for reason, rows in aside),
        tokens=used[1],
        first_day=used[2],
        last_day=used[3],
        teams=tuple(used[4] or ()),
    )


def _nothing_to_use(receipt: Receipt) -> str:
    if receipt.rows_in == 0:
        return f"{receipt.file} has a header and no rows."
    reasons = ", ".join(f"{aside.reason} ({aside.rows:,})" for aside in receipt.set_aside)
    return f"No row of {receipt.file} can be used: {reasons}."


def _single(cursor: duckdb.DuckDBPyConnection, query: str) -> int:
    row = cursor.execute(query).fetchone()
    assert row is not None  # every query here aggregates, so it has its one row
    return int(row[0])
