"""Put the checked rows of a load into the store."""

import duckdb

from analytics.exports import Receipt


def insert_usage(cursor: duckdb.DuckDBPyConnection, receipt: Receipt) -> None:
    """Insert the rows used, and record the days for which the load speaks.

    An export covers one period for all its teams, from its first to its last day; so a team without rows at either
    end had true zeros there.
    """
    # Sorted by day, then user: half the file and twice the speed of the questions that follow.
    cursor.execute(
        """
        INSERT INTO usage_rows
        SELECT $load_id, row, day, team_id, user_id, product_id, version_id, feature_id, tokens
        FROM checked WHERE reason IS NULL ORDER BY day, user_id, row
        """,
        {"load_id": receipt.load_id},
    )
    cursor.execute(
        """
        INSERT INTO coverage
        SELECT $load_id, 'tokens', team_id, $first_day, $last_day
        FROM teams WHERE list_contains($teams, name)
        """,
        {
            "load_id": receipt.load_id,
            "first_day": receipt.first_day,
            "last_day": receipt.last_day,
            "teams": list(receipt.teams),
        },
    )


def insert_packs(cursor: duckdb.DuckDBPyConnection, receipt: Receipt) -> None:
    """Insert the packs of a table of packs, in its order."""
    cursor.execute(
        """
        INSERT INTO packs
        SELECT (SELECT coalesce(max(pack_id), 0) FROM packs) + row_number() OVER (ORDER BY row),
               $load_id, team_id, tokens, first_day, last_day, price_per_token, currency, note
        FROM checked WHERE reason IS NULL
        """,
        {"load_id": receipt.load_id},
    )
