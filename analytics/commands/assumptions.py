"""Commands about what all answers assume of orders."""

from typing import Any

import click

from analytics.commands.parameters import AS_JSON, assumption_options
from analytics.commands.printing import show
from analytics.commands.stores import opened
from analytics.forecast.buying.advice import assumptions_sentence
from analytics.settings import Settings
from analytics.store.assumptions import ASSUMED, assumed, forget_assumptions, keep_assumptions


@click.group("assumptions")
def assumptions_group() -> None:
    """List, keep and forget what every page and command assumes of orders: lead time, certainty, what is on offer."""


@assumptions_group.command("list")
@AS_JSON
@click.pass_obj
def list_assumptions_command(settings: Settings, as_json: bool) -> None:
    """List what is assumed."""
    with opened(settings) as store:
        _show(assumed(store, settings), as_json)


@assumptions_group.command("set")
@assumption_options
@AS_JSON
@click.pass_obj
def set_assumptions_command(settings: Settings, /, as_json: bool, **values: Any) -> None:
    """Keep the assumptions that are given, for everybody who opens the store."""
    given = {name: value for name, value in values.items() if value is not None}
    with opened(settings) as store:
        _show(keep_assumptions(store, settings, given), as_json)


@assumptions_group.command("forget")
@AS_JSON
@click.pass_obj
def forget_assumptions_command(settings: Settings, as_json: bool) -> None:
    """Forget what is kept: the settings of the environment hold again."""
    with opened(settings) as store:
        forget_assumptions(store)
    _show(settings, as_json)


def _show(settings: Settings, as_json: bool) -> None:
    show(as_json, {name: getattr(settings, name) for name in ASSUMED}, assumptions_sentence(settings))
