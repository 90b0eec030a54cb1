"""What only a person can say about a file, asked instead of guessed."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from analytics.errors import ExportError
from analytics.exports.fields import PERSONAL, Field

_REST_OF_A_WORD = re.compile(r"(?<=\w)[^\W\d_]")


class Asked(StrEnum):
    """What a question is about."""

    COLUMNS = "columns"
    DATES = "dates"
    DECIMALS = "decimals"


@dataclass(frozen=True)
class Column:
    """A named column of a file."""

    header: str
    """Its name as written."""
    field: Field | None
    """What it is used as; None when it is not used."""
    sample: tuple[str, ...]
    """Its cells in the first rows, five at most, blank ones included: those of all columns make the rows."""

    @property
    def masked(self) -> "Column":
        """The column with every word cut to its first letter, unless it is known to name no person.

        >>> Column("Who", None, ("Ann Lee", "ann@example.com", "2026-01-03")).masked.sample
        ('A•• L••', 'a••@e••••••.c••', '2026-01-03')
        """
        if self.field is not None and self.field not in PERSONAL:
            return self
        return replace(self, sample=tuple(_REST_OF_A_WORD.sub("•", cell) for cell in self.sample))


@dataclass(frozen=True)
class Question:
    """One question about one file."""

    about: Asked
    example: str | None = None
    """The text that can be read in two ways; None when the question is about columns."""
    columns: tuple[Column, ...] = ()
    """The named columns in the order of the file, when the question is about them."""
    fingerprint: str | None = None
    """The fingerprint of the header, under which an answer about columns is remembered; None as for `example`."""


class QuestionError(ExportError):
    """A file cannot be read as an export until a question about it is answered.

    Parameters
    ----------
    message, hint
        As of every error.
    question
        What has to be answered.
    """

    def __init__(self, message: str, *, hint: str, question: Question) -> None:
        super().__init__(message, hint=hint)
        self.question = question
