"""Read a workbook in a process of its own: `python -P sheet_reader.py WORKBOOK FOLDER MEMORY SECONDS`.

A workbook of a few kilobytes can claim any number of cells, and the reader then ends the whole process as memory runs
out. So the product lives in one process and the reader in another, within limits, and the sheets go over as files.
Standard input is a pipe on which nothing comes: its end is the end of the product.
"""

import json
import os
import sys
import threading
from pathlib import Path

import fastexcel

UNREADABLE = 3
"""The exit code when the file is no workbook or a damaged one."""
NAMES = "names.json"
"""The file with the names of all sheets, in their order."""
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
    (folder / NAMES).write_text(json.dumps(book.sheet_names), "utf-8")
    for index in range(len(book.sheet_names)):
        batch = book.load_sheet(index, header_row=None, dtypes="string").to_arrow()
        if batch.num_rows:
            named = batch.rename_columns([f"c{i}" for i in range(batch.num_columns)])
            with pa.ipc.new_file(str(folder / f"{index}.arrow"), named.schema) as writer:
                writer.write_batch(named)


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
