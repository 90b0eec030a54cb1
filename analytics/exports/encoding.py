"""Make any text file readable as UTF-8 with plain line ends; one that already is stays where it lies."""

import codecs
import io
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from analytics.errors import ExportError

_BLOCK = 1024 * 1024
_HEAD = 256 * 1024
_LONGEST_CHARACTER = 4
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_SAVE = "Open it in a spreadsheet program and save it as CSV (UTF-8) or Excel (.xlsx)."


@dataclass(frozen=True)
class _Survey:
    """What one pass over the bytes of a file without UTF-16 tells."""

    fault: int | None
    """Position of the first byte that is not UTF-8, None when all of it is."""
    has_utf8: bool
    """Whether a character beyond ASCII stands before the fault, as only UTF-8 writes it."""
    even_lines: bool
    """Whether line ends are all LF or all CR LF."""


def utf8_text(path: Path, shown: str, folder: Path | None, fields_in: Callable[[str], int]) -> Path:
    """Give a file with the same text in UTF-8: the file itself where possible, else a copy in the folder.

    Parameters
    ----------
    path
        The file.
    shown
        Its name for people.
    folder
        Where a copy may be written.
    fields_in
        How many known headers the head of a text holds; it tells Shift-JIS from Windows-1252.

    Raises
    ------
    ExportError
        When the file is no text, or ends within a character.
    ValueError
        When a copy is needed and there is no folder for it.

    Notes
    -----
    In this order: a byte order mark; UTF-16 where bytes are zero on one side only; UTF-8 where all of the file is,
    or where a damaged byte comes after characters that only UTF-8 writes (the store sets those lines aside); then
    Shift-JIS or Windows-1252, whichever reads more headers. A tie goes to Windows-1252, unless Shift-JIS is the only
    one that can be read, or fewer than half of its letters beyond ASCII touch an ASCII letter: within "Ren馥" they
    do, in Japanese they stand among themselves.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    encoding = next((name for mark, name in _MARKS.items() if head.startswith(mark)), None)
    if encoding != "utf-16" and b"\0" in head:
        encoding = _utf16_without_mark(head, shown)
    if encoding is not None and encoding.startswith("utf-16"):
        return _transcoded(path, shown, folder, [encoding])
    survey = _survey(path, shown)
    if survey.fault is not None and not survey.has_utf8 and encoding is None:
        return _transcoded(path, shown, folder, _legacy(path, survey.fault, head, fields_in))
    if survey.even_lines:
        return path
    return _transcoded(path, shown, folder, ["utf-8-sig"], errors="surrogateescape")


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _not_text(shown: str) -> ExportError:
    return ExportError(f"{shown} is not a text file and not a workbook.", hint=_SAVE)


def _utf16_without_mark(head: bytes, shown: str) -> str:
    zeros = {"utf-16-le": head[1::2].count(0), "utf-16-be": head[::2].count(0)}
    encoding = max(zeros, key=lambda name: zeros[name])
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        text = decoder.decode(head)
    except UnicodeDecodeError as error:
        raise _not_text(shown) from error
    controls = any(character < " " and character not in "\t\n\v\f\r" for character in text)
    # Delimiters, digits and line ends alone make a tenth of any table.
    if controls or 20 * zeros[encoding] < len(head) or 10 * min(zeros.values()) > zeros[encoding]:
        raise _not_text(shown)
    return encoding


def _survey(path: Path, shown: str) -> _Survey:
    decoder = codecs.getincrementaldecoder("utf-8")()
    fault: int | None = None
    has_utf8 = False
    returns = ends = pairs = position = 0
    last = tail = b""
    plain_ends = False
    for block in _blocks(path):
        if b"\0" in block:
            raise _not_text(shown)
        # Counting costs as much as all the rest, so it begins where the first CR is.
        if returns or b"\r" in block:
            returns += block.count(b"\r")
            ends += block.count(b"\n")
            pairs += block.count(b"\r\n") + (last + block[:1] == b"\r\n")
        else:
            plain_ends = plain_ends or b"\n" in block
        last = block[-1:]
        tail = (tail + block)[-_LONGEST_CHARACTER:]
        begun = decoder.getstate()[0]
        # Once there is a character as only UTF-8 writes it, the text is UTF-8, faults or not.
        if fault is None and not has_utf8 and (begun or not block.isascii()):
            try:
                has_utf8 = not decoder.decode(block).isascii()
            except UnicodeDecodeError as error:
                fault = position - len(begun) + error.start
                has_utf8 = not (begun + block)[: error.start].isascii()
        position += len(block)
    # One unfinished character is no sign of UTF-8 by itself: an "é" of Windows-1252 at the very end looks so.
    ending = codecs.getincrementaldecoder("utf-8")("ignore")
    ending.decode(tail)
    unfinished = len(ending.getstate()[0])
    if unfinished and has_utf8:
        raise _cut_short(shown)
    if unfinished and fault is None:
        fault = position - unfinished
    return _Survey(fault, has_utf8, even_lines=returns == 0 or (returns == ends == pairs and not plain_ends))


def _legacy(path: Path, fault: int, head: bytes, fields_in: Callable[[str], int]) -> list[str]:
    """Put Shift-JIS and Windows-1252 in the order in which to try them."""
    with path.open("rb") as file:
        file.seek(max(0, fault - 4096))
        around = file.read(_HEAD)
    # Cut at line ends, where no character can be cut in two.
    head, around = (part[: part.rfind(b"\n") + 1] or part for part in (head, around))
    around = around[around.find(b"\n", 0, 4096) + 1 :] if fault > 4096 else around
    fields = {name: fields_in(head.decode(name, "replace")) for name in ("cp932", "cp1252")}
    if fields["cp932"] == fields["cp1252"]:
        japanese_first = _stands_by_itself(around)
    else:
        japanese_first = fields["cp932"] > fields["cp1252"]
    return ["cp932", "cp1252"] if japanese_first else ["cp1252", "cp932"]


def _stands_by_itself(around: bytes) -> bool:
    text = around.decode("cp932", "replace")
    touching = lone = 0
    for before, character, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if character > "\x7f":
            touches = any(side.isascii() and side.isalpha() for side in (before, after))
            touching, lone = touching + touches, lone + (not touches)
    return lone > touching


def _transcoded(path: Path, shown: str, folder: Path | None, encodings: list[str], errors: str = "strict") -> Path:
    """Write the text in UTF-8 with LF at the end of lines, by the first encoding that reads all of it."""
    if folder is None:
        raise ValueError(f"{path} must be rewritten to be read: give recognise a folder for the copy")
    for encoding in encodings:
        with tempfile.NamedTemporaryFile("wb", dir=folder, suffix=".csv", delete=False) as copy:
            decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(errors), translate=True)
            try:
                for block in _blocks(path):
                    text = decoder.decode(block)
                    if "\0" in text:
                        raise _not_text(shown)
                    copy.write(text.encode("utf-8", errors))
                copy.write(decoder.decode(b"", final=True).encode("utf-8", errors))
            except UnicodeDecodeError as error:
                fault = error
                continue
        return Path(copy.name)
    if fault.reason in ("truncated data", "unexpected end of data", "incomplete multibyte sequence"):
        raise _cut_short(shown) from fault
    raise ExportError(f"{shown} is written in an encoding that is not known here.", hint=_SAVE) from fault


def _cut_short(shown: str) -> ExportError:
    return ExportError(
        f"{shown} ends in the middle of a character.", hint="Export it again; the download may have been cut short."
    )
