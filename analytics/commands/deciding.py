"""Commands about decisions: what waits, what is decided, who decided what and when, and what came of it."""

from datetime import date
from decimal import Decimal

import click
import polars as pl

from analytics.clock import utc_now
from analytics.commands.parameters import AS_JSON, NAMES, TEAM, DayType, DecimalType, chosen_names, chosen_places
from analytics.commands.printing import show, table_text
from analytics.commands.stores import names_shown, opened
from analytics.errors import DecisionError
from analytics.licensing import decisions, moves, price_book
from analytics.licensing.moves import Moves
from analytics.settings import Settings
from analytics.store import Names, Store, current_usage
from analytics.store.decisions import State, Step
from analytics.store.directory import directory
from analytics.usage import data_days, part, rolled_up
from analytics.wording import count_text, exact_money_text, money_text

_WAITING = "waiting"
_TABLE = (
    *("move", "state", "user", "team", "kind", "offers", "saving_year", "currency", "chance_pays", "verdict"),
    *("charged_days", "break_even_days", "until", "done_on", "owner", "who", "note"),
)
_STEPS = ("step", "decided_at", "move", "team", "kind", "offers", "state", "day", "who", "owner", "note")
_SAVED = (
    *("move", "user", "team", "kind", "offers", "done_on", "realised", "estimated", "currency", "token_cost", "paid"),
    *("measured_days", "missing_days", "moved_tokens", "stayed_tokens", "wanted"),
)
_BY = click.option("--by", "who", help="Who decides, for the history; without it, the setting TOKEN_GAUGE_DECIDER.")
_OWNER = click.option("--owner", help="Who sees to it; without it, as before.")
_MOVE = click.argument("move")
_NOTE = click.option("--note", help="Why.")
_PART = click.option(
    "--part", "part_text", help="Only of one part of the company, such as department:Structures or manager:'Manager 1'."
)


@click.group("decisions")
def decisions_group() -> None:
    """List what waits for a decision, decide, and see what came of it."""


@decisions_group.command("list")
@click.option(
    "--state",
    type=click.Choice([_WAITING, *(state.value for state in State), "all"]),
    default=_WAITING,
    show_default=True,
    help="Waiting: proposed and likely to pay.",
)
@_PART
@TEAM
@NAMES
@AS_JSON
@click.pass_obj
def list_command(
    settings: Settings, state: str, part_text: str | None, team: str | None, names: bool, as_json: bool
) -> None:
    """List the moves that wait for a decision, or that stand otherwise."""
    with opened(settings) as store:
        labels = chosen_names(store, settings, names)
        found = _moves(store, settings, team, labels)
        rows = _decided(store, found, team, labels)
        if part_text is not None:
            rows = _of_part(store, settings, rows, part_text, team, names)
    if state == _WAITING:
        rows = decisions.to_decide(rows)
    elif state != "all":
        rows = rows.filter(pl.col("state") == state)
    sums = rows.drop_nulls("saving_year").group_by("currency").agg(pl.col("saving_year").sum()).sort("currency")
    money = " and ".join(f"{money_text(saving, currency)} a year" for currency, saving in sums.iter_rows())
    text = f"{count_text(rows.height, 'move')}{f', expected to save {money}' if money else ''}"
    if rows.is_empty() and found.unknown and state == _WAITING:
        text = f"Which moves pay is not known: {found.unknown}."
    elif rows.is_empty():
        text = "No move waits for a decision." if state == _WAITING else "There is no such move."
    document = {"rows": rows.select(_TABLE), "team": team, "unknown": found.unknown or None}
    show(as_json, document, f"{text}\n{table_text(rows.select(_TABLE))}")


@decisions_group.command("accept")
@_MOVE
@_BY
@_OWNER
@_NOTE
@AS_JSON
@click.pass_obj
def accept_command(
    settings: Settings, move: str, who: str | None, owner: str | None, note: str | None, as_json: bool
) -> None:
    """Accept a move; MOVE is its key as listed, or the beginning of it."""
    _take(settings, move, Step(State.ACCEPTED, who or settings.known_decider, note=note, owner=owner), as_json)


@decisions_group.command("reject")
@_MOVE
@click.option("--reason", required=True, help="Why the move is not made.")
@_BY
@_OWNER
@AS_JSON
@click.pass_obj
def reject_command(
    settings: Settings, move: str, reason: str, who: str | None, owner: str | None, as_json: bool
) -> None:
    """Reject a move, with the reason."""
    _take(settings, move, Step(State.REJECTED, who or settings.known_decider, note=reason, owner=owner), as_json)


@decisions_group.command("exempt")
@_MOVE
@click.option("--until", type=DayType(), required=True, help="The last day on which it is not proposed.")
@_BY
@_OWNER
@_NOTE
@AS_JSON
@click.pass_obj
def exempt_command(
    settings: Settings,
    move: str,
    until: date,
    who: str | None,
    owner: str | None,
    note: str | None,
    as_json: bool,
) -> None:
    """Put a move off until a day."""
    _take(settings, move, Step(State.EXEMPT, who or settings.known_decider, until, note, owner), as_json)


@decisions_group.command("done")
@_MOVE
@click.option("--on", "day", type=DayType(), required=True, help="The first day on the subscription, or on Flex.")
@click.option("--paid", type=DecimalType(), help="What the subscriptions cost in a year; without it, as known before.")
@_BY
@_OWNER
@_NOTE
@AS_JSON
@click.pass_obj
def done_command(
    settings: Settings,
    move: str,
    day: date,
    paid: Decimal | None,
    who: str | None,
    owner: str | None,
    note: str | None,
    as_json: bool,
) -> None:
    """Say that a move was made, and on which day."""
    _take(settings, move, Step(State.DONE, who or settings.known_decider, day, note, owner), as_json, paid)


@decisions_group.command("take-back")
@_MOVE
@_BY
@_NOTE
@AS_JSON
@click.pass_obj
def take_back_command(settings: Settings, move: str, who: str | None, note: str | None, as_json: bool) -> None:
    """Propose a move again, whatever was decided; the history keeps that too."""
    _take(settings, move, Step(State.PROPOSED, who or settings.known_decider, note=note), as_json)


@decisions_group.command("history")
@click.argument("move", required=False)
@NAMES
@AS_JSON
@click.pass_obj
def history_command(settings: Settings, move: str | None, names: bool, as_json: bool) -> None:
    """List who decided what and when, about one MOVE or about all, the newest first."""
    with opened(settings) as store:
        labels = chosen_names(store, settings, names)
        every = decisions.history(store, shown=names_shown())
    users = labels.users.with_columns(pl.col("user_id").cast(every.schema["user_id"]))
    rows = every.join(users, on="user_id", how="left", maintain_order="left")
    if move is not None:
        rows = rows.filter(pl.col("move") == _key(rows, move))
    shown = rows.select("user", *_STEPS)
    show(as_json, {"rows": shown}, table_text(shown))


@decisions_group.command("saved")
@TEAM
@NAMES
@AS_JSON
@click.pass_obj
def saved_command(settings: Settings, team: str | None, names: bool, as_json: bool) -> None:
    """Tell what the moves that are done have saved so far, beside what was expected, and the pools with and without."""
    with opened(settings) as store:
        rows = _standing(store, settings, team, chosen_names(store, settings, names))
        found = decisions.realised(store, rows, price_book(store, settings))
    sums = found.rows.drop_nulls("realised").group_by("currency").agg(pl.col("realised").sum()).sort("currency")
    money = " and ".join(exact_money_text(amount, currency) for currency, amount in sums.iter_rows())
    saved = found.rows.select(_SAVED)
    text = f"{f'Saved so far, confirmed: {money}.' if money else 'No saving is confirmed yet.'}\n{table_text(saved)}"
    pools = f"\n\n{table_text(found.pools)}" if found.pools.height else ""
    show(as_json, {"rows": saved, "pools": found.pools, "team": team}, text + pools)


def _standing(store: Store, settings: Settings, team: str | None, names: Names) -> pl.DataFrame:
    return _decided(store, _moves(store, settings, team, names), team, names)


def _moves(store: Store, settings: Settings, team: str | None, names: Names) -> Moves:
    return moves(store, rolled_up(current_usage(store)), team, names, price_book(store, settings), settings)


def _decided(store: Store, found: Moves, team: str | None, names: Names) -> pl.DataFrame:
    every = decisions.history(store, shown=names_shown())
    own = every if team is None else every.filter(pl.col("team") == team)
    return decisions.decided(found.rows, own, names, utc_now().date())


def _of_part(
    store: Store, settings: Settings, rows: pl.DataFrame, text: str, team: str | None, shown: bool
) -> pl.DataFrame:
    """Keep the moves of those who belong to a part of the company on the last day of data."""
    one = part(text, chosen_places(store, settings, shown))
    return decisions.of_part(rows, directory(store), one, data_days(store, team).last)


def _take(settings: Settings, move: str, step: Step, as_json: bool, paid: Decimal | None = None) -> None:
    with opened(settings) as store:
        rows = _standing(store, settings, None, chosen_names(store, settings, shown=False))
        key = _key(rows, move)
        row = rows.row(by_predicate=pl.col("move") == key, named=True)
        number = decisions.take(store, row, step, utc_now(), paid)
    show(
        as_json,
        {"step": number, "move": key, "state": step.state.value},
        f"The move of {row['user']} ({row['kind']}: {' + '.join(row['offers'])}) is {step.state}.",
    )


def _key(rows: pl.DataFrame, text: str) -> str:
    """Give the key of the one move whose key begins so.

    Raises
    ------
    DecisionError
        When there is none, or there are several.
    """
    found = rows.filter(pl.col("move").str.starts_with(text))["move"].unique()
    if found.len() != 1:
        many = "Several moves begin" if found.len() else "No move begins"
        raise DecisionError(f"{many} with {text}.", hint="Copy the key of one from the list.")
    return str(found.item())
