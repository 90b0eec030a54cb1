"""The names of each product: what the loads call it and when, and what a person joined or parted."""

import duckdb
import polars as pl

from analytics.errors import PriceError
from analytics.exports.product_names import ProductNames, folded, shipped_names
from analytics.store.database import Store
from analytics.store.identities import entered_names

SHIPPED, ENTERED, SPELLING = "shipped", "entered", "spelling"
"""Why a name is one of a product: by the list that comes with Token Gauge, by hand, by capitals and blanks alone."""


def product_names(store: Store) -> ProductNames:
    """Read which names are one product."""
    return ProductNames(dict(store.frame("SELECT name, product FROM product_names").iter_rows()))


def names_of_products(store: Store) -> pl.DataFrame:
    """List the names of all products in the store, and those that were entered or are shipped beside them.

    Returns
    -------
    pl.DataFrame
        One row per name, by product: `product`, `name`, `first_day`, `last_day`, `tokens` (Decimal; of current use
        under this name, null: there is none), `joined` (why it is one of several: "shipped", "entered", "spelling";
        null: the name under which the product is shown), `changed` (the year in which Autodesk changed the name; null:
        not known), `source` (of the shipped list; null: none).
    """
    names = product_names(store)
    use = store.frame("""
        WITH used AS (
            SELECT product_id, u.day, tokens FROM usage_rows AS u JOIN day_winners AS w
            ON w.record = 'tokens' AND w.load_id = u.load_id AND w.team_id = u.team_id AND w.day = u.day
            UNION ALL SELECT product_id, s.day, 0 FROM seat_rows AS s JOIN day_winners AS w
            ON w.record = 'seats' AND w.load_id = s.load_id AND w.team_id = s.team_id AND w.day = s.day
        )
        SELECT name, product, min(day) AS first_day, max(day) AS last_day, sum(tokens)::DECIMAL(38, 6) AS tokens
        FROM products JOIN product_identities USING (product_id) LEFT JOIN used USING (product_id)
        GROUP BY product_id, name, product
    """)
    products = {names.key(product): product for product in use["product"]}
    shipped = {folded(other.name): other for other in shipped_names()}
    written = {folded(name) for name in use["name"]}
    entered = [
        (name, products.get(names.key(name)) or names.label(names.key(name), [name]))
        for name in names.entered
        if folded(name) not in written
    ]
    every = pl.concat(
        [use, pl.DataFrame(entered, {"name": pl.String, "product": pl.String}, orient="row")], how="diagonal"
    )
    own = {folded(name) for name in names.entered}
    rows = []
    for name, product in every.select("name", "product").iter_rows():
        plain = folded(name)
        by_list = shipped.get(plain) if plain not in own else None
        joined = ENTERED if plain in own else SHIPPED if by_list else SPELLING if name != product else None
        rows.append((joined, by_list.changed or None if by_list else None, by_list.source if by_list else None))
    told = pl.DataFrame(rows, dict.fromkeys(("joined", "changed", "source"), pl.String), orient="row")
    return (
        every.hstack(told)
        .select("product", "name", "first_day", "last_day", "tokens", "joined", "changed", "source")
        .sort(pl.col("product").str.to_lowercase(), "first_day", "name", nulls_last=True)
    )


def join_names(store: Store, name: str, product: str) -> str:
    """Make a name one of a product, with all names that it had itself; return the name under which that is shown.

    Raises
    ------
    PriceError
        When one of them is empty, or they are one product already.
    """
    with store.writing() as cursor:
        names = entered_names(cursor)
        for text in (name, product):
            if not text.strip():
                raise PriceError("A name is missing.", hint="Name both as the exports, or the price list, call them.")
        if names.key(name) == names.key(product):
            raise PriceError(f"{name} and {product} are one product already.", hint="Part them, or leave it so.")
        without = _without(names, name)
        if without.key(name) != without.key(product):
            _enter(cursor, name, _as_written(cursor, names, product))
        else:
            _leave(cursor, name)
        joined = entered_names(cursor)
        return joined.label(joined.key(name), [_as_written(cursor, joined, product)])


def part_name(store: Store, name: str) -> None:
    """Make a name a product of its own again.

    Raises
    ------
    PriceError
        When it is the name to which the others of its product were joined, or has no others.
    """
    with store.writing() as cursor:
        names = entered_names(cursor)
        if names.key(name) == folded(name):
            raise PriceError(
                f"{name.strip()} is no other name of a product.",
                hint="List the names of products, and part one that was joined to another.",
            )
        if _without(names, name).key(name) == folded(name):
            _leave(cursor, name)
        else:
            _enter(cursor, name, _as_written(cursor, _without(names, name), name))


def _without(names: ProductNames, name: str) -> ProductNames:
    return ProductNames({each: product for each, product in names.entered.items() if folded(each) != folded(name)})


def _as_written(cursor: duckdb.DuckDBPyConnection, names: ProductNames, name: str) -> str:
    """Return a name as the store has it, however it was typed."""
    every = cursor.execute("SELECT name FROM products").fetchall()
    written = [each for (each,) in every if folded(each) == folded(name)]
    return names.label(folded(name), written or [" ".join(name.split())])


def _enter(cursor: duckdb.DuckDBPyConnection, name: str, product: str) -> None:
    _leave(cursor, name)
    cursor.execute("INSERT INTO product_names VALUES (?, ?)", [" ".join(name.split()), product])


def _leave(cursor: duckdb.DuckDBPyConnection, name: str) -> None:
    for (each,) in cursor.execute("SELECT name FROM product_names").fetchall():
        if folded(each) == folded(name):
            cursor.execute("DELETE FROM product_names WHERE name = ?", [each])
