"""Take the README's picture of the Overview, on the sample data.

Run from the repository root: `python .ci/picture.py`. Writes `overview.png` beside this file.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # a script knows its own folder only, and the tests lie beside it

from tests.browser.running import chromium, product
from tests.browser.visiting import Visitor

PICTURE = Path(__file__).with_name("overview.png")


def main() -> None:
    """Take the picture."""
    with (
        tempfile.TemporaryDirectory() as folder,
        product(Path(folder) / "store.duckdb") as visited,
        chromium() as browser,
    ):
        page = browser.new_page(viewport={"width": 1440, "height": 900}, device_scale_factor=1, color_scheme="light")
        visitor = Visitor(page, visited.address)
        visitor.opens("Overview")
        visitor.main.locator("[data-testid=stVegaLiteChart] svg").first.wait_for()
        PICTURE.write_bytes(visitor.looks())
    print(f"{PICTURE.name}: {PICTURE.stat().st_size / 1000:.0f} KB")


if __name__ == "__main__":
    main()
