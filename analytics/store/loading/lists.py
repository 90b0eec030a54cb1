"""Check and insert the rows of a list: packs, token events, subscriptions, a Usage Report, a directory, API usage.

Each check fills `checked`: one row per data row, with `row` its number among them, from 1, `reason`, null for the rows
to be used, and the columns of the table that the rows go to.
"""

from collections.abc import Callable
from datetime import date

import duckdb

from analytics.exports import Export, Kind, Receipt
from analytics.exports.fields import Field
from analytics.store.loading.answers import Answers
from analytics.store.loading.api_usage import check_api_usage, insert_api_usage
from analytics.store.loading.checking import numbers_reader
from analytics.store.loading.columns import Numbers, joined, read_days, read_numbers
from analytics.store.loading.directories import ENDS_BEFORE_IT_STARTS, check_directory, insert_directory
from analytics.store.loading.names import PERSON, TEAM, add_names, add_users, product_name
from analytics.store.loading.reading import literal
from analytics.store.loading.reasons import NO_TOKENS, NOT_A_NUMBER, REPEATED, TOTALS
from analytics.store.loading.replacing import add_text_pseudonyms, free_texts, replace_labels
from analytics.store.loading.resources import check_resources
from analytics.store.loading.staging import add_unreadable
from analytics.store.loading.totals import note_totals, says_total
from analytics.store.packs import POOLS

_TABLES = {
    Kind.PACKS: "packs",
    Kind.TOKEN_EVENTS: "token_events",
    Kind.SUBSCRIPTIONS: "subscriptions",
    Kind.USAGE_REPORT: "report_rows",
    Kind.RESOURCES: "resources",
}
# The tables in which a row has a number beyond its load.
_NUMBERED = {Kind.PACKS: "pack_id", Kind.RESOURCES: "resource_id"}
# The field that a row must have: a line of totals lacks it or has a word for it.
_MUST_HAVE = {
    Kind.PACKS: Field.START,
    Kind.TOKEN_EVENTS: Field.DAY,
    Kind.SUBSCRIPTIONS: Field.START,
    Kind.USAGE_REPORT: Field.PRODUCT,
    Kind.API_USAGE: Field.DAY,
    Kind.RESOURCES: Field.RESOURCE,
}
# The fields in which a line of totals may say so.
_NAMING = (
    *(Field.TEAM, Field.PRODUCT, Field.EVENT, Field.APPLICATION, Field.API, Field.DAY, Field.START, Field.RESOURCE),
    *(Field.EMAIL, Field.AUTODESK_ID, Field.HASHED_ID, Field.USER_NAME),
    *(Field.DEPARTMENT, Field.COST_CENTER, Field.PROJECT, Field.COUNTRY, Field.MANAGER),
)
NO_FIRST_DAY = "no first day"
NO_LAST_DAY = "no last day"
NOT_A_PURCHASE_DAY = "the purchase day is not a date"
BOUGHT_TOO_LATE = "it was bought after its last day"
NO_POOL = "the pool is none of a Token Flex contract"


def check_list(
    cursor: duckdb.DuckDBPyConnection, export: Export, answers: Answers, team: str, key: bytes | None, today: date
) -> dict[str, int]:
    """Fill `checked` with the rows of a list; parameters, answer and errors are those of `check_use`."""
    replace_labels(cursor, export, key)
    note_totals(cursor, [f"SELECT {field} AS text FROM numbered" for field in _NAMING if field in export.fields])
    if export.kind is Kind.DIRECTORY:  # it speaks of persons, whatever their teams
        cursor.execute("CREATE TEMP VIEW rows AS FROM numbered")
        check_directory(cursor, export, answers, key)
        add_unreadable(cursor)
        return {}
    largest = [add_names(cursor, "teams", TEAM, "numbered", team)]
    if export.kind in (Kind.SUBSCRIPTIONS, Kind.USAGE_REPORT):
        largest.append(add_names(cursor, "products", product_name(export.kind), "numbered"))
    if export.kind is Kind.USAGE_REPORT:
        largest.append(add_names(cursor, "versions", Field.VERSION, "numbered"))
        largest.append(add_users(cursor, "numbered", key))
    cursor.execute(
        f"CREATE TEMP TABLE rows AS SELECT *, {TEAM} AS team_name, {_fault(export)} AS fault FROM numbered",
        {"team": team},
    )
    add_text_pseudonyms(cursor, export, key)
    for field in free_texts(export):
        cursor.execute(f"UPDATE rows SET {field} = pseudonym FROM pseudonyms WHERE {field} = text")
    numbers = numbers_reader(export, answers)
    if export.kind is Kind.API_USAGE:
        largest.append(check_api_usage(cursor, export, answers, numbers, today))
    else:
        _CHECKS[export.kind](cursor, answers, numbers)
    add_unreadable(cursor)
    return dict(largest)


def insert_list(cursor: duckdb.DuckDBPyConnection, kind: Kind, receipt: Receipt) -> None:
    """Insert the rows used, in the order of the file."""
    load_id = receipt.load_id
    assert load_id is not None  # it is inserted
    if kind is Kind.DIRECTORY:
        insert_directory(cursor, load_id)
        return
    if kind is Kind.API_USAGE:
        insert_api_usage(cursor, receipt)
        return
    columns = "SELECT * EXCLUDE (reason) FROM checked WHERE reason IS NULL ORDER BY row"
    if kind in _NUMBERED:
        number = _NUMBERED[kind]
        columns = (
            f"SELECT (SELECT coalesce(max({number}), 0) FROM {_TABLES[kind]}) + row_number() OVER (ORDER BY row)"
            f" AS {number}, * EXCLUDE (row) FROM ({columns})"
        )
    cursor.execute(
        f"INSERT INTO {_TABLES[kind]} BY NAME SELECT $load_id AS load_id, * FROM ({columns})", {"load_id": load_id}
    )


def _check_packs(cursor: duckdb.DuckDBPyConnection, answers: Answers, numbers: Numbers) -> None:
    days = (Field.START, Field.LAST_DAY, Field.BOUGHT_ON)
    read_days(cursor, answers, *days)
    read_numbers(cursor, numbers, Field.TOKENS, Field.PRICE)
    pool = f"nullif(replace(lower({Field.POOL}), ' ', '-'), 'flex')"
    cursor.execute(f"""
        CREATE TEMP TABLE checked AS
        SELECT
            row, team_id, tokens_read.value AS tokens, start_read.value AS first_day, last_day_read.value AS last_day,
            price_read.value AS price_per_token, upper(currency) AS currency, note,
            bought_on_read.value AS bought_on, {pool} AS pool,
            CASE
                WHEN fault IS NOT NULL THEN fault
                WHEN start_read.value IS NULL THEN '{NO_FIRST_DAY}'
                WHEN last_day_read.value IS NULL THEN '{NO_LAST_DAY}'
                WHEN last_day_read.value < start_read.value THEN '{ENDS_BEFORE_IT_STARTS}'
                WHEN tokens_read.value IS NULL THEN '{NOT_A_NUMBER}'
                WHEN tokens_read.value <= 0 THEN '{NO_TOKENS}'
                WHEN price IS NOT NULL AND price_read.value IS NULL THEN 'the price is not a number'
                WHEN price_read.value < 0 THEN 'the price is negative'
                WHEN price_read.value IS NOT NULL AND currency IS NULL THEN 'the price has no currency'
                WHEN bought_on IS NOT NULL AND bought_on_read.value IS NULL THEN '{NOT_A_PURCHASE_DAY}'
                WHEN bought_on_read.value > last_day_read.value THEN '{BOUGHT_TOO_LATE}'
                WHEN {pool} NOT IN {POOLS} THEN '{NO_POOL}'
            END AS reason
        FROM rows JOIN teams ON name = team_name
        {joined(*days, Field.TOKENS, Field.PRICE)}
    """)


def _check_events(cursor: duckdb.DuckDBPyConnection, answers: Answers, numbers: Numbers) -> None:
    cursor.execute("UPDATE rows SET tokens = quantity WHERE tokens IS NULL")
    read_days(cursor, answers, Field.DAY)
    read_numbers(cursor, numbers, Field.TOKENS)
    cursor.execute(f"""
        CREATE TEMP TABLE checked AS
        SELECT
            row, team_id, day_read.value AS day, event, tokens_read.value AS tokens, note,
            CASE
                WHEN fault IS NOT NULL THEN fault
                WHEN day_read.value IS NULL THEN if(day IS NULL, 'no day', 'the day is not a date')
                WHEN event IS NULL THEN 'no event'
                WHEN tokens_read.value IS NULL THEN '{NOT_A_NUMBER}'
                WHEN tokens_read.value = 0 THEN '{NO_TOKENS}'
            END AS reason
        FROM rows JOIN teams ON name = team_name
        {joined(Field.DAY, Field.TOKENS)}
    """)


def _check_subscriptions(cursor: duckdb.DuckDBPyConnection, answers: Answers, numbers: Numbers) -> None:
    read_days(cursor, answers, Field.START, Field.LAST_DAY, Field.RENEWAL)
    # Flex has the text "Unlimited Seats" for a number.
    cursor.execute("UPDATE rows SET seats = NULL WHERE regexp_matches(lower(seats), '^unlimited')")
    read_numbers(cursor, numbers, Field.SEATS)
    cursor.execute(f"""
        CREATE TEMP TABLE checked AS
        SELECT
            row, team_id, product_id, contract, subscription_id AS subscription, term,
            start_read.value AS first_day, last_day_read.value AS last_day, renewal_read.value AS renewal,
            subscription_status AS status, seats_read.value::INTEGER AS seats,
            CASE
                WHEN fault IS NOT NULL THEN fault
                WHEN product_id IS NULL THEN 'no product'
                WHEN start_read.value IS NULL THEN '{NO_FIRST_DAY}'
                WHEN last_day_read.value IS NULL THEN '{NO_LAST_DAY}'
                WHEN last_day_read.value < start_read.value THEN '{ENDS_BEFORE_IT_STARTS}'
                WHEN seats IS NOT NULL AND seats_read.value IS NULL THEN 'the seats are not a number'
            END AS reason
        FROM rows JOIN teams ON teams.name = team_name
        LEFT JOIN products ON products.name = {product_name(Kind.SUBSCRIPTIONS)}
        {joined(Field.START, Field.LAST_DAY, Field.RENEWAL, Field.SEATS)}
    """)


def _check_report(cursor: duckdb.DuckDBPyConnection, answers: Answers, numbers: Numbers) -> None:
    days = (Field.ASSIGNED, Field.UNASSIGNED, Field.LAST_ACCESSED)
    quantities = (Field.DAYS_USED, Field.DAYS_INACTIVE, Field.MONTHLY_AVERAGE, Field.TOKENS)
    read_days(cursor, answers, *days)
    read_numbers(cursor, numbers, *quantities)
    unread = " OR ".join(f"({field} IS NOT NULL AND {field}_read.value IS NULL)" for field in (*days, *quantities))
    cursor.execute(f"""
        CREATE TEMP TABLE checked AS
        SELECT
            row, team_id, user_id, product_id, version_id, user_group, access, seat_assignment,
            assigned_read.value AS assigned, unassigned_read.value AS unassigned, user_activity,
            days_inactive_read.value::INTEGER AS days_inactive, days_used_read.value::INTEGER AS days_used,
            monthly_average_read.value AS monthly_average, tokens_read.value AS tokens,
            last_accessed_read.value AS last_accessed,
            CASE
                WHEN fault IS NOT NULL THEN fault
                WHEN product_id IS NULL THEN 'no product'
                WHEN {unread} THEN 'a date or a number cannot be read'
            END AS reason
        FROM rows JOIN teams ON teams.name = team_name
        LEFT JOIN products ON products.name = {product_name(Kind.USAGE_REPORT)}
        LEFT JOIN versions ON versions.name = version
        LEFT JOIN persons ON plain = {PERSON}
        {joined(*days, *quantities)}
    """)


_CHECKS: dict[Kind, Callable[[duckdb.DuckDBPyConnection, Answers, Numbers], None]] = {
    Kind.PACKS: _check_packs,
    Kind.TOKEN_EVENTS: _check_events,
    Kind.SUBSCRIPTIONS: _check_subscriptions,
    Kind.USAGE_REPORT: _check_report,
    Kind.RESOURCES: check_resources,
}


def _fault(export: Export) -> str:
    """Write, as SQL does, why a line is no row at all: the header once more, or totals, which belong to nobody."""
    field = _MUST_HAVE[export.kind]
    header = literal(export.header.names[export.fields[field]].strip())
    names = " OR ".join(says_total(name) for name in (Field.TEAM, Field.PRODUCT, Field.EVENT, Field.APPLICATION))
    # What a row adds up has the word where a name should stand, and a day may stand beside it.
    added_up = " OR ".join(says_total(name, of="strict") for name in (Field.PRODUCT, Field.EVENT))
    applications = " OR ".join(says_total(name, of="strict") for name in (Field.APPLICATION, Field.API))
    return f"""CASE WHEN trim({field}, '"') = {header} THEN '{REPEATED}'
        WHEN {PERSON} IS NULL AND ({says_total(field)} OR ({field} IS NULL AND ({names})) OR {added_up}
            OR ({Field.CLIENT_ID} IS NULL AND ({applications}))) THEN '{TOTALS}' END"""
