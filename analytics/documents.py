"""Answers as JSON documents, the same from the command line and from the pages."""

import json
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl

from analytics.masking import Mask


def json_text(document: object, mask: Mask | None) -> str:
    """Write a document as JSON: days in ISO form, whole tokens as integers, a frame as a list of rows.

    Parameters
    ----------
    document
        What to write.
    mask
        What is hidden in its texts; None: nothing.

    >>> json_text({"tokens": Decimal("7.000000"), "file": "a@b.c", "day": date(2026, 1, 1)}, None)
    '{"tokens": 7, "file": "a@b.c", "day": "2026-01-01"}'
    """
    return json.dumps(_plain(document, mask), ensure_ascii=False, allow_nan=False)


def _plain(value: object, mask: Mask | None) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, pl.DataFrame):
        value = value.to_dicts()
    if isinstance(value, Mapping):
        return {str(key): _plain(item, mask) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, mask) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):  # a datetime is a date too
        return value.isoformat()
    if isinstance(value, str) and mask:
        return mask.text(value)
    return str(value) if isinstance(value, Path) else value
