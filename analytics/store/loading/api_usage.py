"""Check and insert the rows of a table of API usage, and record the days for which it speaks.

It speaks for each application that it names, from its first day to its last: the portal shows use by application, and
one that has gone to another team is the same application. So the newest table that covers a day of an application
counts for it, and what was uncharged in an older one may be resolved in it.
"""

from datetime import date

import duckdb

from analytics.exports import Export, Receipt
from analytics.exports.fields import Field
from analytics.store.loading.answers import Answers
from analytics.store.loading.api_names import add_applications, unify_spellings
from analytics.store.loading.columns import Numbers, joined, read_days, read_numbers
from analytics.store.loading.reasons import (
    IN_THE_FUTURE,
    NEGATIVE,
    NO_DAY,
    NO_TOKENS,
    NOT_A_DAY,
    NOT_A_NUMBER,
)

NO_APPLICATION = "no application"
NO_API = "no API"
NO_QUANTITY = "no quantity"
NOT_A_QUANTITY = "the quantity is not a number"
NEGATIVE_QUANTITY = "the quantity is negative"
NO_STATUS = "the status is neither resolved (charged) nor uncharged (unresolved)"
SEVERAL = "several applications have this name, and the row has no client id"
_RESOLVED = ("resolved", "charged")
_UNCHARGED = ("uncharged", "unresolved")


def check_api_usage(
    cursor: duckdb.DuckDBPyConnection, export: Export, answers: Answers, numbers: Numbers, today: date
) -> tuple[str, int]:
    """Fill `checked` with the rows of a table of API usage, and give each application that is new a key.

    Parameters
    ----------
    cursor
        Holds `rows`, those of the file.
    export
        The file; without a column of the status all its use is resolved.
    answers
        How days are read.
    numbers
        How numbers are read.
    today
        The day of loading; days after tomorrow are in the future.

    Returns
    -------
    tuple
        The table of the applications and its largest key before, as `drop_unused_names` wants it.
    """
    read_days(cursor, answers, Field.DAY)
    read_numbers(cursor, numbers, Field.QUANTITY, Field.TOKENS)
    unify_spellings(cursor)
    largest = add_applications(cursor)
    unsaid = "status IS NULL OR" if Field.STATUS in export.fields else ""
    cursor.execute(
        f"""
        CREATE TEMP TABLE checked AS
        SELECT
            row, day_read.value AS day, team_id, application_id, rows.api AS api, job,
            quantity_read.value AS quantity, unit, tokens_read.value AS tokens,
            coalesce(lower(status) IN {_UNCHARGED}, false) AS uncharged,
            CASE
                WHEN fault IS NOT NULL THEN fault
                WHEN day_read.value IS NULL THEN if(day IS NULL, '{NO_DAY}', '{NOT_A_DAY}')
                WHEN day_read.value > $today + 1 THEN '{IN_THE_FUTURE}'
                WHEN several THEN '{SEVERAL}'
                WHEN application_id IS NULL THEN '{NO_APPLICATION}'
                WHEN rows.api IS NULL THEN '{NO_API}'
                WHEN quantity_read.value IS NULL THEN if(quantity IS NULL, '{NO_QUANTITY}', '{NOT_A_QUANTITY}')
                WHEN quantity_read.value < 0 THEN '{NEGATIVE_QUANTITY}'
                WHEN tokens_read.value IS NULL THEN if(tokens IS NULL, '{NO_TOKENS}', '{NOT_A_NUMBER}')
                WHEN tokens_read.value < 0 THEN '{NEGATIVE}'
                WHEN {unsaid} lower(status) NOT IN {(*_RESOLVED, *_UNCHARGED)} THEN '{NO_STATUS}'
            END AS reason
        FROM rows JOIN teams ON teams.name = team_name
        JOIN row_applications AS a
        ON a.client_id IS NOT DISTINCT FROM rows.client_id AND a.application IS NOT DISTINCT FROM rows.application
        {joined(Field.DAY, Field.QUANTITY, Field.TOKENS)}
        """,
        {"today": today},
    )
    return largest


def insert_api_usage(cursor: duckdb.DuckDBPyConnection, receipt: Receipt) -> None:
    """Insert the rows used, in the order of the file, and what they cover."""
    here = {"load_id": receipt.load_id}
    cursor.execute(
        "INSERT INTO api_rows BY NAME SELECT $load_id AS load_id, * EXCLUDE (reason) FROM checked"
        " WHERE reason IS NULL ORDER BY row",
        here,
    )
    cursor.execute(
        """
        INSERT INTO coverage BY NAME
        SELECT DISTINCT $load_id AS load_id, 'api' AS record, application_id, $first_day AS first_day,
               $last_day AS last_day
        FROM checked WHERE reason IS NULL ORDER BY application_id
        """,
        here | {"first_day": receipt.first_day, "last_day": receipt.last_day},
    )
    cursor.execute("""
        UPDATE applications SET name = newest.name
        FROM (
            SELECT application_id, arg_max(application, row) AS name
            FROM rows JOIN checked USING (row)
            WHERE reason IS NULL AND application IS NOT NULL GROUP BY application_id
        ) AS newest
        WHERE applications.application_id = newest.application_id AND applications.name <> newest.name
    """)
