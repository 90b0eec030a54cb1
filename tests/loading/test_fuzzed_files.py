"""Some of the files that `fuzz_files` makes, the same in every run: each is a receipt or a refusal."""

from pathlib import Path

from analytics.exports import Status
from tests.loading.fuzz_files import FORMATS, Tries, spoilt

# Each workbook takes a process of its own.
QUICK = tuple(form for form in FORMATS if form in ("text", "json", "parquet", "gzip", "zip"))


def test_spoilt_files_are_loaded_or_refused(tmp_path: Path) -> None:
    tries = Tries(tmp_path)
    for number in range(80):
        tries.load(number, spoilt(number, QUICK))
    for number in range(8):
        tries.load(number, spoilt(number, ("xlsx", "xlsb", "xls", "ods")))
    assert min(tries.outcomes[Status.LOADED], tries.outcomes[Status.REFUSED]) > 10
