"""Parameters that commands have in common, and how days and amounts are read."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from os import PathLike
from pathlib import Path

import click
import polars as pl

from analytics.errors import SettingsError
from analytics.settings import Settings
from analytics.store import Names, Store, masked_names, shown_names
from analytics.store.directory import directory, places, shown_directory, shown_places
from analytics.usage import KEYS, By, Kind, Unit


class UnitType(click.Choice[str]):
    """What use is allocated to, with dashes as commands have them."""

    def __init__(self, *others: str) -> None:
        super().__init__([*others, *(unit.value.replace("_", "-") for unit in Unit)])


def unit_of(text: str) -> Unit:
    """Give the unit of a parameter."""
    return Unit(text.replace("-", "_"))


class KindType(UnitType):
    """Whose tokens are told apart: users, products, teams, or what the directory says of the users."""

    def __init__(self) -> None:
        super().__init__(*(by.value for by in KEYS))


def kind_of(text: str) -> Kind:
    """Give whose tokens are told apart by a parameter."""
    return By(text) if text in list(By) else unit_of(text)


class DecimalType(click.ParamType[Decimal]):
    """An exact amount."""

    name = "number"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Read an amount, or end with a sentence about it."""
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            self.fail(f"{value!r} is not a number.", param, ctx)
        if not number.is_finite():
            self.fail(f"{value!r} is not a number.", param, ctx)
        return number


class PathType(click.Path):
    """A file or a folder; an empty text is none, though the system takes it for the folder one is in."""

    def __init__(self, *, file_okay: bool = True, dir_okay: bool = True) -> None:
        super().__init__(file_okay=file_okay, dir_okay=dir_okay, path_type=Path)

    def convert(
        self, value: str | PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | PathLike[str]:
        """Read a path, or end with a sentence about it."""
        if value == "":
            self.fail(
                "An empty text names no file and no folder; perhaps a variable of a script is not set.", param, ctx
            )
        return super().convert(value, param, ctx)


_ASSUMPTIONS = (
    click.option(
        "--sure", type=click.FloatRange(0, 1, min_open=True, max_open=True), help="How sure they are to last."
    ),
    click.option("--lead-time-days", type=click.IntRange(0, 250), help="Business days from an order to its tokens."),
    click.option("--country", help="Whose public holidays are no business days (ISO 3166 code)."),
    click.option("--grace-days", type=click.IntRange(0, 180), help="Days for which work goes on without tokens."),
    click.option("--smallest-order", type=click.IntRange(1, 1_000_000), help="The fewest tokens of an order."),
    click.option("--order-step", type=click.IntRange(1, 1_000_000), help="Tokens by which a larger order grows."),
    click.option(
        "--pack-sizes", help="Sizes of packs that are sold whole only, such as '33, 500'; none: any quantity."
    ),
    click.option("--price-tiers", help="Prices per token from a quantity on, such as '5000: 2.85, 20000: 2.70'."),
)


def assumption_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add an option for each of `analytics.store.assumptions.ASSUMED`; what is not given is None."""
    for option in reversed(_ASSUMPTIONS):
        command = option(command)
    return command


class DayType(click.ParamType[date]):
    """A day in ISO form."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read a day, or end with a sentence about it."""
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a day such as 2026-03-31.", param, ctx)


NUMBER = click.IntRange(1, 2**31 - 1)
"""The number of a load, a pack, a limit: what the store counts with."""
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
TEAM = click.option("--team", help="One team (or contract); without it, all.")
NAMES = click.option("--names", is_flag=True, help="Show names and e-mails instead of masking them.")
RANGE = click.option("--range", "range_text", default="all", show_default=True, help="A named range, or first..last.")


def chosen_names(store: Store, settings: Settings, shown: bool) -> Names:
    """Give the names as somebody asked for them.

    Raises
    ------
    SettingsError
        When they are to be shown and must not be.
    """
    return shown_names(store) if _are_shown(settings, shown) else masked_names(store)


def chosen_directory(store: Store, settings: Settings, shown: bool) -> pl.DataFrame:
    """Give the directory with managers as somebody asked for them; errors are those of `chosen_names`."""
    return shown_directory(store) if _are_shown(settings, shown) else directory(store)


def chosen_places(store: Store, settings: Settings, shown: bool) -> pl.DataFrame:
    """Give the places of the directory with managers as somebody asked for them; errors are those of `chosen_names`."""
    return shown_places(store) if _are_shown(settings, shown) else places(store)


def _are_shown(settings: Settings, shown: bool) -> bool:
    if shown and settings.names == "masked":
        raise SettingsError(
            "Names are masked on this machine.", hint="Whoever runs it may set TOKEN_GAUGE_NAMES to ask or shown."
        )
    return shown or settings.names == "shown"
