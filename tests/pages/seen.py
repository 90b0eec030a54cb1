"""What a person sees on a page, and what they put into it."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from streamlit.testing.v1 import AppTest

Open = Callable[..., AppTest]
HEADER = "Day used,Team,Product,Email,Tokens used"


def markdown(app: AppTest) -> str:
    """Give everything written on the page, as it was handed over."""
    kinds = (app.title, app.markdown, app.caption, app.error, app.info, app.warning, app.success)
    written = [str(element.value) for kind in kinds for element in kind]
    return "\n".join([*written, *(f"{metric.label} {metric.value}" for metric in app.metric)])


def text(app: AppTest) -> str:
    """Give everything written on the page, as a person reads it."""
    return re.sub(r"\\([^a-zA-Z0-9\s])", r"\1", markdown(app))


def sound(app: AppTest) -> AppTest:
    """Check that the page met no error."""
    assert not app.exception
    assert not app.error
    return app


def table(app: AppTest, *columns: str) -> list[list[Any]]:
    """Give the rows of the first table that has some columns, as far as these go."""
    found = next(shown.value for shown in app.dataframe if set(columns) <= set(shown.value.columns))
    rows = found[list(columns)].to_numpy().tolist()
    return [[cell.date() if isinstance(cell, datetime) else cell for cell in row] for row in rows]


def lines(*rows: str, header: str = HEADER) -> bytes:
    """Write an export of a few lines."""
    return ("\n".join([header, *rows]) + "\n").encode()


def uploaded(app: AppTest, **files: bytes) -> AppTest:
    """Put files into the drop zone, by name without ending."""
    for name, content in files.items():
        app.file_uploader[0].upload(f"{name}.csv", content)
    return sound(app.run())
