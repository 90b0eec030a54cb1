"""What was in the file and is not in the store: other tables of a workbook, and texts that may name a person."""

import duckdb

from analytics.exports import Export, Finding
from analytics.exports.recognition import Sheet
from analytics.store.loading.findings.rows import NAMED
from analytics.store.loading.replacing import free_texts
from analytics.store.queries import single
from analytics.wording import count_text, listed_text


def other_tables(cursor: duckdb.DuckDBPyConnection, export: Export) -> Finding | None:
    """Find the sheets of a workbook that hold another export."""
    others = export.origin.others if isinstance(export.origin, Sheet) else ()
    if not others:
        return None
    # A sheet's name is a free text, too.
    named = not _has_pseudonyms(cursor)
    tables = [f"{other.name if named else f'sheet {other.number}'} ({other.kind.label})" for other in others]
    one = len(others) == 1
    return Finding(
        "Other tables in the workbook",
        f"{count_text(len(others), 'other sheet holds', 'other sheets hold')} a table and"
        f" {'is' if one else 'are'} not loaded: {listed_text(tables, NAMED)}.",
        f"Save {'it' if one else 'each'} as a file of its own and load that.",
        0,
    )


def replaced_texts(cursor: duckdb.DuckDBPyConnection, export: Export) -> Finding | None:
    """Count the cells that the store does not keep as they are because users have pseudonyms in it."""
    if not _has_pseudonyms(cursor):
        return None
    used = "reason IS NULL AND NOT seat" if export.kind.daily else "reason IS NULL"
    replaced = {
        field.label: single(
            cursor,
            f"SELECT count(*) FROM numbered JOIN pseudonyms ON text = {field}"
            f" WHERE row IN (SELECT row FROM checked WHERE {used})",
        )
        for field in free_texts(export)
    }
    aside = single(cursor, "SELECT count(*) FROM checked WHERE reason IS NOT NULL")
    told = [
        f"{count_text(count, 'cell')} of {label} that may name a person {'is' if count == 1 else 'are'} kept as"
        f" {'a pseudonym' if count == 1 else 'pseudonyms'}."
        for label, count in replaced.items()
        if count
    ]
    labels = single(cursor, "SELECT count(*) FROM replaced_labels")
    if labels:
        one, many = "name that is an e-mail is kept as a pseudonym", "names that are e-mails are kept as pseudonyms"
        told.append(f"{count_text(labels, one, many)}.")
    if aside:
        told.append(f"The cells of {count_text(aside, 'row')} set aside are not kept.")
    if not told:
        return None
    return Finding(
        "Texts that may name a person",
        " ".join(told),
        "Users have pseudonyms in this store, so no name is kept: keep the file itself if its texts are needed.",
        0,
    )


def _has_pseudonyms(cursor: duckdb.DuckDBPyConnection) -> bool:
    return single(cursor, "SELECT count(key_check) FROM meta") > 0
