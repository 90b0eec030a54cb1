"""Outlooks of which everything that plans and scenarios rest on is stated."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl

from analytics.forecast import Grade, Outlook, Paths
from analytics.pool import Pack, balance, coming_packs, ledger

START = date(2026, 1, 1)


def answer(
    used: Sequence[int], coming: Sequence[Sequence[float]] | None, packs: Sequence[Pack], first: date = START
) -> Outlook:
    """Give an outlook after some days of use, with futures of the days that follow (None: no forecast)."""
    days = [first + timedelta(days=ahead) for ahead in range(len(used))]
    daily = pl.DataFrame({"day": days, "tokens": [Decimal(tokens) for tokens in used]})
    book = ledger(daily, packs, days[-1])
    stated: dict[str, Any] = {
        "team": "A",
        "as_of": days[-1],
        "known_until": days[-1],
        "ledger": book,
        "balance": balance(book),
        "grade": Grade.GOOD,
        "history_days": len(used),
        "method": "stated",
        "end": max((pack.last_day for pack in packs), default=None),
        "coming": coming_packs(book),
        "unmeasured": [],
        "unfinished": Decimal(0),
        "paths": None if coming is None else Paths(days[-1] + timedelta(days=1), np.array(coming, dtype=float)),
    }
    return Outlook(**dict.fromkeys(field.name for field in fields(Outlook)) | stated)
