"""Commands about the names of products."""

import click

from analytics.commands.parameters import AS_JSON
from analytics.commands.printing import show, table_text
from analytics.commands.stores import opened
from analytics.settings import Settings
from analytics.store.products import join_names, names_of_products, part_name


@click.group("products")
def products_group() -> None:
    """List, join and part the names of products: usage and prices take all names of one for one product."""


@products_group.command("list")
@AS_JSON
@click.pass_obj
def list_products_command(settings: Settings, as_json: bool) -> None:
    """List the products with all their names, when each was in use, and why it is one of theirs."""
    with opened(settings) as store:
        rows = names_of_products(store)
    show(as_json, {"rows": rows}, table_text(rows))


@products_group.command("join")
@click.argument("name")
@click.argument("product")
@AS_JSON
@click.pass_obj
def join_products_command(settings: Settings, name: str, product: str, as_json: bool) -> None:
    """Make NAME another name of PRODUCT, in the data that are loaded and in those to come."""
    with opened(settings) as store:
        shown = join_names(store, name, product)
    show(as_json, {"name": name, "product": shown, "status": "joined"}, f"{name} is now a name of {shown}.")


@products_group.command("part")
@click.argument("name")
@AS_JSON
@click.pass_obj
def part_product_command(settings: Settings, name: str, as_json: bool) -> None:
    """Make NAME a product of its own again."""
    with opened(settings) as store:
        part_name(store, name)
    show(as_json, {"name": name, "status": "parted"}, f"{name} is a product of its own.")
