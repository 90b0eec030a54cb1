"""Tables that are changed by hand: what a person wrote, with what was masked put back."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import polars as pl

from analytics.errors import TokenGaugeError
from analytics.masking import masked_table


def written_rows(
    known: pl.DataFrame, shown: pl.DataFrame, edited: pl.DataFrame, key: str
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Give the rows of a table as a person left it, each with its number from 1.

    Parameters
    ----------
    known
        The rows as the store has them.
    shown
        The same rows as they were shown, with e-mails masked unless names are shown.
    edited
        The rows as they are now.
    key
        The column with the number of a row; null in a new one.
    """
    before = {row[key]: (row, seen) for row, seen in zip(known.to_dicts(), shown.to_dicts(), strict=True)}
    for number, written in enumerate(edited.to_dicts(), start=1):
        if written[key] is None:
            yield number, written
        else:
            real, seen = before[written[key]]
            yield number, {name: real[name] if value == seen[name] else value for name, value in written.items()}


def team_meant(written: str | None, teams: Sequence[str]) -> str | None:
    """Give the team that a person wrote into a new row, as they saw its name: masked, if it has an e-mail in it."""
    masked = {masked: team for team in teams for masked in masked_table(pl.DataFrame({"team": [team]}))["team"]}
    return written if written is None or written in teams else masked.get(written, written)


@contextmanager
def row_named(number: int) -> Iterator[None]:
    """Say in which row a mistake is."""
    try:
        yield
    except TokenGaugeError as error:
        raise type(error)(f"Row {number}: {error.message}", hint=error.hint) from error
