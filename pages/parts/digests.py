"""What a cached drawing is kept under: a digest of everything that is drawn.

Streamlit's own key of a large frame is made of a few of its rows, so a frame is never a cached argument.
"""

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from hashlib import blake2b

import polars as pl


def digest(*values: object) -> str:
    """Return a text that two lists of frames and plain values share only when they are equal.

    >>> one, other = pl.DataFrame({"day": [1, 2]}), pl.DataFrame({"day": [1, 3]})
    >>> digest(one, "days") == digest(one.clone(), "days"), digest(one, "days") == digest(other, "days")
    (True, False)
    """
    made = blake2b(digest_size=16)
    for part in _parts(values):
        made.update(len(part).to_bytes(8))
        made.update(part)
    return made.hexdigest()


def _parts(value: object) -> Sequence[bytes]:
    if isinstance(value, pl.DataFrame):
        written = io.BytesIO()
        # The writer holds its frame locked while it waits for the interpreter; a clone has a lock of its own. On the
        # frame itself, which sessions share, it would wait for ever for one that has the interpreter and wants it.
        value.clone().write_ipc_stream(written)
        return [b"frame", written.getvalue()]
    if isinstance(value, tuple | list):
        return [type(value).__name__.encode(), *(part for each in value for part in _parts(each)), b"end"]
    if value is None or isinstance(value, str | int | float | Decimal | date):
        return [f"{type(value).__qualname__} {value!r}".encode()]
    raise TypeError(f"A {type(value).__qualname__} cannot be told from another by its content.")
