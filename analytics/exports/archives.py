"""The files to load behind one path: itself, what a gzip or zip archive holds, or all files of a folder."""

import gzip
import lzma
import os
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from analytics.errors import ExportError

_BLOCK = 1024 * 1024
_ALL = 20 * 1024**3
_EXPANSION = 300  # times; exports shrink to a tenth, the most repetitive tables to a hundredth
_HARMLESS = 200 * 1024**2
_MOST_MEMBERS = 10_000
_GZIP, _ZIP = b"\x1f\x8b", (b"PK\x03\x04", b"PK\x05\x06")
_ARCHIVE = re.compile(rb"\x1f\x8b|7z\xbc\xaf\x27\x1c|Rar!\x1a|BZh[1-9]1AY|\xfd7zXZ|\x28\xb5\x2f\xfd")
_UNPACK = "Unpack it yourself and load the files that are in it."
_DAMAGED = (
    *(zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, NotImplementedError, RuntimeError, ValueError, IndexError),
)
_HEADER = 30  # bytes of a zip archive before the name of its first part
_WORKBOOKS = {
    "Excel": (b"[Content_Types].xml", b"_rels/", b"docProps/", b"xl/"),
    "OpenDocument": (b"mimetype",),
}


class _Unpacker:
    """Writes members under names of its own into one folder, and stops before they fill the disk, or when it has to."""

    def __init__(self, folder: Path, go_on: Callable[[], object]) -> None:
        self._folder = folder
        self._go_on = go_on
        self._room = _ALL

    def unpacked(self, packed: IO[bytes] | gzip.GzipFile, packed_size: int, shown: str) -> Path:
        """Write one member; the bytes are counted as they come, for the size an archive states may be wrong."""
        size = 0
        with tempfile.NamedTemporaryFile("wb", dir=self._folder, delete=False) as file:
            while block := packed.read(_BLOCK):
                self._go_on()
                size += len(block)
                self._room -= len(block)
                if self._room < 0 or (size > _HARMLESS and size > _EXPANSION * packed_size):
                    file.close()
                    Path(file.name).unlink()
                    raise ExportError(f"{shown} unpacks to far more than an export can be.", hint=_UNPACK)
                file.write(block)
        return Path(file.name)


def members(
    path: Path, folder: Path, go_on: Callable[[], object] = lambda: None, name: str | None = None
) -> list[tuple[Path, str]]:
    """Give every file to load behind a path, with the name to show for it.

    Parameters
    ----------
    path
        A file, a gzip or zip archive, or a folder; content decides, not the ending. Workbooks are files.
    folder
        Where archives are unpacked; the caller removes it.
    go_on
        Called with every block that is unpacked; what it raises ends the unpacking.
    name
        The name to show, when it lies under another one.

    Returns
    -------
    list
        Path and name, in the order of the names; of a folder also the archives that cannot be unpacked, as they are.

    Raises
    ------
    ExportError
        For what cannot be read, an archive that is damaged, locked or empty, that holds archives, or that would fill
        the disk.
    """
    unpacker = _Unpacker(folder, go_on)
    top = name or path.name
    try:
        if not path.is_dir():
            return _of_file(path, top, unpacker)
        found: list[tuple[Path, str]] = []
        for file in _files(path):
            shown = PurePosixPath(top, file.relative_to(path).as_posix()).as_posix()
            try:
                found += _of_file(file, shown, unpacker)
            except (ExportError, OSError):
                # One bad file must not keep the others out; recognising it will say what is wrong.
                found.append((file, shown))
    except OSError as error:
        raise ExportError(
            f"{top} cannot be read: {error.strerror or error}.",
            hint="Check the path, the permissions and the space left.",
        ) from error
    if not found:
        raise ExportError(f"The folder {top} has no files.", hint="Choose the folder that holds the exports.")
    return found


def _files(folder: Path) -> Iterator[Path]:
    def stop(error: OSError) -> None:
        raise error

    for parent, folders, files in os.walk(folder, onerror=stop):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent, name) for name in sorted(files) if not name.startswith("."))


def _of_file(path: Path, shown: str, unpacker: _Unpacker) -> list[tuple[Path, str]]:
    with path.open("rb") as file:
        begins = file.read(4)
    try:
        if begins.startswith(_GZIP):
            return [_of_gzip(path, shown, unpacker)]
        if begins.startswith(_ZIP):
            return _of_zip(path, shown, unpacker)
    except _DAMAGED as error:
        raise _damaged(path, shown) from error
    return [(path, shown)]


def _damaged(path: Path, shown: str) -> ExportError:
    with path.open("rb") as file:
        begins = file.read(_HEADER + 20)
    book = next((book for book, parts in _WORKBOOKS.items() if begins[_HEADER:].startswith(parts)), None)
    if book is None or not begins.startswith(_ZIP):
        return ExportError(f"{shown} is a damaged archive.", hint="Download it again, or unpack it yourself.")
    return ExportError(
        f"{shown} is a damaged {book} workbook.",
        hint="Download it again, or open it in a spreadsheet program and save it as CSV (UTF-8).",
    )


def _of_gzip(path: Path, shown: str, unpacker: _Unpacker) -> tuple[Path, str]:
    with gzip.open(path) as packed:
        file = unpacker.unpacked(packed, path.stat().st_size, shown)
    _refuse_nested(file, shown, shown)
    return file, shown


def _of_zip(path: Path, shown: str, unpacker: _Unpacker) -> list[tuple[Path, str]]:
    with zipfile.ZipFile(path) as archive:
        if _is_workbook(archive):
            return [(path, shown)]
        infos = sorted((info for info in archive.infolist() if _is_data(info)), key=lambda info: info.filename)
        if not infos:
            raise ExportError(
                f"{shown} has no files in it.", hint="Export again; the download may have been cut short."
            )
        if len(infos) > _MOST_MEMBERS:
            raise ExportError(f"{shown} has more than {_MOST_MEMBERS:,} files in it.", hint=_UNPACK)
        if any(info.flag_bits & 1 for info in infos):
            raise ExportError(f"{shown} is protected with a password.", hint=_UNPACK)
        found = []
        for info in infos:
            name = PurePosixPath(
                shown, *[part for part in PurePosixPath(info.filename).parts if part not in ("/", "..")]
            )
            with archive.open(info) as packed:
                file = unpacker.unpacked(packed, info.compress_size, name.as_posix())
            _refuse_nested(file, name.as_posix(), shown)
            found.append((file, name.as_posix()))
    return found


def _is_workbook(archive: zipfile.ZipFile) -> bool:
    return not {"[Content_Types].xml", "mimetype"}.isdisjoint(archive.namelist())


def _is_data(info: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(info.filename).parts
    return not info.is_dir() and not any(re.match(r"\.(?!\.$)|__MACOSX$", part) for part in parts)


def _refuse_nested(file: Path, shown: str, outer: str) -> None:
    with file.open("rb") as content:
        begins = content.read(512)
    if begins.startswith(_ZIP):
        try:
            with zipfile.ZipFile(file) as archive:
                nested = not _is_workbook(archive)
        except _DAMAGED as error:
            raise _damaged(file, shown) from error
    else:
        nested = _ARCHIVE.match(begins) is not None or begins[257:262] == b"ustar"
    if nested:
        inner = "archives" if shown == outer else f"the archive {PurePosixPath(shown).name}"
        raise ExportError(f"{outer} has {inner} in it; only one layer is unpacked.", hint=_UNPACK)
