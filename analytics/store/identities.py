"""Which product each name in the store is a name of, kept beside the names so that views can join it.

Loads keep the name as it was written. A product is known by the smallest key of its names.
"""

import duckdb
import polars as pl

from analytics.exports.product_names import ProductNames

_SCHEMA = {"product_id": pl.Int32, "identity_id": pl.Int32, "product": pl.String}


def entered_names(cursor: duckdb.DuckDBPyConnection) -> ProductNames:
    """Read which names are one product, within a transaction."""
    return ProductNames(dict(cursor.execute("SELECT name, product FROM product_names").fetchall()))


def identify(cursor: duckdb.DuckDBPyConnection) -> bool:
    """Bring `product_identities` in line with the names in the store; tell whether anything was to be done."""
    names = entered_names(cursor)
    written = cursor.execute("SELECT product_id, name FROM products ORDER BY product_id").fetchall()
    of_key: dict[str, list[tuple[int, str]]] = {}
    for product_id, name in written:
        of_key.setdefault(names.key(name), []).append((product_id, name))
    rows = [
        (product_id, same[0][0], names.label(key, (name for _, name in same)))
        for key, same in of_key.items()
        for product_id, _ in same
    ]
    columns = ", ".join(_SCHEMA)
    if cursor.execute(f"SELECT {columns} FROM product_identities ORDER BY product_id").fetchall() == sorted(rows):
        return False
    cursor.execute("DELETE FROM product_identities")
    cursor.register("identities", pl.DataFrame(rows, _SCHEMA, orient="row"))
    cursor.execute(f"INSERT INTO product_identities SELECT {columns} FROM identities")
    cursor.unregister("identities")
    return True
