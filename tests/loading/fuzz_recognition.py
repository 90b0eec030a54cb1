"""Load files that a coverage-guided fuzzer makes up: `python -m tests.loading.fuzz_recognition FOLDER SECONDS`.

The folder keeps the files that reached new code, and any that broke something (`crash-...`). The fuzzer, atheris, is
no requirement of the project, for it has no builds but for Linux: `python -m pip install atheris`.

Every file must end in a receipt whose rows add up, and leave the store as it was. Workbooks are left to
`tests/exports/test_fuzz.py`: each takes a process of its own, in which coverage is not seen.
"""

import gzip
import re
import sys
import tempfile
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["analytics"]):
    from analytics.exports import Status
    from analytics.store import LoadOptions, Store, load_all

from tests.exports.made import zipped
from tests.loading.forms import DELIMITERS, SPELLINGS, delimited, json_answer, parquet, texts
from tests.loading.kinds import exports
from tests.places import NOW

_WORKBOOK = (b"[Content_Types].xml", b"mimetype", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_LARGEST = 4_096


_CELL = re.compile(rb"[^,;\t|\r\n\[\]{}:]+")
_CELLS = [
    text.encode()
    for text in (
        *("Day used", "Date", "usageDate", "usageMonth", "Product", "Feature", "Tokens used", "tokensConsumed"),
        *("Email", "Quantity", "Access option", "Flex", "Subscription", "Start", "Last day", "seat_quantity"),
        *("days_used", "Team", "2026-03-13", "13/03/2026", "03/03/2026", "03/13/2026", "46094", "3. März 2026"),
        *("2026年3月13日", "Total", "1.500", "1,5", "1.234,5", "1'234.5", "-3", "0", "1e9", "9" * 30, "0.0000001"),
        *("*****", "N/A", "", " ", "null", '"', '""', '"a', 'a"', '"a\nb"', "\n", "\r", "\r\n", ",", ";", "\t", "|"),
        *("\ufeff", "\0", "é", "図", "\x1f", "'", "[", "]", "{", "}", "true", '"columns"', '"rows"', '"result"'),
        *("[[]]", "\\ud800", "$a", "%s", "--", "/*"),
    )
]


def mutated(content: bytes, largest: int, seed: int) -> bytes:
    """Change a cell, a line or, as the fuzzer does by itself, any bytes."""
    chance = Random(seed)
    for _ in range(chance.randrange(1, 4)):
        cells, lines = list(_CELL.finditer(content)), content.splitlines(keepends=True)
        way = chance.randrange(5)
        if way == 0 or not cells:
            content = bytes(atheris.Mutate(content, largest))
        elif way == 1:
            lines.insert(chance.randrange(len(lines)), chance.choice(lines))
            content = b"".join(lines)
        elif way == 2:
            del lines[chance.randrange(len(lines))]
            content = b"".join(lines)
        else:
            cell = chance.choice(cells)
            end = cell.end() if way == 3 else cell.start()
            content = content[: cell.start()] + chance.choice(_CELLS) + content[end:]
    return content[:largest]


def seeds() -> list[bytes]:
    """Write a few rows of every kind in every encoding and container."""
    made = []
    for number, (encoding, spelling) in enumerate(SPELLINGS.items()):
        for export in exports(spelling).values():
            rows = texts(export, ("d/m/y", "iso with time")[number % 2], ("comma", "thousands, point")[number % 2])
            made.append(delimited(rows[:6], encoding, DELIMITERS[number % 4]))
            if number == 0:
                answer = json_answer(export, "iso")
                made += [gzip.compress(made[-1]), zipped([("a.csv", made[-1])]), answer[:_LARGEST]]
    with tempfile.TemporaryDirectory() as folder:
        for name, export in exports().items():
            parquet(export, Path(folder, name))
            made.append(Path(folder, name).read_bytes())
    return [content for content in made if len(content) <= _LARGEST]


class Fuzzed:
    """A store that trials leave as it is, and a file that is written anew for each."""

    def __init__(self, folder: Path) -> None:
        self._store = Store()
        self._path = folder / "file"

    def __call__(self, content: bytes) -> None:
        """Try one file."""
        if any(mark in content for mark in _WORKBOOK):
            return
        self._path.write_bytes(content)
        before = self._store.fingerprint
        for receipt in load_all(self._store, self._path, NOW, LoadOptions(confirmed=True, dry_run=True)):
            assert receipt.status in (Status.LOADED, Status.REFUSED), receipt
            assert receipt.message
            assert receipt.rows_in == receipt.rows_used + sum(aside.rows for aside in receipt.set_aside), receipt
        assert self._store.fingerprint == before


if __name__ == "__main__":
    corpus, seconds = Path(sys.argv[1]), int(sys.argv[2])
    corpus.mkdir(parents=True, exist_ok=True)
    for place, seed in enumerate(seeds()):
        (corpus / f"seed-{place:03d}").write_bytes(seed)
    with tempfile.TemporaryDirectory() as scratch:
        options = [f"-max_total_time={seconds}", f"-max_len={_LARGEST}", "-timeout=60", "-rss_limit_mb=3000"]
        atheris.Setup(
            [sys.argv[0], str(corpus), f"-artifact_prefix={corpus}/", *options],
            Fuzzed(Path(scratch)),
            custom_mutator=mutated,
        )
        atheris.Fuzz()
