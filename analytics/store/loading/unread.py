"""Loads of which much cannot be used: a systematic share of the rows set aside, labels that stand once a group."""

from dataclasses import dataclass

import duckdb

from analytics.exports import Export, Kind
from analytics.exports.fields import Field
from analytics.masking import masked_text
from analytics.store.loading import reasons as why
from analytics.store.loading.directories import NOT_A_FIRST_DAY, NOT_A_LAST_DAY
from analytics.store.loading.lists import BOUGHT_TOO_LATE, NO_POOL, NOT_A_PURCHASE_DAY
from analytics.store.loading.resources import TOKENS_ARE_PACKS
from analytics.store.queries import single
from analytics.wording import count_text

MOST_ASIDE = 0.02
"""Share of the rows with tokens beyond which what is set aside is no accident."""
_EXAMPLES = 2
_LONGEST = 60  # letters of an example
_LABELS_MISSING = 0.5
"""Share of rows without a label from which it may stand once a group, as merged cells leave it."""
_LEAST_ROWS = 4
_DAYS = "Save the days as year-month-day, such as 2026-03-31, and load the file again."
_AMOUNTS = "Save the numbers without words, units or signs of currency, and load the file again."
_FILL = "Unmerge cells and fill them down (in a pivot table: repeat all item labels), and load the file again."
_CORRECT = "Correct these rows, or export the file again."
_NO_FAULT = (why.REPEATED, why.TOTALS, why.NO_TOKENS, why.FLEX_WITHOUT_TOKENS, TOKENS_ARE_PACKS)
# Of rows without tokens in a list of persons only what could not be read says that much is missing.
_OF_A_DIRECTORY = (NOT_A_FIRST_DAY, NOT_A_LAST_DAY, *why.READ_FAULTS.values(), why.OTHER_FAULT)
# Where the text stands that gives a reason.
_FIELDS = {
    why.NOT_A_DAY: Field.DAY,
    why.IN_THE_FUTURE: Field.DAY,
    why.OTHER_ACCESS: Field.ACCESS,
    "no first day": Field.START,
    "no last day": Field.LAST_DAY,
    NOT_A_PURCHASE_DAY: Field.BOUGHT_ON,
    BOUGHT_TOO_LATE: Field.BOUGHT_ON,
    NO_POOL: Field.POOL,
    NOT_A_FIRST_DAY: Field.START,
    NOT_A_LAST_DAY: Field.LAST_DAY,
    "the quantity is not a number": Field.QUANTITY,
    "the seats are not a number": Field.SEATS,
    "the price is not a number": Field.PRICE,
}
_OF_THE_AMOUNT = (why.NOT_A_NUMBER, why.NEGATIVE, why.ON_A_SUBSCRIPTION)
_HINTS = {
    why.NOT_A_DAY: _DAYS,
    "no first day": _DAYS,
    "no last day": _DAYS,
    NOT_A_PURCHASE_DAY: _DAYS,
    NO_POOL: "Say annual or multi-year, or nothing for a Flex pack.",
    NOT_A_FIRST_DAY: _DAYS,
    NOT_A_LAST_DAY: _DAYS,
    why.NOT_A_NUMBER: _AMOUNTS,
    why.NO_DAY: _FILL,
    why.NO_PRODUCT: _FILL,
    why.IN_THE_FUTURE: "Check the order of day and month and the computer's clock.",
    why.NEGATIVE: "Use is never negative: enter a correction by Autodesk as a token event.",
}


@dataclass(frozen=True)
class Unread:
    """Why much of a file is not used, and what to do about it."""

    message: str
    hint: str


def share_set_aside(cursor: duckdb.DuckDBPyConnection, export: Export, told: int) -> Unread | None:
    """Look whether more rows with tokens are set aside than by accident, beyond those told already; None if not."""
    if not single(cursor, "SELECT count(*) FROM checked WHERE reason IS NOT NULL"):
        return None
    _note_carrying(cursor, export)
    aside = cursor.execute(
        "SELECT reason, count(*) AS rows FROM carrying GROUP BY reason ORDER BY rows DESC, reason"
    ).fetchall()
    lost = sum(rows for _, rows in aside)
    used = single(cursor, f"SELECT count(*) FROM checked WHERE reason IS NULL AND {_carries(export)}")
    if lost <= max(told, MOST_ASIDE * (used + lost)):
        return None
    reason, rows = aside[0]
    carried = " with tokens" if _amount(export) else ""
    most = f", most often ({rows:,})" if len(aside) > 1 else ""
    return Unread(
        f"{lost:,} of its {count_text(used + lost, 'row')}{carried} cannot be used{most}: {reason}"
        f"{_examples(cursor, export, reason)}",
        _HINTS.get(reason, _CORRECT),
    )


def labels_once(cursor: duckdb.DuckDBPyConnection) -> Unread | None:
    """Look whether teams or users stand in the first row of a group only, as merged cells and pivot tables leave them.

    The rows below would count for no team and for nobody.
    """
    for label, key, has in (("team", "team_id", "NOT unnamed"), ("user", "user_id", "user_id IS NOT NULL OR hidden")):
        [(rows, labelled, first)] = cursor.execute(f"""
            SELECT count(*), count(*) FILTER ({has}), coalesce(min(row) FILTER ({has}) = min(row), false)
            FROM checked WHERE reason IS NULL
        """).fetchall()
        missing = rows - labelled
        if rows < _LEAST_ROWS or not first or missing < _LABELS_MISSING * rows:
            continue
        if single(cursor, f"SELECT count(DISTINCT {key}) FROM checked WHERE reason IS NULL AND ({has})") == labelled:
            return Unread(
                f"{missing:,} of its {rows:,} rows have no {label}, and each {label} stands once, above rows"
                " without one, as merged cells and pivot tables leave it",
                _FILL,
            )
    return None


def _amount(export: Export) -> Field | None:
    amount = export.kind.amount
    return amount if amount in export.fields else None


def _carries(export: Export) -> str:
    """Write, as SQL does, whether a row that is used carries tokens; of files without any, each row counts."""
    if _amount(export) is None:
        return "true"
    return "(tokens <> 0 OR seat)" if export.kind.daily else "tokens <> 0"


def _note_carrying(cursor: duckdb.DuckDBPyConnection, export: Export) -> None:
    """Make `carrying`: row and reason of those set aside that carry tokens, and of the lines that are no rows."""
    amount = _amount(export)
    counts = f"reason NOT IN {_NO_FAULT}"
    if export.kind is Kind.DIRECTORY:
        counts = f"reason IN {_OF_A_DIRECTORY}"
    # A blank line carries nothing.
    filled = ("day", "product", "person") if export.kind.daily else tuple(map(str, export.fields))
    text = f"(numbered.row IS NULL OR {' OR '.join(f'numbered.{column} IS NOT NULL' for column in filled)})"
    if amount and export.kind.daily:
        text = f"""(numbered.row IS NULL OR numbered.amount IN (
            SELECT code FROM amount_texts LEFT JOIN numbers_read ON numbers_read.text = {amount}
            WHERE {amount} IS NOT NULL AND value IS DISTINCT FROM 0))"""
    elif amount:
        text = f"(numbered.row IS NULL OR numbered.{amount} IS NOT NULL)"
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE carrying AS
        SELECT aside.row, reason
        FROM (SELECT row, reason::VARCHAR AS reason FROM checked WHERE reason IS NOT NULL) AS aside
        LEFT JOIN numbered USING (row) WHERE {counts} AND {text}
    """)


def _examples(cursor: duckdb.DuckDBPyConnection, export: Export, reason: str) -> str:
    """Write two texts that give a reason, or else where two rows with it are."""
    field = export.kind.amount if reason in _OF_THE_AMOUNT else _FIELDS.get(reason)
    if field in export.fields:
        text = f"numbered.{field}"
        joined = ""
        if export.kind.daily:
            column = "amount" if field is export.kind.amount else str(field)
            text, joined = f"texts.{field}", f"JOIN {column}_texts AS texts ON texts.code = numbered.{column}"
        texts = cursor.execute(
            f"""
            SELECT {text} AS text FROM carrying JOIN numbered USING (row) {joined}
            WHERE reason = $reason AND text IS NOT NULL GROUP BY ALL ORDER BY min(row) LIMIT {_EXAMPLES}
            """,
            {"reason": reason},
        ).fetchall()
        if texts:
            return f" ({' and '.join(_quoted(text) for (text,) in texts)})"
    rows = cursor.execute(
        f"SELECT row FROM carrying WHERE reason = $reason ORDER BY row LIMIT {_EXAMPLES}", {"reason": reason}
    ).fetchall()
    return f" (row {' and row '.join(f'{row:,}' for (row,) in rows)})"


def _quoted(text: str) -> str:
    """Write a text of a file as one; a long one is cut."""
    shown = masked_text(text)
    return f'"{shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "..."}"'
