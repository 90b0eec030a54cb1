"""Load one file: one transaction, one receipt; loaded whole or not at all."""

import hashlib
import tempfile
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb

from analytics.errors import ExportError
from analytics.exports import Export, Kind, Receipt, SetAside, Status, members, recognise
from analytics.exports.dates import DateOrder
from analytics.store.checking import check_packs, check_usage
from analytics.store.database import Store
from analytics.store.holding import packs_to_hold, reasons_to_hold
from analytics.store.inserting import insert_packs, insert_usage
from analytics.store.naming import NOT_FLEX, add_names, drop_unused_names, known_team
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
        with tempfile.TemporaryDirectory() as folder:
            export = recognise(path, shown, folder=Path(folder))
            with path.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            with store.writing() as cursor:
                return _loaded(cursor, export, sha256, now, options)
    except _NotKept as not_kept:
        return not_kept.receipt
    except ExportError as error:
        return Receipt(file=shown, status=Status.REFUSED, message=str(error), dry_run=options.dry_run)


def load_all(store: Store, path: Path, now: datetime, options: LoadOptions, name: str | None = None) -> list[Receipt]:
    """Load what is behind a path: a file, every file of a folder or of an archive; a receipt for each.

    The parameters are those of `load`; each file is loaded in a transaction of its own.
    """
    with tempfile.TemporaryDirectory() as folder:
        try:
            files = members(path, Path(folder))
        except ExportError as error:
            return [Receipt(file=name or path.name, status=Status.REFUSED, message=str(error), dry_run=options.dry_run)]
        # What lies in an archive is shown as archive/member, under the name that the archive had.
        named = [(file, name + shown.removeprefix(path.name) if name else shown) for file, shown in files]
        return [load(store, file, now, options, shown) for file, shown in named]


def _loaded(
    cursor: duckdb.DuckDBPyConnection, export: Export, sha256: str, now: datetime, options: LoadOptions
) -> Receipt:
    known = _known_load(cursor, sha256, options)
    if known and (known.same or not options.confirmed):
        raise _NotKept(_receipt_of_known(cursor, export, known, options))
    _check(cursor, export, options)
    receipt = _counted(cursor, export)
    if receipt.rows_used == 0:
        raise ExportError(_nothing_to_use(receipt), hint="Load the file as Autodesk gave it.")
    if not options.confirmed:
        reasons = packs_to_hold(cursor) if export.kind is Kind.PACKS else reasons_to_hold(cursor, receipt)
        if reasons:
            message = f"Held, nothing was changed: {'; '.join(reasons)}. Confirm the load if this is right."
            raise _NotKept(replace(receipt, status=Status.HELD, message=message, dry_run=options.dry_run))
    load_id = _single(cursor, "SELECT coalesce(max(load_id), 0) + 1 FROM loads")
    receipt = replace(receipt, load_id=load_id)
    insert = insert_packs if export.kind is Kind.PACKS else insert_usage
    insert(cursor, receipt)
    cursor.execute(
        "INSERT INTO set_aside SELECT $load_id, row, reason FROM checked WHERE reason IS NOT NULL",
        {"load_id": load_id},
    )
    cursor.execute(
        "INSERT INTO loads VALUES ($load_id, $file, $sha256, $kind, $team, $dates, $now, NULL, $receipt)",
        {
            "load_id": load_id,
            "file": export.name,
            "sha256": sha256,
            "kind": export.kind,
            "team": options.team,
            "dates": options.dates,
            "now": now,
            "receipt": receipt.as_json(),
        },
    )
    if options.dry_run:
        message = f"{receipt.message} This was a trial: nothing was changed."
        raise _NotKept(replace(receipt, message=message, load_id=None, dry_run=True))
    return receipt


def _check(cursor: duckdb.DuckDBPyConnection, export: Export, options: LoadOptions) -> None:
    """Fill `checked`, with every name it needs in the store."""
    team = known_team(cursor, options.team or _TEAM_OF_KIND[export.kind])
    stage(cursor, export)
    if export.kind is Kind.PACKS:
        largest = add_names(cursor, ["teams"], team)
        check_packs(cursor, options.dates, team)
    else:
        largest = add_names(cursor, ["teams", "products", "versions", "features", "users"], team)
        check_usage(cursor, export, options.dates, team)
    drop_unused_names(cursor, largest)


@dataclass(frozen=True)
class _Known:
    """A load of the same bytes that was not undone."""

    load_id: int
    same: bool
    """Whether the same was said about the file."""
    receipt: Receipt


def _known_load(cursor: duckdb.DuckDBPyConnection, sha256: str, options: LoadOptions) -> _Known | None:
    """Find the load of the same bytes for which the same was said, else the newest of the same bytes."""
    found = cursor.execute(
        "SELECT load_id, given_team IS NOT DISTINCT FROM $team AND given_dates IS NOT DISTINCT FROM $dates AS same,"
        " receipt FROM loads WHERE sha256 = $sha256 AND undone_at IS NULL ORDER BY same DESC, load_id DESC LIMIT 1",
        {"sha256": sha256, "team": options.team, "dates": options.dates},
    ).fetchone()
    return _Known(int(found[0]), bool(found[1]), Receipt.from_json(str(found[2]))) if found else None


def _receipt_of_known(
    cursor: duckdb.DuckDBPyConnection, export: Export, known: _Known, options: LoadOptions
) -> Receipt:
    receipt = replace(known.receipt, file=export.name, dry_run=options.dry_run)
    if not known.same:
        message = (
            f"Held, nothing was changed: the same file is in the store already, as load {known.load_id}, with another"
            " team or order of dates. Undo that load if it was wrong, or confirm this one if it is to count as well."
        )
        return replace(receipt, status=Status.HELD, message=message, load_id=None)
    message = f"The same file is in the store already, as load {known.load_id}; nothing was changed."
    covers = "SELECT count(*) FROM coverage WHERE load_id = $load_id"
    wins = "SELECT count(*) FROM day_winners WHERE load_id = $load_id"
    here = {"load_id": known.load_id}
    if _single(cursor, covers, here) and not _single(cursor, wins, here):
        message += " Newer loads cover all its days; undo them to have it count again."
    return replace(receipt, status=Status.UNCHANGED, message=message)


def _counted(cursor: duckdb.DuckDBPyConnection, export: Export) -> Receipt:
    days = "min(first_day), max(last_day)" if export.kind is Kind.PACKS else "min(day), max(day)"
    rows_in = _single(cursor, "SELECT count(*) FROM checked")
    used = cursor.execute("SELECT count(*), coalesce(sum(tokens), 0) FROM checked WHERE reason IS NULL").fetchone()
    # Use on a subscription has no tokens, but shows for which days and teams the export speaks.
    covered = cursor.execute(
        f"SELECT {days}, list_sort(list(DISTINCT name)) FROM checked LEFT JOIN teams USING (team_id)"
        " WHERE reason IS NULL OR reason = $not_flex",
        {"not_flex": NOT_FLEX},
    ).fetchone()
    assert used is not None  # an aggregate without groups always has its row
    assert covered is not None
    aside = cursor.execute(
        "SELECT reason, count(*) FROM checked WHERE reason IS NOT NULL GROUP BY reason ORDER BY count(*) DESC, reason"
    ).fetchall()
    message = f"{export.kind.label}: {used[0]:,} of {rows_in:,} rows used."
    return Receipt(
        file=export.name,
        status=Status.LOADED,
        message=message,
        kind=export.kind,
        rows_in=rows_in,
        rows_used=int(used[0]),
        set_aside=tuple(SetAside(reason, rows) for reason, rows in aside),
        tokens=used[1],
        first_day=covered[0],
        last_day=covered[1],
        teams=tuple(covered[2] or ()),
    )


def _nothing_to_use(receipt: Receipt) -> str:
    if receipt.rows_in == 0:
        return f"{receipt.file} has a header and no rows."
    reasons = ", ".join(f"{aside.reason} ({aside.rows:,})" for aside in receipt.set_aside)
    return f"No row of {receipt.file} can be used: {reasons}."


def _single(cursor: duckdb.DuckDBPyConnection, query: str, parameters: dict[str, int] | None = None) -> int:
    row = cursor.execute(query, parameters or {}).fetchone()
    assert row is not None  # every query here aggregates, so it has its one row
    return int(row[0])
