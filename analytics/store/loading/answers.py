"""What a person said about a file or about its source, as far as the file leaves it open."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TypeVar

from analytics.exports.dates import DateOrder, days_of
from analytics.exports.fields import Field, fields_of
from analytics.exports.numbers import DecimalMark, numbers_of
from analytics.exports.questions import QuestionError
from analytics.store.database import Store
from analytics.store.loading.options import LoadOptions

Value = TypeVar("Value")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Remembered:
    """What was said with the newest load in force of a file with the same header."""

    columns: Mapping[str, Field | None]
    """By header as written; None: the column is not used."""
    dates: DateOrder | None
    decimals: DecimalMark | None


def remembered(store: Store, header: str) -> Remembered:
    """Give what was said about the source of a file; undoing the load for which it was said forgets it.

    Parameters
    ----------
    store
        Where the loads are.
    header
        The fingerprint of the names of the columns.
    """

    def newest(what: str) -> str | None:
        found = store.frame(
            f"SELECT given_{what}::VARCHAR AS said FROM loads WHERE header = $header AND undone_at IS NULL"
            f" AND given_{what} IS NOT NULL ORDER BY load_id DESC LIMIT 1",
            {"header": header},
        )
        return None if found.is_empty() else str(found.item())

    columns, dates, decimals = newest("columns"), newest("dates"), newest("decimals")
    return Remembered(
        {} if columns is None else columns_from_json(columns),
        None if dates is None else DateOrder(dates),
        None if decimals is None else DecimalMark(decimals),
    )


def columns_from_json(text: str) -> dict[str, Field | None]:
    """Read a mapping that the store has kept."""
    return {header: None if field is None else Field(field) for header, field in json.loads(text).items()}


class Answers:
    """How the days and numbers of one file are read; notes which remembered answers were needed."""

    def __init__(self, said: LoadOptions, before: Remembered, *, from_1904: bool = False) -> None:
        self._dates, self._decimals, self._before = said.dates, said.decimals, before
        self._days_of = partial(days_of, from_1904=from_1904)
        self.recalled = [
            f"{header} means {field.label}" if field else f"{header} is not used"
            for header, field in before.columns.items()
            if header not in said.columns and (field is None or field not in fields_of([header]))
        ]

    def days(self, texts: list[str]) -> Mapping[str, date]:
        """Read days; the column speaks for itself, and what was said before counts only where it does not."""
        recalled = f"days are read as {self._before.dates}" if self._before.dates else None
        return self._read(self._days_of, texts, self._dates, self._before.dates, recalled)

    def numbers(self, texts: list[str]) -> Mapping[str, Decimal]:
        """Read numbers in the same way."""
        mark = self._before.decimals
        recalled = f"a {mark.name.lower()} marks decimals" if mark else None
        return self._read(numbers_of, texts, self._decimals, mark, recalled)

    def _read(
        self,
        read: Callable[[list[str], Answer | None], Mapping[str, Value]],
        texts: list[str],
        given: Answer | None,
        before: Answer | None,
        recalled: str | None,
    ) -> Mapping[str, Value]:
        try:
            return read(texts, given)
        except QuestionError as error:
            # What was said before settles what a file leaves open, not what contradicts itself.
            if before is None or recalled is None or error.question.against:
                raise
        if recalled not in self.recalled:
            self.recalled.append(recalled)
        return read(texts, before)
