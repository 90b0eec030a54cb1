"""Load one file: one transaction, one receipt; loaded whole or not at all."""

import hashlib
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb

from analytics.exports import Export, Kind, Receipt, Status, recognise
from analytics.exports.bounds import check_file, check_room_to_load
from analytics.exports.fields import Field
from analytics.exports.recognition import Sheet
from analytics.store.database import Store
from analytics.store.loading.answers import Answers, Remembered, remembered
from analytics.store.loading.api_restating import api_usage_to_hold
from analytics.store.loading.asides import keep_asides
from analytics.store.loading.changes import month_changes, replaces
from analytics.store.loading.checking import check_use
from analytics.store.loading.counting import counted, nothing_to_use
from analytics.store.loading.findings import findings, keep_findings
from analytics.store.loading.holding import (
    Reason,
    cut_off,
    directory_to_hold,
    doubled_use,
    much_unread,
    offsets_to_hold,
    packs_to_hold,
    reasons_to_hold,
)
from analytics.store.loading.inserting import insert_use
from analytics.store.loading.lists import check_list, insert_list
from analytics.store.loading.names import drop_unused_names
from analytics.store.loading.options import LoadOptions
from analytics.store.loading.replacing import file_names_somebody, kept_file
from analytics.store.loading.staging import stage
from analytics.store.loading.watching import Watch
from analytics.store.naming import known_team
from analytics.store.pseudonyms import check_key
from analytics.store.queries import single

_UNNAMED = "Unnamed team"
_CONTRACT = "Token Flex contract"
_CONFIRM = "Confirm the load if this is right."


class NotKept(Exception):  # noqa: N818 - not an error: it ends the transaction and carries the receipt out
    """The file is known, held, or was only tried: nothing of it is kept, and this is its receipt."""

    def __init__(self, receipt: Receipt) -> None:
        super().__init__(receipt.message)
        self.receipt = receipt


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True)
class _Known:
    """A load of the same bytes that was not undone."""

    load_id: int
    same: bool
    """Whether the same was said about the file."""
    receipt: Receipt


@dataclass(frozen=True)
class Loading:
    """One file on its way into the store."""

    store: Store
    now: datetime
    options: LoadOptions
    watch: Watch

    def recognised(self, path: Path, shown: str, folder: Path) -> tuple[Export, str]:
        """Recognise the file, and give its SHA-256; copies are written to the folder and read as long as it loads."""
        self.watch.begin("Looking at the file")
        check_file(path, shown)
        check_room_to_load(self.store.path.parent if self.store.path else folder, path, shown)
        check_key(self.store, self.options.key)
        with ThreadPoolExecutor(1) as beside:
            digest = beside.submit(_sha256, path)
            return recognise(path, shown, columns=self._columns, folder=folder), digest.result()

    def receipt_of(self, export: Export, sha256: str, check: Callable[[], None]) -> Receipt:
        """Load the file in one transaction, after a check that it is still the one that was recognised."""
        before = remembered(self.store, export.fingerprint)
        with self.store.writing() as cursor:
            return self._loaded(cursor, export, sha256, before, check)

    def _columns(self, header: str) -> Mapping[str, Field | None]:
        return {**remembered(self.store, header).columns, **self.options.columns}

    def _loaded(
        self,
        cursor: duckdb.DuckDBPyConnection,
        export: Export,
        sha256: str,
        before: Remembered,
        check: Callable[[], None],
    ) -> Receipt:
        known = self._known(cursor, sha256)
        if known and (known.same or not self.options.confirmed):
            raise NotKept(self._receipt_of_known(cursor, export, known))
        from_1904 = isinstance(export.origin, Sheet) and export.origin.from_1904
        answers = Answers(self.options, before, from_1904=from_1904)
        receipt = self._checked(cursor, export, answers)
        check()
        if receipt.rows_used == 0:
            raise nothing_to_use(receipt)
        if export.kind.daily and (self.options.dry_run or replaces(cursor, receipt)):
            receipt = replace(receipt, changes=month_changes(cursor, receipt))
        if not self.options.confirmed:
            reasons = self._reasons_to_hold(cursor, export, receipt)
            if reasons:
                message = f"Held, nothing was changed: {'; '.join(reason.message for reason in reasons)}."
                hint = " ".join([*(reason.hint for reason in reasons if reason.hint), _CONFIRM])
                raise NotKept(replace(receipt, status=Status.HELD, message=message, hint=hint))
        if self.options.dry_run:
            raise NotKept(receipt)
        return self._inserted(cursor, export, receipt, sha256)

    def _reasons_to_hold(self, cursor: duckdb.DuckDBPyConnection, export: Export, receipt: Receipt) -> list[Reason]:
        reasons = cut_off(cursor, export)
        reasons += much_unread(cursor, export, told=len(reasons))
        if export.kind is Kind.PACKS:
            reasons += packs_to_hold(cursor)
        if export.kind is Kind.DIRECTORY:
            reasons += directory_to_hold(cursor)
        if export.kind is Kind.API_USAGE:
            reasons += api_usage_to_hold(cursor, receipt)
        if export.kind.daily:
            reasons += reasons_to_hold(cursor, receipt) + offsets_to_hold(cursor, receipt)
            # Whoever names the team knows that it is no other.
            reasons += doubled_use(cursor, receipt) if self.options.team is None else []
        return reasons

    def _checked(self, cursor: duckdb.DuckDBPyConnection, export: Export, answers: Answers) -> Receipt:
        """Fill `checked`, with every name it needs in the store, and count what is in it."""
        kind = export.kind
        team = known_team(cursor, self.options.kept_team or (_CONTRACT if kind is Kind.TOKEN_FLEX else _UNNAMED))
        with self.store.work_folder.part() as folder:
            stage(cursor, export, folder, self.watch)
        self.watch.begin("Checking every row", cursor=cursor)
        if kind.daily:
            largest = check_use(cursor, export, answers, team, self.options.key, self.now.date())
        else:
            largest = check_list(cursor, export, answers, team, self.options.key, self.now.date())
        drop_unused_names(cursor, largest)
        named = file_names_somebody(cursor, export)
        receipt = replace(counted(cursor, export, answers), dry_run=self.options.dry_run, names_somebody=named)
        if receipt.rows_used:
            receipt = replace(receipt, findings=findings(cursor, export, receipt))
        return receipt

    def _inserted(self, cursor: duckdb.DuckDBPyConnection, export: Export, receipt: Receipt, sha256: str) -> Receipt:
        self.watch.begin("Storing", receipt.rows_used, cursor)
        load_id = single(cursor, "SELECT coalesce(max(load_id), 0) + 1 FROM loads")
        receipt = replace(receipt, load_id=load_id)
        keep_asides(cursor, export, load_id, personal=self.options.key is None)
        if export.kind.daily:
            keep_findings(cursor, load_id)
            insert_use(cursor, export, receipt, personal=self.options.key is None)
        else:
            insert_list(cursor, export.kind, receipt)
        self.watch.begin("Storing")
        file = kept_file(cursor, export, self.options.key)
        cursor.execute(
            """
            INSERT INTO loads BY NAME SELECT
                $load_id AS load_id, $file AS file, $sha256 AS sha256, $kind AS kind, $team AS given_team,
                $dates AS given_dates, $decimals AS given_decimals, $columns::JSON AS given_columns,
                $header AS header, $now::TIMESTAMP AS loaded_at, $receipt::JSON AS receipt
            """,
            self._said()
            | {
                "load_id": load_id,
                "file": file,
                "sha256": sha256,
                "kind": export.kind,
                "header": export.fingerprint,
                "now": self.now,
                "receipt": replace(receipt, file=file).as_json(),
            },
        )
        return receipt

    def _said(self) -> dict[str, str | None]:
        """Give what was said about the file, as `loads` keeps it."""
        columns = dict(sorted(self.options.columns.items()))
        return {
            "team": self.options.kept_team,
            "dates": self.options.dates,
            "decimals": self.options.decimals,
            "columns": json.dumps(columns) if columns else None,
        }

    def _known(self, cursor: duckdb.DuckDBPyConnection, sha256: str) -> _Known | None:
        """Find the load of the same bytes for which the same was said, else the newest of the same bytes."""
        found = cursor.execute(
            """
            SELECT load_id,
                   given_team IS NOT DISTINCT FROM $team AND given_dates IS NOT DISTINCT FROM $dates
                   AND given_decimals IS NOT DISTINCT FROM $decimals
                   AND given_columns::VARCHAR IS NOT DISTINCT FROM $columns AS same,
                   receipt
            FROM loads WHERE sha256 = $sha256 AND undone_at IS NULL AND purged_at IS NULL
            ORDER BY same DESC, load_id DESC LIMIT 1
            """,
            self._said() | {"sha256": sha256},
        ).fetchall()
        return _Known(found[0][0], found[0][1], Receipt.from_json(found[0][2])) if found else None

    def _receipt_of_known(self, cursor: duckdb.DuckDBPyConnection, export: Export, known: _Known) -> Receipt:
        # What the load changed, it changed when it was loaded.
        receipt = replace(known.receipt, changes=(), file=export.name, dry_run=self.options.dry_run)
        receipt = replace(receipt, columns=export.columns)
        if not known.same:
            message = (
                f"Held, nothing was changed: the same file is in the store already, as load {known.load_id}, with"
                " another team, order of dates, decimal mark or meaning of columns."
            )
            hint = "Undo that load if it was wrong, or confirm this one if it is to count as well."
            return replace(receipt, status=Status.HELD, message=message, hint=hint, load_id=None)
        message, hint = f"The same file is in the store already, as load {known.load_id}; nothing was changed.", ""
        here = {"load_id": known.load_id}
        covers = single(cursor, "SELECT count(*) FROM coverage WHERE load_id = $load_id", here)
        if covers and not single(cursor, "SELECT count(*) FROM day_winners WHERE load_id = $load_id", here):
            message += " Newer loads cover all its days."
            hint = "Undo them to have it count again."
        return replace(receipt, status=Status.UNCHANGED, message=message, hint=hint)
