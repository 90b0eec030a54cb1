"""Load what is behind a path; whatever happens to be wrong with a file, the answer is a receipt."""

import tempfile
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

import duckdb

from analytics.errors import ExportError
from analytics.exports import Receipt, Status, members
from analytics.exports.questions import ColumnsError, QuestionError
from analytics.store.database import Store
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
    shown = name or path.name
    refused = Receipt(file=shown, status=Status.REFUSED, message="", dry_run=options.dry_run)
    one = Loading(store, now, options, watch or Watch())
    try:
        with tempfile.TemporaryDirectory() as folder:
            export, sha256 = one.recognised(path, shown, Path(folder))
            refused = replace(refused, columns=export.columns)
            return one.receipt_of(export, sha256)
    except NotKept as not_kept:
        return not_kept.receipt
    except ExportError as error:
        return _refused(refused, error)
    except duckdb.InterruptException:
        return replace(refused, status=Status.CANCELLED, message="Cancelled; nothing was changed.")
    except OSError as error:
        return _refused(refused, _unreadable(shown, error))


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
    refused = Receipt(file=name or path.name, status=Status.REFUSED, message="", dry_run=options.dry_run)
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            files = members(path, Path(folder), partial(watch.begin, "Unpacking"), name)
            return [load(store, file, now, options, shown, watch) for file, shown in files]
    except duckdb.InterruptException:
        return [replace(refused, status=Status.CANCELLED, message="Cancelled; nothing was changed.")]
    except ExportError as error:
        return [_refused(refused, error)]
    except OSError as error:
        return [_refused(refused, _unreadable(refused.file, error))]


def _refused(receipt: Receipt, error: ExportError) -> Receipt:
    """Put on a receipt why the file was refused, and what is known of its columns."""
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
