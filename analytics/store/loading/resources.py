"""Check the rows of a table of resources: what teams bought of APIs and of capacity."""

from zoneinfo import available_timezones

import duckdb

from analytics.currencies import CURRENCIES
from analytics.exports.fields import Field
from analytics.store.loading.answers import Answers
from analytics.store.loading.columns import Numbers, joined, read_days, read_numbers
from analytics.store.loading.directories import ENDS_BEFORE_IT_STARTS, NEVER_ENDS
from analytics.store.resources import Refreshes, ResourceKind, Source

NO_RESOURCE = "no resource"
NO_FIRST_DAY = "no first day"
NOT_A_LAST_DAY = "the last day is not a date"
UNKNOWN_KIND = "the kind is not tokens, API or capacity"
UNKNOWN_SOURCE = "the source is not Free tier, Token Flex, Flex or Pay as You Go"
NO_SOURCE = "the API has no source that pays"
UNKNOWN_REFRESH = "it refreshes neither never nor monthly nor yearly"
NOT_WHOLE = "what was purchased is not a number of whole units"
TOKENS_ARE_PACKS = "tokens belong into a table of token packs"
NOTHING_PURCHASED = "nothing says how much was purchased"
NO_UNIT_SIZE = "the size of a unit is not above zero"
ANOTHER_SIZE = "an earlier row gives a unit another size from the same day on"
NO_PRICE = "the price is not a number, or below zero"
NO_CURRENCY = "the price has no currency"
UNKNOWN_CURRENCY = "the currency is not one of ISO 4217, such as USD"
UNKNOWN_ZONE = "the time zone is not known"


def check_resources(cursor: duckdb.DuckDBPyConnection, answers: Answers, numbers: Numbers) -> None:
    """Fill `checked` with the rows of a table of resources.

    Without a kind it is an API where a source pays, else capacity; without a word on refreshing it never does; without
    a size a unit stays what it was; without a time zone the buyer's is UTC. A last day that is never reached is no end.
    Tokens are set aside: the ledger of packs has them.
    """
    amounts = (Field.PURCHASED, Field.UNIT_SIZE, Field.UNIT_PRICE)
    read_days(cursor, answers, Field.START, Field.LAST_DAY)
    read_numbers(cursor, numbers, *amounts)
    source, refreshes, kind = (_word(field, values) for field, values in _WORDS)
    cursor.execute(
        f"""
        CREATE TEMP TABLE checked AS
        SELECT
            * EXCLUDE (fault, source_said, price_said, purchased_said, size_said, last_said),
            CASE
                WHEN fault IS NOT NULL THEN fault
                WHEN resource IS NULL THEN '{NO_RESOURCE}'
                WHEN first_day IS NULL THEN '{NO_FIRST_DAY}'
                WHEN last_day IS NULL AND NOT regexp_matches(last_said, {NEVER_ENDS}) THEN '{NOT_A_LAST_DAY}'
                WHEN last_day < first_day THEN '{ENDS_BEFORE_IT_STARTS}'
                WHEN kind IS NULL THEN '{UNKNOWN_KIND}'
                WHEN kind = '{ResourceKind.TOKENS}' THEN '{TOKENS_ARE_PACKS}'
                WHEN source_said IS NOT NULL AND source IS NULL THEN '{UNKNOWN_SOURCE}'
                WHEN kind = '{ResourceKind.API}' AND source IS NULL THEN '{NO_SOURCE}'
                WHEN refreshes IS NULL THEN '{UNKNOWN_REFRESH}'
                WHEN purchased_said IS NOT NULL AND purchased IS NULL OR purchased < 0
                    OR purchased <> trunc(purchased) THEN '{NOT_WHOLE}'
                WHEN purchased IS NULL AND (source IS NULL OR source = '{Source.FREE_TIER}') THEN '{NOTHING_PURCHASED}'
                WHEN size_said IS NOT NULL AND unit_size IS NULL OR unit_size <= 0 THEN '{NO_UNIT_SIZE}'
                WHEN price_said IS NOT NULL AND unit_price IS NULL OR unit_price < 0 THEN '{NO_PRICE}'
                WHEN unit_price IS NOT NULL AND currency IS NULL THEN '{NO_CURRENCY}'
                WHEN NOT list_contains($currencies, currency) THEN '{UNKNOWN_CURRENCY}'
                WHEN NOT list_contains($zones, time_zone) THEN '{UNKNOWN_ZONE}'
            END AS reason
        FROM (
            SELECT
                row, team_id, resource, fault, source AS source_said, unit_price AS price_said,
                purchased AS purchased_said, last_day AS last_said,
                if(resource_kind IS NULL, if(source IS NULL, '{ResourceKind.CAPACITY}', '{ResourceKind.API}'), {kind})
                    AS kind,
                purchased_read.value AS purchased, unit,
                unit_size AS size_said, unit_size_read.value AS unit_size,
                start_read.value AS first_day, last_day_read.value AS last_day,
                if(refreshes IS NULL, '{Refreshes.NEVER}', {refreshes}) AS refreshes, {source} AS source,
                coalesce(time_zone, 'UTC') AS time_zone, unit_price_read.value AS unit_price,
                upper(currency) AS currency
            FROM rows JOIN teams ON name = team_name
            {joined(Field.START, Field.LAST_DAY, *amounts)}
        )
        """,
        {
            "zones": sorted(available_timezones()),
            "currencies": sorted(CURRENCIES),
        },
    )
    cursor.execute(f"""
        UPDATE checked SET reason = '{ANOTHER_SIZE}' WHERE reason IS NULL AND unit_size <> (
            SELECT arg_min(first.unit_size, first.row) FROM checked AS first
            WHERE first.reason IS NULL AND first.unit_size IS NOT NULL AND first.team_id = checked.team_id
            AND lower(first.resource) = lower(checked.resource) AND first.first_day = checked.first_day
        )
    """)


_WORDS = (
    (Field.SOURCE, tuple(Source)),
    (Field.REFRESHES, tuple(Refreshes)),
    (Field.RESOURCE_KIND, tuple(ResourceKind)),
)


def _word(field: Field, words: tuple[str, ...]) -> str:
    """Write, as SQL does, which of some words a cell has, however it is capitalised; null: none of them."""
    return f"CASE lower(rows.{field}) {' '.join(f'WHEN {word.lower()!r} THEN {str(word)!r}' for word in words)} END"
