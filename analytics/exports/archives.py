"""The files to load behind one path: all files of a folder, and what a gzip or zip archive holds."""

import gzip
import lzma
import os
import re
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import IO

from analytics.errors import ExportError
from analytics.exports.bounds import check_file, check_room, size_text

_BLOCK = 1024 * 1024
_ALL = 4 * 10**9
_EXPANSION = 200  # times; exports shrink to a tenth, the most repetitive tables to a hundredth
_HARMLESS = 200 * 10**6
_MOST_FILES = 10_000
_LONGEST_NAME = 500
_LARGEST_DIRECTORY = 10 * 10**6  # bytes of the list of members; Python holds ten times as many of it
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x06"
_LONGEST_END = 64 * 1024 + 100
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
    """Writes the members of one archive under names of its own into one folder, and no more than an export can be."""

    def __init__(self, archive: Path, shown: str, folder: Path, go_on: Callable[[], object]) -> None:
        self._shown = shown
        self._folder = folder
        self._go_on = go_on
        self._most = max(_HARMLESS, _EXPANSION * archive.stat().st_size)
        self._written = 0

    def unpacked(self, packed: IO[bytes] | gzip.GzipFile) -> Path:
        """Write one member; the bytes are counted as they come, for the size an archive states may be wrong."""
        with tempfile.NamedTemporaryFile("wb", dir=self._folder, delete=False) as file:
            while block := packed.read(_BLOCK):
                self._go_on()
                try:
                    self.check(self._written + len(block))
                except ExportError:
                    file.close()
                    Path(file.name).unlink()
                    raise
                file.write(block)
                self._written += len(block)
        return Path(file.name)

    def check(self, size: int) -> None:
        """Refuse an archive whose members together have so many bytes, or more."""
        if size > self._most:
            raise ExportError(
                f"{self._shown} unpacks to {size_text(size)} or more, over {_EXPANSION} times its own size:"
                " no export shrinks so far.",
                hint=_UNPACK,
            )
        if size > _ALL:
            raise ExportError(
                f"{self._shown} unpacks to {size_text(size)} or more; {size_text(_ALL)} are unpacked of one archive.",
                hint="Unpack it yourself and load the folder.",
            )
        check_room(self._folder, size - self._written, f"Unpacking {self._shown}")


def files(path: Path, name: str | None = None) -> list[tuple[Path, str]]:
    """Return the file behind a path, or all files of a folder in the order of their names, with the names to show.

    Raises
    ------
    ExportError
        For a folder without files, or with far too many, and for what cannot be read.
    """
    top = name or shown_name(path)
    try:
        if not path.is_dir():
            return [(path, top)]
        paths = _files(path, top)
    except OSError as error:
        raise _unreadable(top, error) from error
    if not paths:
        raise ExportError(f"The folder {top} has no files.", hint="Choose the folder that holds the exports.")
    return [(file, f"{top}/{_readable(file.relative_to(path).as_posix())}") for file in paths]


def members(
    path: Path, folder: Path, go_on: Callable[[], object] = lambda: None, name: str | None = None
) -> list[tuple[Path, str]]:
    """Return every file to load behind a file, with the name to show for it.

    Parameters
    ----------
    path
        A file, or a gzip or zip archive; content decides, not the ending. Workbooks are files.
    folder
        Where archives are unpacked; the caller removes it.
    go_on
        Called with every block that is unpacked; what it raises ends the unpacking.
    name
        The name to show, when it lies under another one.

    Returns
    -------
    list
        Path and name, in the order of the names.

    Raises
    ------
    ExportError
        For what cannot be read or is no regular file, and for an archive that is damaged, locked or empty, that holds
        archives, or that unpacks to more than an export can be.
    """
    shown = name or shown_name(path)
    try:
        check_file(path, shown)
        with path.open("rb") as file:
            begins = file.read(4)
        try:
            if begins.startswith(_GZIP):
                return [_of_gzip(path, shown, _Unpacker(path, shown, folder, go_on))]
            if begins.startswith(_ZIP):
                return _of_zip(path, shown, _Unpacker(path, shown, folder, go_on))
        except _DAMAGED as error:
            raise _damaged(path, shown) from error
    except OSError as error:
        raise _unreadable(shown, error) from error
    return [(path, shown)]


def shown_name(path: Path) -> str:
    """Return the name of a file or folder as a text that can be written, also where the system wrote it otherwise.

    >>> shown_name(Path("exports/2026.csv")), shown_name(Path("/"))
    ('2026.csv', '/')
    """
    return _readable(path.name or str(path))


def _readable(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "replace")


def _files(folder: Path, shown: str) -> list[Path]:
    def stop(error: OSError) -> None:
        raise error

    paths: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=stop):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        paths += [Path(parent, name) for name in sorted(names) if not name.startswith(".")]
        if len(paths) > _MOST_FILES:
            raise ExportError(
                f"The folder {shown} has more than the {_MOST_FILES:,} files that are loaded at once.",
                hint="Choose the folder that holds the exports, and nothing else.",
            )
    return paths


def _unreadable(shown: str, error: OSError) -> ExportError:
    return ExportError(
        f"{shown} cannot be read: {error.strerror or error}.",
        hint="Check the path, the permissions and the space left.",
    )


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
        file = unpacker.unpacked(packed)
    _refuse_nested(file, shown, shown)
    return file, shown


def _of_zip(path: Path, shown: str, unpacker: _Unpacker) -> list[tuple[Path, str]]:
    if _directory_size(path) > _LARGEST_DIRECTORY:
        raise _too_many(shown)
    with zipfile.ZipFile(path) as archive:
        if _is_workbook(archive):
            return [(path, shown)]
        infos = sorted((info for info in archive.infolist() if _is_data(info)), key=lambda info: info.filename)
        if not infos:
            raise ExportError(
                f"{shown} has no files in it.", hint="Export again; the download may have been cut short."
            )
        if len(infos) > _MOST_FILES:
            raise _too_many(shown)
        if any(info.flag_bits & 1 for info in infos):
            raise ExportError(f"{shown} is protected with a password.", hint=_UNPACK)
        longest = max(len(info.filename) for info in infos)
        if longest > _LONGEST_NAME:
            raise ExportError(
                f"{shown} has a file in it whose name has {longest:,} characters, more than {_LONGEST_NAME}.",
                hint=_UNPACK,
            )
        # What it says of itself is checked before anything is written.
        unpacker.check(sum(info.file_size for info in infos))
        unpacked = []
        for info in infos:
            name = PurePosixPath(
                shown, *[part for part in PurePosixPath(info.filename).parts if part not in ("/", "..")]
            )
            with archive.open(info) as packed:
                file = unpacker.unpacked(packed)
            _refuse_nested(file, name.as_posix(), shown)
            unpacked.append((file, name.as_posix()))
    return unpacked


def _directory_size(path: Path) -> int:
    """Read how many bytes the list of members has, without reading the list; 0 where no end of an archive is."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _LONGEST_END))
        tail = file.read()
    end = tail.rfind(_END)
    if end < 0:
        return 0
    (size,) = struct.unpack_from("<L", tail, end + 12)
    if size == 0xFFFFFFFF and (end_64 := tail.rfind(_END_64, 0, end)) >= 0:
        (size,) = struct.unpack_from("<Q", tail, end_64 + 40)
    return int(size)


def _too_many(shown: str) -> ExportError:
    return ExportError(
        f"{shown} has more than {_MOST_FILES:,} files in it.", hint="Unpack it yourself and load the folder."
    )


def _is_workbook(archive: zipfile.ZipFile) -> bool:
    return not {"[Content_Types].xml", "mimetype"}.isdisjoint(archive.namelist())


def _is_data(info: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(info.filename).parts
    return not _is_folder(info) and not any(re.match(r"\.(?!\.$)|__MACOSX$", part) for part in parts)


def _is_folder(info: zipfile.ZipInfo) -> bool:
    """Return whether an entry is a folder: by its name, as Unix and Windows write it, or by its attributes."""
    unix, windows = info.external_attr >> 16, info.external_attr & 0x10
    return info.filename.endswith(("/", "\\")) or stat.S_ISDIR(unix) or (bool(windows) and info.file_size == 0)


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
