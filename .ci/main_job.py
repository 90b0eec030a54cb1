"""Do the product's main job twice, in a browser and on the command line: the run-out date must be the same.

Run from the repository root: `python .ci/main_job.py`. Ends with status 1 where the two answers differ.
"""

import json
import re
import subprocess
import sys
import tempfile
from datetime import date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # a script knows its own folder only, and the tests lie beside it

from tests.browser.running import ROOT, SAMPLE_FOLDER, chromium, product
from tests.browser.visiting import Visitor

FILES = [
    SAMPLE_FOLDER / name
    for name in ("token_usage_2024-09_2025-12.csv", "token_usage_2025-12_2026-10.xlsx", "token_packs.csv")
]
TEAM = "Design Studio"
_DAY = r"(\d+ \w+ \d{4})"
_SENTENCE = re.compile(
    rf"{TEAM}: You run out between {_DAY} and {_DAY} in 8 of 10 futures \(as likely before as after {_DAY}\)"
)


def days_on_the_page(store: Path) -> dict[str, date]:
    """Load the files through the Load page, and read the days on the Run-out page."""
    with product(store) as visited, chromium() as browser:
        visitor = Visitor(browser.new_page(), visited.address)
        visitor.opens("Overview")
        visitor.goes_to("Load data")
        visitor.uploads(*FILES)
        visitor.presses("Load", then="rows used.")
        visitor.main.get_by_text("Nothing of your own yet").wait_for(state="detached")
        visitor.goes_to("Run-out")
        heading = visitor.main.get_by_role("heading", level=3).filter(has_text=TEAM)
        sentence = heading.inner_text()
    print(f"The page says:         {sentence}")
    found = _SENTENCE.match(sentence)
    if found is None:
        sys.exit("The page says no run-out date.")
    first, last, middle = (datetime.strptime(day, "%d %B %Y").date() for day in found.groups())
    return {"p10": first, "p50": middle, "p90": last}


def days_on_the_command_line(store: Path) -> dict[str, date]:
    """Load the files by command, and ask for the forecast."""
    _run(store, "load", *map(str, FILES))
    answer = json.loads(_run(store, "forecast", "--team", TEAM, "--json"))["run_out"]
    print(f"The command line says: {answer}")
    return {name: date.fromisoformat(answer[name]) for name in ("p10", "p50", "p90")}


def _run(store: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "analytics", "--store", str(store), *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def main() -> None:
    """Do the job both ways."""
    with tempfile.TemporaryDirectory() as folder:
        page = days_on_the_page(Path(folder) / "page.duckdb")
        command_line = days_on_the_command_line(Path(folder) / "command_line.duckdb")
    if page != command_line:
        sys.exit(f"They differ: {page} on the page, {command_line} on the command line.")
    print(f"They agree: {TEAM} runs out around {page['p50']}.")


if __name__ == "__main__":
    main()
