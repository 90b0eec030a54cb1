"""Check each row of daily use, and give each that is not used its reason.

The result is the temporary table `checked`: one row per data row of the file, with `row` its number among them, from
1, `seat`, whether it is use on a subscription and not of tokens, and `reason`, null for the rows to be used. It holds
keys instead of names, so that what follows handles small integers only, and lies in the order in which it is stored:
by day, user, product and row. `unnamed` says whether a row names no team.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

import duckdb
import polars as pl

from analytics.exports import Export, Kind
from analytics.exports.fields import Field
from analytics.exports.numbers import DecimalMark, numbers_of
from analytics.exports.recognition import ParquetFile, Rows
from analytics.store.loading.answers import Answers
from analytics.store.loading.names import HIDDEN, NO_TEAM, PERSON, TEAM, add_names, add_users, product_name
from analytics.store.loading.reading import literal
from analytics.store.loading.reasons import (
    FLEX_WITHOUT_TOKENS,
    IN_THE_FUTURE,
    NEGATIVE,
    NO_DAY,
    NO_PRODUCT,
    NO_TOKENS,
    NOT_A_DAY,
    NOT_A_NUMBER,
    ON_A_SUBSCRIPTION,
    OTHER_ACCESS,
    REASONS,
    REPEATED,
    TOTALS,
)
from analytics.store.loading.replacing import add_text_pseudonyms, replace_labels
from analytics.store.loading.staging import add_unreadable
from analytics.store.loading.totals import mark_sums, note_total_persons, note_totals, says_total

TOKENS = pl.Decimal(18, 6)
# `sus` is what Insights calls a subscription of a single user. No source has the other languages' words: they are
# ours, as the headers are.
_ON_FLEX = ("flex",)
_ON_SUBSCRIPTION = ("subscription", "sus", "abonnement", "suscripción", "suscripcion", "サブスクリプション")
_NO_CODE = -1
# A row that adds others up has a word for it where a name should stand, and nobody as its user; what a person used is
# no total, whatever its product is called. A team may be called Total, too: then it takes persons in the other rows.
_IS_TOTAL = """coalesce(user_ids.total AND (NOT user_ids.ambiguous OR product_ids.product_id IS NULL), false)
    OR user_ids.user_id IS NULL AND NOT coalesce(user_ids.hidden, false) AND (
        coalesce(product_ids.strict OR feature_ids.strict OR team_ids.strict AND (NOT team_ids.whole OR persons), false)
        OR days.day IS NULL AND coalesce(product_ids.total OR team_ids.total, false))"""


def check_use(
    cursor: duckdb.DuckDBPyConnection, export: Export, answers: Answers, team: str, key: bytes | None, today: date
) -> dict[str, int]:
    """Fill `checked` with `day`, `tokens`, `seat` and the keys of team, product, version, feature and user.

    Parameters
    ----------
    cursor
        Holds what was numbered.
    export
        The file.
    answers
        How days and numbers are read.
    team
        The team of rows that name none.
    key
        The key of pseudonyms; None: users and free texts are stored as they are.
    today
        The day of loading; days after tomorrow are in the future.

    Returns
    -------
    dict
        The largest key of each kind of name before, for `drop_unused_names`.

    Raises
    ------
    QuestionError
        When days or numbers can be read in two ways.
    """
    amount = export.kind.amount if export.kind.amount in export.fields else None
    header = literal(export.header.names[export.fields[Field.DAY]].strip())
    read_values(cursor, "days_read", f"SELECT {Field.DAY} AS text FROM day_texts", answers.days, pl.Date)
    text = "NULL::VARCHAR" if amount is None else str(amount)
    numbers = numbers_reader(export, answers)
    read_values(cursor, "numbers_read", f"SELECT {text} AS text FROM amount_texts", numbers, TOKENS)
    replace_labels(cursor, export, key)
    _note_totals(cursor, export.kind, team)
    largest = _add_all_names(cursor, export.kind, team, key)
    add_text_pseudonyms(cursor, export, key)
    cursor.execute(f"CREATE TEMP TYPE a_reason AS ENUM ({', '.join(map(literal, REASONS))})")
    # It may be tomorrow already where the tokens were used.
    cursor.execute(
        f"""
        CREATE TEMP TABLE days AS
        SELECT code, value AS day,
               CASE WHEN trim({Field.DAY}, '"') = {header} THEN '{REPEATED}'
                    WHEN {says_total(Field.DAY)} THEN '{TOTALS}'
                    WHEN {Field.DAY} IS NULL THEN '{NO_DAY}' WHEN value IS NULL THEN '{NOT_A_DAY}'
                    WHEN value > $today + 1 THEN '{IN_THE_FUTURE}'
               END::a_reason AS fault
        FROM day_texts LEFT JOIN days_read ON days_read.text = {Field.DAY}
        """,
        {"today": today},
    )
    cursor.execute(f"""
        CREATE TEMP TABLE accesses AS
        SELECT code, lower({Field.ACCESS}) IN {_ON_SUBSCRIPTION} AS seat,
               lower({Field.ACCESS}) NOT IN {(*_ON_FLEX, *_ON_SUBSCRIPTION)} AS other
        FROM access_texts
    """)
    cursor.execute(f"""
        CREATE TEMP TABLE amounts AS
        SELECT code, value AS tokens,
               CASE WHEN {text} IS NULL THEN '{NO_TOKENS}' WHEN value IS NULL THEN '{NOT_A_NUMBER}'
                    WHEN value < 0 THEN '{NEGATIVE}'
               END::a_reason AS fault
        FROM amount_texts LEFT JOIN numbers_read ON numbers_read.text = {text}
    """)
    seat = "true" if export.kind is Kind.SEAT_USAGE else "coalesce(accesses.seat, false)"
    # Sorted by day, then user: half the file and twice the speed of the questions that follow.
    cursor.execute(f"""
        CREATE TEMP TABLE checked AS
        SELECT numbered.row, days.day, amounts.tokens, team_ids.team_id, team_ids.unnamed, product_ids.product_id,
               version_ids.version_id, feature_ids.feature_id, user_ids.user_id, user_ids.hidden,
               {seat} AS seat,
               CASE
                   WHEN days.fault IN ('{REPEATED}', '{TOTALS}') THEN days.fault
                   WHEN {_IS_TOTAL} THEN '{TOTALS}'::a_reason
                   WHEN days.fault <> '{NO_DAY}' THEN days.fault
                   WHEN days.day IS NULL THEN '{NO_DAY}'::a_reason
                   WHEN product_ids.product_id IS NULL THEN '{NO_PRODUCT}'::a_reason
                   WHEN accesses.other THEN '{OTHER_ACCESS}'::a_reason
                   WHEN {seat} THEN if(amounts.tokens <> 0, '{ON_A_SUBSCRIPTION}', NULL)::a_reason
                   WHEN amounts.code IS NULL THEN '{FLEX_WITHOUT_TOKENS if amount is None else NO_TOKENS}'::a_reason
                   ELSE amounts.fault
               END AS reason
        FROM numbered
        CROSS JOIN (SELECT count({PERSON}) > 0 AS persons FROM person_texts) AS of_file
        LEFT JOIN days ON days.code = numbered.day
        LEFT JOIN amounts ON amounts.code = numbered.amount
        LEFT JOIN accesses ON accesses.code = numbered.access
        LEFT JOIN team_ids ON team_ids.code = coalesce(numbered.team, {_NO_CODE})
        LEFT JOIN product_ids ON product_ids.code = numbered.product
        LEFT JOIN version_ids ON version_ids.code = numbered.version
        LEFT JOIN feature_ids ON feature_ids.code = numbered.feature
        LEFT JOIN user_ids ON user_ids.code = numbered.person
        ORDER BY day, user_id, product_id, row
    """)
    mark_sums(cursor, export)
    add_unreadable(cursor)
    return largest


def numbers_reader(export: Export, answers: Answers) -> Callable[[list[str]], Mapping[str, Decimal]]:
    """Give what reads the numbers of a file.

    Numbers that were numbers in the file are written with a point; only texts can be read in two ways.
    """
    return _plain_numbers if isinstance(export.origin, Rows | ParquetFile) else answers.numbers


def read_values(
    cursor: duckdb.DuckDBPyConnection,
    name: str,
    texts: str,
    read: Callable[[list[str]], Mapping[str, object]],
    dtype: pl.DataType | type[pl.DataType],
) -> None:
    """Make the temporary table `name` (`text`, `value`) of those texts that can be read.

    A column has few distinct days and amounts however many rows it has, so they are read in Python, once each.
    """
    found = cursor.sql(f"SELECT DISTINCT text FROM ({texts}) WHERE text IS NOT NULL").pl()["text"]
    read_texts = read(found.to_list())
    values = pl.DataFrame(
        {"text": list(read_texts), "value": list(read_texts.values())},
        schema={"text": pl.String, "value": dtype},
    )
    cursor.register("texts_read", values)
    cursor.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM texts_read")
    cursor.unregister("texts_read")


def _plain_numbers(texts: list[str]) -> Mapping[str, Decimal]:
    return numbers_of(texts, DecimalMark.POINT)


def _note_totals(cursor: duckdb.DuckDBPyConnection, kind: Kind, team: str) -> None:
    names = {"team": TEAM, "product": product_name(kind), "version": Field.VERSION, "feature": Field.FEATURE}
    texts = [f"SELECT {name} AS text FROM {column}_texts" for column, name in names.items()]
    note_totals(cursor, [*texts, f"SELECT {Field.DAY} AS text FROM day_texts"], {"team": team})
    note_total_persons(cursor)


def _add_all_names(cursor: duckdb.DuckDBPyConnection, kind: Kind, team: str, key: bytes | None) -> dict[str, int]:
    """Add the names in the file, and make the tables that lead from the codes of `numbered` to their keys."""
    # Rows without a team have no code for it either.
    cursor.execute(f"INSERT INTO team_texts (code) SELECT {_NO_CODE} WHERE EXISTS (FROM numbered WHERE team IS NULL)")
    product = product_name(kind)
    largest = dict(
        (
            add_names(cursor, "teams", TEAM, "team_texts", team),
            add_names(cursor, "products", product, "product_texts"),
            add_names(cursor, "versions", Field.VERSION, "version_texts"),
            add_names(cursor, "features", Field.FEATURE, "feature_texts"),
            add_users(cursor, "person_texts", key),
        )
    )
    for column, name, parameters in (
        ("team", TEAM, {"team": team}),
        ("product", product, {}),
        ("version", Field.VERSION, {}),
        ("feature", Field.FEATURE, {}),
    ):
        unnamed = f", {NO_TEAM} AS unnamed" if column == "team" else ""
        cursor.execute(
            f"CREATE TEMP TABLE {column}_ids AS SELECT code, {column}_id, total_texts.text IS NOT NULL AS total,"
            f" coalesce(strict, false) AS strict, coalesce(whole, false) AS whole{unnamed}"
            f" FROM {column}_texts JOIN {column}s ON name = {name} LEFT JOIN total_texts ON total_texts.text = name",
            parameters,
        )
    hidden = ", ".join((Field.EMAIL, Field.AUTODESK_ID, Field.HASHED_ID, Field.USER_NAME))
    cursor.execute(
        f"CREATE TEMP TABLE user_ids AS SELECT code, user_id, user_id IS NULL AND '{HIDDEN}' IN ({hidden}) AS hidden,"
        " total_persons.text IS NOT NULL AS total, coalesce(ambiguous, false) AS ambiguous"
        f" FROM person_texts LEFT JOIN persons ON plain = {PERSON}"
        " LEFT JOIN total_persons ON total_persons.text = plain"
    )
    return largest
