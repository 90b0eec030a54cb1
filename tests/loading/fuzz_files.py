"""Load files of every kind and format, spoilt at random: `python -m tests.loading.fuzz_files COUNT [FIRST]`.

The numbers from FIRST on are seeds, so a file that broke a rule is made again by `fuzz_files 1 NUMBER`. Each file must
end in receipts whose rows add up, or in a refusal, within 60 seconds of computing and one GiB of memory.
"""

import gzip
import re
import resource
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from analytics.exports import Status
from analytics.store import LoadOptions, Store, load_all
from tests.exports.made import Cells, ods, xls, xlsb, zipped
from tests.loading.forms import DAY_FORMS, DELIMITERS, NUMBER_FORMS, SPELLINGS, delimited, json_answer, parquet, texts
from tests.loading.forms import workbook as xlsx
from tests.loading.kinds import NAMES, Made, Value, exports
from tests.places import NOW

SECONDS = 60
MEMORY = 1024**3
FORMATS = ("text", "text", "text", "json", "parquet", "gzip", "zip", "xlsx", "xlsb", "xls", "ods")
_OTHER_WORKBOOKS: dict[str, Callable[[Cells], bytes]] = {"xlsb": xlsb, "xls": xls, "ods": ods}
_NO_MARKUP = str.maketrans("", "", "\0<&")
_MOST_ROWS = 25
_CELL = re.compile(rb"[^,;\t|\r\n\[\]{}:]+")
_NASTY = (
    *("", " ", "*****", "N/A", "null", "None", "NaN", "Infinity", "-", "Total", "Grand Total", "Summe", "合計"),
    *("0", "-0", "-3", "1e9", "1E+02", "1e-7", "1e400", "-1e-400", "9" * 11, "9" * 12, "9" * 23, "9" * 5_000),
    *("0." + "3" * 16, "0." + "0" * 60 + "1", "1" * 23 + ".5", "1" * 30 + "," + "1" * 30, "1.500", "1,5", "1.234,5"),
    *("1'234.5", "１２３", "−5", "٣", "12:30", "00:00:00", "PT5M", "30.5 h", "USD 5", "50 %", "0x1F", "1_000"),
    *("2026-03-13", "13/03/2026", "03/03/2026", "03/13/2026", "46094", "2958466", "0000-00-00", "9999-12-31"),
    *("10000-01-01", "0001-01-01", "2026-02-30", "2026-03-13T25:00:00Z", "2026-03-13T10:00:00+99:00", "13/03/26"),
    *("3. März 2026", "2026年3月13日", "31 Dec 9999", "-5000-01-01", "20260313", "2026-W11-5", "infinity", "-infinity"),
    *('"', '""', '"a', 'a"', '"a\nb"', "a\nb", "\r", "\r\n", ",", ";", "\t", "|", "\x1f", "\0", "\x85", "\u2028"),
    *("\ufeff", "\u200b", "\u202e", "é", "図", "\U0001f600", "ﬁ", "İ", "a" * 40_000, "=1+1", "=cmd|' /C calc'!A0"),
    *("<script>", "https://a.example", "![x](https://a.example/b)", "$a", "%s", "{0}", "--", "/*", "'; DROP TABLE x"),
    *("../../etc/passwd", "\\ud800", "a@b.example", "Ann Lee ann@b.example", "[]", "{}", "[[]]", "true", "hive=1"),
)
_BYTES = (b'"', b"\0", b"\n", b"\r", b",", b"\xff", b"\xff\xff\xff\xff", b"\x80", b"\xc3", b"\xef\xbb\xbf", b"\xff\xfe")


@dataclass(frozen=True)
class Case:
    """One file to try."""

    name: str
    """What it was before it was spoilt."""
    content: bytes


def spoilt(number: int, formats: tuple[str, ...] = FORMATS) -> Case:
    """Make the file of one number."""
    chance = Random(number)
    encoding, spelling = chance.choice(list(SPELLINGS.items()))
    form = chance.choice(formats)
    name = chance.choice(NAMES)
    made = _shorter(exports(spelling)[name], chance)
    for _ in range(chance.choice((0, 1, 1, 2, 5))):
        made = _with_other_cells(made, chance)
    content = _written(made, form, encoding, chance)
    # What is packed is spoilt before that, too, for few changes of packed bytes come through.
    for _ in range(chance.choice((0, 0, 1, 2, 4))):
        content = _with_other_bytes(content, chance)
    return Case(f"{name} as {form}", content)


def _shorter(made: Made, chance: Random) -> Made:
    first = chance.randrange(max(1, len(made.rows) - _MOST_ROWS))
    return replace(made, rows=made.rows[first : first + chance.randrange(1, _MOST_ROWS)])


def _with_other_cells(made: Made, chance: Random) -> Made:
    rows: list[list[Value]] = [list(row) for row in made.rows]
    header = list(made.header)
    way = chance.randrange(8)
    place = chance.randrange(len(header))
    if way < 4:
        chance.choice(rows)[place] = chance.choice(_NASTY)
    elif way == 4:
        text = chance.choice(_NASTY)
        for row in rows:
            row[place] = text
    elif way == 5:
        header[place] = chance.choice((*_NASTY, header[chance.randrange(len(header))], "Email", "Tokens used", "Day"))
    elif way == 6:
        rows.insert(chance.randrange(len(rows)), [*header])
    else:
        del header[place]
        rows = [row[:place] + row[place + 1 :] for row in rows]
    if not header or len(set(header)) < len(header):
        return made
    return replace(made, header=tuple(header), rows=tuple(map(tuple, rows)))


def _written(made: Made, form: str, encoding: str, chance: Random) -> bytes:
    day, number = chance.choice(list(DAY_FORMS)), chance.choice(list(NUMBER_FORMS))
    rows = texts(made, day, number)
    if form == "json":
        content = json_answer(made, day)
    elif form == "parquet":
        with tempfile.TemporaryDirectory() as folder:
            parquet(made, Path(folder, "file"))
            content = Path(folder, "file").read_bytes()
    elif form == "xlsx":
        content = xlsx(made, chance.choice((None, day)))
    elif form in _OTHER_WORKBOOKS:
        content = _OTHER_WORKBOOKS[form]([[cell[:200].translate(_NO_MARKUP) for cell in row] for row in rows])
    else:
        above = "Report\n\n" if chance.random() < 0.1 else ""
        text = above + delimited(rows, "utf-8", chance.choice(DELIMITERS), chance.choice(("\n", "\r\n"))).decode()
        content = text.encode(encoding, "replace")
    if form in ("gzip", "zip"):
        for _ in range(chance.choice((0, 0, 1, 3))):
            content = _with_other_bytes(content, chance)
    if form == "gzip":
        return gzip.compress(content, mtime=0)
    return zipped([(f"{name}.csv", content) for name in ("a", "b/c", "ü")]) if form == "zip" else content


def _with_other_bytes(content: bytes, chance: Random) -> bytes:
    """Cut, repeat, overwrite or insert somewhere."""
    at = chance.randrange(len(content) + 1)
    to = min(len(content), at + chance.choice((1, 4, 64, 1_000)))
    few = min(4, to - at)
    nasty = chance.choice(_NASTY).encode("utf-8", "replace")
    cell = chance.choice(list(_CELL.finditer(content)) or [re.match(b"", content)])
    line = chance.choice(content.splitlines(keepends=True) or [b""])
    assert cell is not None
    return chance.choice(
        (
            content[:at] + content[to:],
            content[:to] + content[at:],
            content[:at],
            content[:at] + chance.choice(_BYTES) + content[at:],
            content[:at] + chance.randbytes(few) + content[at + few :],
            content[: cell.start()] + line + content[cell.start() :],
            content[: cell.start()] + nasty + content[cell.end() :],
            content + chance.choice((content[at:to], b"\n", b"\0" * 100, nasty)),
        )
    )


class Tries:
    """Files loaded into a store in memory; it is a new one now and then."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "file"
        self._store = Store()
        self.outcomes: Counter[str] = Counter()

    def load(self, number: int, case: Case) -> None:
        """Load one file, and see that the answer is one."""
        self._path.write_bytes(case.content)
        if number % 20 == 0:
            self._store.close()
            self._store = Store()
        trial = number % 3 == 0
        before = self._store.fingerprint
        receipts = load_all(self._store, self._path, NOW, LoadOptions(confirmed=number % 5 > 0, dry_run=trial))
        assert receipts
        for receipt in receipts:
            self.outcomes[receipt.status] += 1
            assert receipt.status in (Status.LOADED, Status.REFUSED, Status.HELD, Status.UNCHANGED), receipt
            assert receipt.message.endswith("."), receipt
            assert receipt.hint.endswith(".") or receipt.status in (Status.LOADED, Status.UNCHANGED), receipt
            assert "Error" not in receipt.message, receipt
            if receipt.status is Status.LOADED:
                assert receipt.rows_in == receipt.rows_used + sum(aside.rows for aside in receipt.set_aside), receipt
            receipt.as_json()
        if trial or not any(receipt.status is Status.LOADED for receipt in receipts):
            assert self._store.fingerprint == before


def _spent() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main(count: int, first: int) -> int:
    """Try so many files, and print what broke a rule, and the slowest; return how many broke one."""
    broken, slowest = 0, (0.0, 0)
    with tempfile.TemporaryDirectory() as folder:
        tries = Tries(Path(folder))
        for number in range(first, first + count):
            case = spoilt(number)
            before = _spent()
            try:
                tries.load(number, case)
            except Exception:
                broken += 1
                sys.stdout.write(f"--- {number}: {case.name}\n{traceback.format_exc(limit=-6)}\n")
            slowest = max(slowest, (_spent() - before, number))
    peaks = [resource.getrusage(who).ru_maxrss * 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    sys.stdout.write(f"{count:,} files: {dict(tries.outcomes)}, {broken} broke a rule\n")
    own, reader = (f"{peak / 1e6:,.0f} MB" for peak in peaks)
    sys.stdout.write(f"slowest: {slowest[0]:.1f} s (file {slowest[1]}); memory: {own}, reader {reader}\n")
    return broken + (slowest[0] > SECONDS) + (max(peaks) > MEMORY)


if __name__ == "__main__":
    sys.exit(min(1, main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)))
