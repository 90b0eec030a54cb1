"""Read a workbook in a process of its own: `python -P sheet_reader.py WORKBOOK FOLDER MEMORY SECONDS`.

A workbook of a few kilobytes can claim any number of cells, and the reader then ends the whole process as memory runs
out. So the product lives in one process and the reader in another, within limits, and the sheets go over as files.
Standard input is a pipe on which nothing comes: its end is the end of the product.
"""

import json
import os
import re
import sys
import threading
import zipfile
from pathlib import Path

import fastexcel

_HEAD = 1024 * 1024
_FROM_1904 = {
    "xl/workbook.xml": re.compile(rb"""date1904\s*=\s*["'](?:1|true)["']"""),
    # The record BrtWbProp (153) with a size below 128: the lowest bit of its flags.
    "xl/workbook.bin": re.compile(rb"\x99\x01[\x00-\x7f][\x01\x03\x05\x07\x09\x0b\x0d\x0f\x11-\xff]", re.DOTALL),
    "content.xml": re.compile(rb"""null-date[^>]*date-value\s*=\s*["']1904-01-01"""),
}
UNREADABLE = 3
"""The exit code when the file is no workbook or a damaged one."""
BOOK = "book.json"
"""The file that says of the workbook the `names` of all sheets, in their order, and whether days count `from_1904`."""
NO_ROOM = 4
"""The exit code when it cannot write."""
NO_PARENT = 5
"""The exit code when nobody waits for the sheets any more."""


def write_sheets(workbook: Path, folder: Path) -> None:
    """Write every sheet that has cells to `<index>.arrow`, all cells as text, columns `c0`, `c1`, ..., and its name."""
    # The product imports this module for its exit codes only, and Polars would take longer to start here.
    import pyarrow as pa  # noqa: PLC0415

    try:
        book = fastexcel.read_excel(workbook)
    except fastexcel.FastExcelError:
        # By path the ending decides; a workbook under another ending is known by its bytes.
        book = fastexcel.read_excel(workbook.read_bytes())
    said = {"names": book.sheet_names, "from_1904": counts_from_1904(workbook)}
    (folder / BOOK).write_text(json.dumps(said), "utf-8")
    for index in range(len(book.sheet_names)):
        batch = book.load_sheet(index, header_row=None, dtypes="string").to_arrow()
        if batch.num_rows:
            named = batch.rename_columns([f"c{i}" for i in range(batch.num_columns)])
            with pa.ipc.new_file(str(folder / f"{index}.arrow"), named.schema) as writer:
                writer.write_batch(named)


def counts_from_1904(workbook: Path) -> bool:
    """Return whether the days of a workbook count from 1904, as those of Excel for Mac did.

    The reader heeds it in cells that are formatted as days; of a bare number it cannot be said which it is.
    """
    if not zipfile.is_zipfile(workbook):
        # BIFF: the record DATE1904, before that of the precision ([MS-XLS] 2.1.7.20.3 has them in this order).
        return b"\x22\x00\x02\x00\x01\x00\x0e\x00\x02\x00" in workbook.read_bytes()
    with zipfile.ZipFile(workbook) as parts:
        for part, mark in _FROM_1904.items():
            if part in parts.namelist():
                with parts.open(part) as content:
                    return mark.search(content.read(_HEAD)) is not None
    return False


def limit(memory: int, seconds: int) -> None:
    """Let this process have so many bytes of memory and seconds of computing, where the system can say so."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - POSIX only

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def end_with_parent() -> None:
    """End this process when the one that holds the other end of standard input is no more, however it ended."""

    def wait() -> None:
        # Not by sys.stdin, whose lock the thread would still hold as the process ends.
        while os.read(0, 1):
            pass
        os._exit(NO_PARENT)

    threading.Thread(target=wait, daemon=True).start()


if __name__ == "__main__":
    end_with_parent()
    limit(int(sys.argv[3]), int(sys.argv[4]))
    try:
        write_sheets(Path(sys.argv[1]), Path(sys.argv[2]))
    except fastexcel.FastExcelError:
        sys.exit(UNREADABLE)
    except OSError:
        sys.exit(NO_ROOM)
