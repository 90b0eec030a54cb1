"""The command that tells what is left, and sets it against what Autodesk says."""

from datetime import date
from decimal import Decimal

import click

from analytics.clock import utc_now
from analytics.commands.parameters import AS_JSON, TEAM, DayType, DecimalType
from analytics.commands.printing import show
from analytics.commands.stores import opened
from analytics.errors import PackError
from analytics.pool import balance, known_until, reconciliation, team_daily, team_ledger, team_unknown, teams_by
from analytics.settings import Settings
from analytics.store import Store
from analytics.store.own_events import EventKind, NewEvent, add_event
from analytics.store.stated import StatedBalance, state_balance
from analytics.usage.selection import last_complete_day
from analytics.wording import day_text, tokens_text

_OF_PACKS = ("available", "used", "total", "lapsed")
"""Null where no pack of a team is known: what it bought is not nothing."""
_PARTS = (*_OF_PACKS, "unpaid", "debt")


@click.command("balance")
@click.option("--on", type=DayType(), help="At the end of this day; without it, of the last complete day of data.")
@click.option("--stated", type=DecimalType(), help="What Autodesk says is left, to be kept and set against the ledger.")
@click.option("--correct", is_flag=True, help="Enter the difference to what was stated as a correction.")
@TEAM
@AS_JSON
@click.pass_obj
def balance_command(
    settings: Settings, on: date | None, stated: Decimal | None, correct: bool, team: str | None, as_json: bool
) -> None:
    """Tell what is available, used and in total in active packs, by team; or whether Autodesk says the same."""
    with opened(settings) as store:
        day = on or (known_until(store, team) if team else last_complete_day(store))
        teams = [team] if team else teams_by(store, day)
        if stated is not None or correct:
            _reconcile(store, teams, day, stated, correct, as_json)
        else:
            _tell(store, teams, day, on, team, as_json)


def _tell(store: Store, teams: list[str], day: date, on: date | None, team: str | None, as_json: bool) -> None:
    rows = []
    for name in teams:
        book = team_ledger(store, name, day, on)
        answer = balance(book)
        daily = team_daily(store, name, day)
        until, unknown = daily.item(-1, "day"), team_unknown(store, name, daily, book)
        row = {**vars(answer), "team": name, "total": answer.total, "known_until": until, "packs": book.packs}
        if book.packs.is_empty():
            row |= dict.fromkeys(_OF_PACKS)
        rows.append(row | {"not_known": unknown.document(answer.available) if unknown else None})
    sums = {part: _sum([row[part] for row in rows]) for part in _PARTS}
    show(as_json, {"rows": rows, "on": day, "team": team, **sums}, "\n".join(map(_line, rows)))


def _sum(amounts: list[Decimal | None]) -> Decimal | None:
    """Add up what is known; None: of no team is it."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def _line(row: dict[str, object]) -> str:
    words = {part: tokens_text(amount) for part in _PARTS if isinstance(amount := row[part], Decimal)}
    on, last = row["on"], row["known_until"]
    assert isinstance(on, date)
    assert isinstance(last, date)
    until = f" (data until {day_text(last)})" if last < on else ""
    owed = f", {words['debt']} owed" if row["debt"] else ""
    not_known = row["not_known"]
    unknown = f"\n  {not_known['sentence']}" if isinstance(not_known, dict) else ""
    if row["available"] is None:
        return (
            f"{row['team']}, end of {day_text(on)}{until}: what is available is not known: no pack is entered; enter"
            f" what was bought ({words['unpaid']} used without a pack{owed}){unknown}"
        )
    return (
        f"{row['team']}, end of {day_text(on)}{until}: {words['available']} available, {words['used']} used,"
        f" {words['total']} in total ({words['lapsed']} lapsed, {words['unpaid']} used without a pack{owed}){unknown}"
    )


def _reconcile(store: Store, teams: list[str], day: date, stated: Decimal | None, correct: bool, as_json: bool) -> None:
    if stated is None:
        raise PackError("There is no balance to correct to.", hint="Say what Autodesk says is left, with --stated.")
    if len(teams) != 1:
        raise PackError(
            "A balance is that of one team, and none is named.", hint=f"Name it with --team: {', '.join(teams)}."
        )
    found = reconciliation(store, teams[0], day, stated)
    state_balance(store, StatedBalance(teams[0], day, stated), utc_now())
    event_id = None
    if correct and found.difference:
        note = f"to the balance of {tokens_text(stated)} stated for {day_text(day)}"
        correction = NewEvent(EventKind.CORRECTION, day, teams[0], found.difference, note=note)
        event_id = add_event(store, correction, utc_now())
    document = {**vars(found), "difference": found.difference, "sentence": found.sentence, "event_id": event_id}
    document["reasons"] = [vars(reason) for reason in found.reasons]
    lines = [f"{teams[0]}: {found.sentence}"]
    lines += [f"- It may be that {reason.what}." for reason in found.reasons[0 if found.explained else 1 :]]
    lines += [f"Entered as correction {event_id}."] if event_id else []
    show(as_json, document, "\n".join(lines))
