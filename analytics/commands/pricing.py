"""Commands about rates and prices."""

from datetime import date
from decimal import Decimal
from typing import Any

import click

from analytics.clock import utc_now
from analytics.commands.parameters import AS_JSON, NUMBER, DayType, DecimalType
from analytics.commands.printing import show, table_text
from analytics.commands.stores import opened
from analytics.licensing import price_book
from analytics.licensing.prices import inferred_rates
from analytics.settings import Settings
from analytics.store import current_usage, masked_names, team_names
from analytics.store.price_list import LIST, NET, NewPrice, own_prices, remove_price, set_contents, set_price
from analytics.store.rates import NewRate, remove_rate, set_rate
from analytics.usage import rolled_up
from analytics.wording import tokens_count

_FROM = click.option("--from", "first_day", type=DayType(), required=True, help="The first day on which it holds.")
_SOURCE = click.option("--source", help="Where it was read.")
_CHECKED = click.option("--checked-on", type=DayType(), help="The day on which it was read; without it, today.")


@click.group("rates")
def rates_group() -> None:
    """List, set and remove rates: the tokens that a day of a product costs."""


@rates_group.command("list")
@AS_JSON
@click.pass_obj
def list_rates_command(settings: Settings, as_json: bool) -> None:
    """List the rates, those shipped and those that were set, and what the exports tell about them."""
    with opened(settings) as store:
        card = price_book(store, settings).card
        found = inferred_rates(rolled_up(current_usage(store)), masked_names(store), card)
    text = f"{table_text(card.rows)}\n\nWhat the exports tell:\n{table_text(found)}"
    show(as_json, {"rows": card.rows, "inferred": found}, text)


@rates_group.command("set")
@click.argument("product")
@click.option("--tokens", type=DecimalType(), required=True, help="For 24 hours of one user.")
@_FROM
@_SOURCE
@_CHECKED
@AS_JSON
@click.pass_obj
def set_rate_command(
    settings: Settings,
    product: str,
    tokens: Decimal,
    first_day: date,
    source: str | None,
    checked_on: date | None,
    as_json: bool,
) -> None:
    """Set the rate of a product from a day on; days before keep theirs."""
    rate = NewRate(product, tokens, first_day, source, checked_on or utc_now().date())
    with opened(settings) as store:
        rate_id = set_rate(store, rate)
    text = f"Rate {rate_id}: {rate.product}, {tokens_count(tokens)} a day from {first_day} on."
    show(as_json, {"rate_id": rate_id, **vars(rate)}, text)


@rates_group.command("remove")
@click.argument("rate_id", type=NUMBER)
@AS_JSON
@click.pass_obj
def remove_rate_command(settings: Settings, rate_id: int, as_json: bool) -> None:
    """Remove a rate that was set."""
    with opened(settings) as store:
        remove_rate(store, rate_id)
    show(as_json, {"rate_id": rate_id, "status": "removed"}, f"Rate {rate_id} is removed.")


@click.group("prices")
def prices_group() -> None:
    """List, set and remove prices of tokens and subscriptions, and say what collections hold."""


@prices_group.command("list")
@click.option("--on", "day", type=DayType(), help="The day whose token prices are listed; without it, today.")
@AS_JSON
@click.pass_obj
def list_prices_command(settings: Settings, day: date | None, as_json: bool) -> None:
    """List the prices, those shipped and those that were set, what collections hold, and what is not known."""
    day = day or utc_now().date()
    with opened(settings) as store:
        book, entered, teams = price_book(store, settings), own_prices(store), team_names(store)
    tokens = {team: book.token(team, day) for team in teams}
    document = {
        "rows": book.prices,
        "entered": entered,
        "token_prices": [{"team": team, **vars(price)} for team, price in tokens.items()],
        "contents": book.contents,
        "unknown": book.unknown,
        "on": day,
    }
    said = [
        f"A token of {team}: {price.currency} {price.amount:.2f} ({price.source})." for team, price in tokens.items()
    ]
    tables = {
        "Prices of a year": book.prices.drop("price_id"),
        "Set here": entered,
        "Collections hold": book.contents,
        "Not known": book.unknown,
    }
    parts = ["\n".join(said), *(f"{title}:\n{table_text(rows)}" for title, rows in tables.items())]
    show(as_json, document, "\n\n".join(filter(None, parts)))


@prices_group.command("set")
@click.option("--offer", help="A product as the exports call it, or a collection; without it, the price is of a token.")
@click.option("--team", help="Whose tokens; without it, those of all teams.")
@click.option("--price", "amount", type=DecimalType(), required=True, help="Of one token, or of a year of the offer.")
@click.option("--currency", default="USD", show_default=True, help="The currency of the price.")
@click.option("--basis", type=click.Choice([NET, LIST]), default=NET, show_default=True, help="What it is.")
@_FROM
@_SOURCE
@_CHECKED
@AS_JSON
@click.pass_obj
def set_price_command(
    settings: Settings, /, currency: str, checked_on: date | None, as_json: bool, **said: Any
) -> None:
    """Set a price from a day on; days before keep theirs."""
    price = NewPrice(currency=currency.strip().upper(), checked_on=checked_on or utc_now().date(), **said)
    with opened(settings) as store:
        price_id = set_price(store, price)
    of = f"a year of {price.offer}" if price.offer else f"a token of {price.team or 'all teams'}"
    text = f"Price {price_id}: {of}, {price.currency} {price.amount} {price.basis} from {price.first_day} on."
    show(as_json, {"price_id": price_id, **vars(price)}, text)


@prices_group.command("remove")
@click.argument("price_id", type=NUMBER)
@AS_JSON
@click.pass_obj
def remove_price_command(settings: Settings, price_id: int, as_json: bool) -> None:
    """Remove a price that was set."""
    with opened(settings) as store:
        remove_price(store, price_id)
    show(as_json, {"price_id": price_id, "status": "removed"}, f"Price {price_id} is removed.")


@prices_group.command("contents")
@click.argument("collection")
@click.argument("products", nargs=-1)
@AS_JSON
@click.pass_obj
def contents_command(settings: Settings, collection: str, products: tuple[str, ...], as_json: bool) -> None:
    """Say what a collection holds; without products, what is shipped about it holds again."""
    with opened(settings) as store:
        set_contents(store, collection, products)
    held = f"{collection} holds {', '.join(products)}." if products else f"{collection} holds what is shipped about it."
    show(as_json, {"collection": collection, "products": list(products)}, held)
