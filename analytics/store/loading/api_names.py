"""The names in a table of API usage: which rows are of one application, and which texts are one API, job or unit.

An application is known by its client id, whatever its capitals. A row without one is of the application of that name;
and one that was known by its name only gets the client id of the first that has this name.
"""

from collections.abc import Mapping

import duckdb

from analytics.exports.fields import Field
from analytics.store.queries import single

# Autodesk's own names, former ones among them (APS blog, "Goodbye cloud credits, hello Flex tokens": Design Automation
# is called Automation). In small letters, without "API" at the end.
_KNOWN_APIS = {
    "automation": "Automation",
    "design automation": "Automation",
    "model derivative": "Model Derivative",
    "reality capture": "Reality Capture",
    "flow graph engine": "Flow Graph Engine",
}


def add_applications(cursor: duckdb.DuckDBPyConnection) -> tuple[str, int]:
    """Give each application in `rows` a key, and make `row_applications`.

    It has one row per `client_id` and `application` in `rows`: with `application_id` (null: none is named, or several
    have this name) and `several` (whether that is so).

    Returns
    -------
    tuple
        The table of the applications and its largest key before, as `drop_unused_names` wants it.
    """
    largest = single(cursor, "SELECT coalesce(max(application_id), 0) FROM applications")
    cursor.execute("""
        CREATE TEMP TABLE identified AS
        SELECT lower(client_id) AS key, arg_min(client_id, row) AS client_id, arg_max(application, row) AS name
        FROM rows WHERE client_id IS NOT NULL GROUP BY ALL
    """)
    # Where several client ids have a name, no one can tell of which the rows without one were.
    cursor.execute("""
        UPDATE applications SET key = new.key, client_id = new.client_id
        FROM identified AS new
        WHERE applications.client_id IS NULL AND lower(applications.name) = lower(new.name)
          AND new.key NOT IN (SELECT key FROM applications)
          AND lower(new.name) NOT IN (SELECT lower(name) FROM applications WHERE client_id IS NOT NULL)
          AND lower(new.name) IN (SELECT lower(name) FROM identified GROUP BY ALL HAVING count(*) = 1)
    """)
    add = """
        INSERT INTO applications
        SELECT (SELECT coalesce(max(application_id), 0) FROM applications) + row_number() OVER (ORDER BY key), key,
               client_id, coalesce(name, key)
        FROM ({}) WHERE key NOT IN (SELECT key FROM applications)
    """
    cursor.execute(add.format("FROM identified"))
    cursor.execute("""
        CREATE TEMP TABLE application_names AS
        SELECT DISTINCT lower(name) AS name, application_id, client_id IS NULL AS unidentified FROM applications
        UNION
        SELECT DISTINCT lower(r.application), a.application_id, false
        FROM rows AS r JOIN applications AS a ON a.key = lower(r.client_id) WHERE r.application IS NOT NULL
    """)
    unnamed = """
        SELECT lower(application) AS key, NULL AS client_id, arg_max(application, row) AS name FROM rows
        WHERE client_id IS NULL AND application IS NOT NULL
          AND lower(application) NOT IN (SELECT name FROM application_names) GROUP BY ALL
    """
    cursor.execute(add.format(unnamed))
    cursor.execute("""
        CREATE TEMP TABLE row_applications AS
        WITH by_name AS (
            SELECT name, arg_max(application_id, unidentified) AS application_id,
                   count(DISTINCT application_id) > 1 AND NOT bool_or(unidentified) AS several
            FROM application_names GROUP BY name
        )
        SELECT r.client_id, r.application,
               CASE WHEN n.several THEN NULL ELSE coalesce(a.application_id, n.application_id) END AS application_id,
               coalesce(n.several, false) AS several
        FROM (SELECT DISTINCT client_id, application FROM rows) AS r
        LEFT JOIN by_name AS n ON r.client_id IS NULL AND n.name = lower(r.application)
        LEFT JOIN applications AS a ON a.key = coalesce(lower(r.client_id), lower(r.application))
    """)
    return "applications", largest


def unify_spellings(cursor: duckdb.DuckDBPyConnection) -> None:
    """Write each API, job and unit in `rows` as Autodesk or the store does, so that capitals make no second one."""
    _unify(cursor, Field.API, _KNOWN_APIS)
    _unify(cursor, Field.JOB, {})
    _unify(cursor, Field.UNIT, {})


def _unify(cursor: duckdb.DuckDBPyConnection, field: Field, known: Mapping[str, str]) -> None:
    folded = "regexp_replace(lower(written.text), ' apis?$', '')"
    cursor.execute(
        f"""
        UPDATE rows SET {field} = spelling
        FROM (
            SELECT written.text,
                   coalesce(list_extract($names::VARCHAR[], list_position($known::VARCHAR[], {folded})),
                            stored.text, first_value(written.text) OVER same) AS spelling
            FROM (SELECT {field} AS text, min(row) AS row FROM rows WHERE {field} IS NOT NULL GROUP BY ALL) AS written
            LEFT JOIN (
                SELECT lower({field}) AS folded, min({field}) AS text FROM api_rows
                WHERE {field} IS NOT NULL GROUP BY ALL
            ) AS stored ON stored.folded = lower(written.text)
            WINDOW same AS (PARTITION BY lower(written.text) ORDER BY written.row)
        )
        WHERE {field} = text AND {field} <> spelling
        """,
        {"known": list(known), "names": list(known.values())},
    )
