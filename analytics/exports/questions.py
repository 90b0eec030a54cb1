"""What only a person can say about a file, asked instead of guessed."""

from dataclasses import dataclass, replace
from enum import StrEnum

from analytics.errors import ExportError
from analytics.exports.fields import FREE_TEXTS, PERSONAL, Field
from analytics.masking import masked_text, masked_words


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
        """The column with every word of its cells cut to its first letter; of one that names no person, e-mails only.

        >>> Column("Who", None, ("Ann Lee", "ann@example.com", "2026-01-03")).masked.sample
        ('A•• L••', 'a••@e••••••.c••', '2026-01-03')
        >>> Column("Team", Field.TEAM, ("Studio Nord", "ann@example.com")).masked.sample
        ('Studio Nord', 'a••@e••••••.c••')
        """
        names_somebody = self.field is None or self.field in PERSONAL | FREE_TEXTS
        mask = masked_words if names_somebody else masked_text
        return replace(self, header=masked_text(self.header), sample=tuple(map(mask, self.sample)))


@dataclass(frozen=True)
class Question:
    """One question about one file."""

    about: Asked
    example: str | None = None
    """The text that can be read in two ways; None when the question is about columns."""
    against: str | None = None
    """The text that contradicts the example, which can then be read in one way only; None when nothing does."""
    columns: tuple[Column, ...] = ()
    """The named columns in the order of the file, when the question is about them."""
    fingerprint: str | None = None
    """The fingerprint of the header, under which an answer about columns is remembered; None as for `example`."""
    choices: tuple[str, ...] = ()
    """What can be answered about days, where it is not only that day or month comes first."""


class ColumnsError(ExportError):
    """A file whose columns are named cannot be read as an export.

    Parameters
    ----------
    message, hint
        As of every error.
    columns
        How each named column was understood.
    """

    def __init__(self, message: str, *, hint: str, columns: tuple[Column, ...]) -> None:
        super().__init__(message, hint=hint)
        self.columns = columns


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
