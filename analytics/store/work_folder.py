"""The one place for what is temporary and may name persons: a private folder beside the store."""

import os
import secrets
import shutil
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# In a container every start may have the same number, so a number alone would pass for a process that lives.
_START = secrets.token_hex(8)
# By the process and not by the store: this program may have one file open several times.
_USERS: Counter[Path] = Counter()
_COUNTING = threading.Lock()


class WorkFolder:
    """The folder `<store>.work`, for whoever has the store open for writing: only one process can.

    Parameters
    ----------
    file
        The store's file; None, in memory: what is temporary lies in the system's folder for that.
    """

    def __init__(self, file: Path | None) -> None:
        self._path = file.with_name(f"{file.name}.work") if file else None
        self._of_earlier_versions = (
            [file.with_name(f"{file.name}.{ending}") for ending in ("new", "tmp")] if file else []
        )
        self._is_open = False

    @property
    def spill(self) -> Path | None:
        """Where DuckDB is to put what it cannot hold in memory."""
        return self._path / f"{_process()}.spill" if self._path else None

    def open(self) -> None:
        """Make the folder, and delete what processes that are no more have left in it; the store is open."""
        if self._path is None:
            return
        with _COUNTING:
            self._make(self._path)
            _USERS[self._path] += not self._is_open
            self._is_open = True
        for left in (*self._path.iterdir(), *self._of_earlier_versions):
            if not left.name.startswith(f"{_process()}."):
                _remove(left)

    def close(self) -> None:
        """Delete the folder, unless this program still has the store open."""
        if self._path is None or not self._is_open:
            return
        with _COUNTING:
            self._is_open = False
            _USERS[self._path] -= 1
            if not _USERS[self._path]:
                with suppress(OSError):  # another program may have opened the store, and use it, by now
                    self._path.rmdir()

    @contextmanager
    def part(self) -> Iterator[Path]:
        """Make a folder in it that only this user can read; it is gone after the block."""
        if self._path:
            self._make(self._path)
        # It may be read beyond the block, where Windows deletes no file; then it goes at the next start.
        prefix = f"{_process()}." if self._path else None
        with tempfile.TemporaryDirectory(prefix=prefix, dir=self._path, ignore_cleanup_errors=True) as folder:
            yield Path(folder)

    @staticmethod
    def _make(path: Path) -> None:
        path.mkdir(mode=0o700, exist_ok=True)
        if os.name == "posix" and path.stat().st_mode & 0o077:
            path.chmod(0o700)


def _process() -> str:
    return f"{os.getpid()}-{_START}"


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
