"""Load what is behind a path; whatever happens to be wrong with a file, the answer is a receipt."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

import duckdb
import polars as pl

from analytics.errors import ExportError
from analytics.exports import Receipt, Status, files, members
from analytics.exports.archives import shown_name
from analytics.exports.bounds import check_unchanged
from analytics.exports.fields import PERSONAL
from analytics.exports.letters import folded
from analytics.exports.questions import ColumnsError, QuestionError
from analytics.store.database import Store
from analytics.store.free_texts import NAMES, names_somebody
from analytics.store.loading.options import LoadOptions
from analytics.store.loading.transaction import Loading, NotKept
from analytics.store.loading.watching import Watch


def load(
    store: Store,
    path: Path,
    now: datetime,
    options: LoadOptions,
    name: str | None = None,
    watch: Watch | None = None,
) -> Receipt:
    """Load a file; whatever happens to be wrong with the file, the answer is a receipt.

    Parameters
    ----------
    store
        Where to.
    path
        The file.
    now
        The moment of loading, UTC, as recorded with the load; days after it are in the future.
    options
        What the file does not say itself.
    name
        The file's name, when it lies under another one.
    watch
        Lets another thread follow the load and cancel it.

    Raises
    ------
    StoreError
        When the store cannot be written, or has pseudonyms and the key is not theirs.
    """
    receipt = _load(store, path, now, options, folded(name or shown_name(path)), watch or Watch())
    if receipt.names_somebody:
        return receipt
    cells = [cell for column in receipt.columns if column.field in PERSONAL for cell in column.sample]
    names = pl.concat([store.frame(NAMES)["name"].cast(pl.String), pl.Series(cells, dtype=pl.String)])
    return replace(receipt, names_somebody=names_somebody(receipt.file, names))


def _load(store: Store, path: Path, now: datetime, options: LoadOptions, shown: str, watch: Watch) -> Receipt:
    refused = Receipt(file=shown, status=Status.REFUSED, message="", dry_run=options.dry_run)
    one = Loading(store, now, options, watch)
    try:
        with store.work_folder.part() as folder:
            named = _with_plain_name(path, folder)
            before = named.stat()
            export, sha256 = one.recognised(named, shown, folder)
            refused = replace(refused, columns=export.columns)
            return one.receipt_of(export, sha256, partial(check_unchanged, named, before, shown))
    except NotKept as not_kept:
        return not_kept.receipt
    except (ExportError, OSError, MemoryError, duckdb.InterruptException) as error:
        return _ended(refused, error)


def load_all(
    store: Store,
    path: Path,
    now: datetime,
    options: LoadOptions,
    name: str | None = None,
    watch: Watch | None = None,
) -> list[Receipt]:
    """Load what is behind a path: a file, every file of a folder or of an archive; a receipt for each.

    The parameters are those of `load`; each file is loaded in a transaction of its own.
    """
    watch = watch or Watch()
    try:
        behind = files(path, name)
    except ExportError as error:
        return [_ended(Receipt(name or shown_name(path), Status.REFUSED, "", dry_run=options.dry_run), error)]
    return [receipt for file, shown in behind for receipt in _load_members(store, file, now, options, shown, watch)]


def _load_members(
    store: Store, path: Path, now: datetime, options: LoadOptions, shown: str, watch: Watch
) -> list[Receipt]:
    """Load a file, or what an archive holds; the next one is unpacked when this one is loaded and gone."""
    try:
        with store.work_folder.part() as folder:
            unpacked = members(path, folder, partial(watch.begin, "Unpacking"), shown)
            return [load(store, file, now, options, name, watch) for file, name in unpacked]
    except (ExportError, OSError, MemoryError, duckdb.InterruptException) as error:
        return [_ended(Receipt(shown, Status.REFUSED, "", dry_run=options.dry_run), error)]


def _with_plain_name(path: Path, folder: Path) -> Path:
    """Return a link to a file whose name is no UTF-8: DuckDB opens no other."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        link = folder / "file"
        link.symlink_to(path.absolute())
        return link
    return path


def _ended(receipt: Receipt, error: Exception) -> Receipt:
    """Put on the receipt of a file why nothing of it was loaded, and what is known of its columns."""
    if isinstance(error, duckdb.InterruptException):
        return replace(receipt, status=Status.CANCELLED, message="Cancelled; nothing was changed.")
    if isinstance(error, OSError):
        error = _unreadable(receipt.file, error)
    elif isinstance(error, MemoryError):
        error = ExportError(
            f"There is not enough memory to read {receipt.file}.",
            hint="Close other programs, or load the rows in smaller files.",
        )
    assert isinstance(error, ExportError)  # what else goes wrong is a mistake in the code
    receipt = replace(receipt, message=error.message, hint=error.hint)
    if isinstance(error, QuestionError):
        return replace(receipt, question=error.question, columns=error.question.columns or receipt.columns)
    return replace(receipt, columns=error.columns) if isinstance(error, ColumnsError) else receipt


def _unreadable(shown: str, error: OSError) -> ExportError:
    """Say that the file has gone, or that there is no place for what is temporary."""
    return ExportError(
        f"{shown} cannot be read: {error.strerror or error}.",
        hint="Check the path, the permissions and the space left for temporary files.",
    )
