"""Token events entered by hand: tokens moved from a team to another, teams merged, corrections of a balance."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import polars as pl

from analytics.errors import PackError, StoreError
from analytics.exports.letters import folded
from analytics.exports.numbers import DECIMALS
from analytics.store.current import team_id
from analytics.store.database import Store
from analytics.store.naming import known_team, known_team_id

_LARGEST = Decimal(10) ** 9


class EventKind(StrEnum):
    """What happened to tokens other than use, purchase and expiry."""

    MOVE = "move"
    """Tokens of a team went to another."""
    MERGE = "merge"
    """All that a team had left went to another, which also takes its later use."""
    CORRECTION = "correction"
    """A team has more or fewer tokens than packs and use say."""


@dataclass(frozen=True)
class NewEvent:
    """A token event as a person enters it; it takes effect in the morning of its day."""

    kind: EventKind
    day: date
    team: str
    tokens: Decimal | None = None
    """Moved, or more (below zero: fewer) by a correction; None of a merge."""
    to_team: str | None = None
    """Where they go; None of a correction."""
    note: str | None = None

    def __post_init__(self) -> None:
        if self.kind is EventKind.CORRECTION:
            self._check_tokens("Enter how many tokens there are more, or below zero fewer.")
            if self.to_team is not None:
                raise PackError("A correction is of one team.", hint="Leave the other team out.")
            return
        if not folded(self.to_team or "") or self.to_team == self.team:
            raise PackError(
                f"A {self.kind} goes from one team to another, and only {self.team} is named.",
                hint="Name the team that has the tokens afterwards.",
            )
        if self.kind is EventKind.MERGE:
            if self.tokens is not None:
                raise PackError(
                    "A merge takes all tokens that are left.", hint="Leave the tokens out, or enter a move."
                )
            return
        self._check_tokens("Enter how many tokens were moved.")
        if self.tokens is not None and self.tokens < 0:
            raise PackError(
                f"{self.tokens} tokens cannot be moved.", hint="Enter the move from the team that gave them."
            )

    def _check_tokens(self, hint: str) -> None:
        if (
            self.tokens is None
            or not self.tokens.is_finite()
            or not 0 < abs(self.tokens) <= _LARGEST
            or self.tokens != round(self.tokens, DECIMALS)
        ):
            said = "No quantity" if self.tokens is None else f"{self.tokens} is no quantity"
            raise PackError(f"{said} of tokens for a {self.kind}.", hint=hint)


def add_event(store: Store, event: NewEvent, now: datetime) -> int:
    """Enter a token event and give its number.

    Parameters
    ----------
    store
        Where to.
    event
        What happened; the team that the tokens go to may be new, the other is known.
    now
        When it is entered.

    Raises
    ------
    StoreError
        When there is no such team.
    """
    with store.writing() as cursor:
        known = known_team(cursor, event.team)
        team_id(store, known)
        to_team = None if event.to_team is None else known_team(cursor, event.to_team)
        if to_team == known:
            raise PackError(f"{known} cannot give tokens to itself.", hint="Name another team.")
        row = cursor.execute(
            "INSERT INTO own_events SELECT (SELECT coalesce(max(event_id), 0) + 1 FROM own_events),"
            " $kind, $day, $team_id, $to_team_id, $tokens, $note, $now RETURNING event_id",
            {
                "kind": event.kind,
                "day": event.day,
                "team_id": known_team_id(cursor, known),
                "to_team_id": None if to_team is None else known_team_id(cursor, to_team),
                "tokens": event.tokens,
                "note": event.note,
                "now": now,
            },
        ).fetchone()
    assert row is not None  # the insert has one row
    return int(row[0])


def remove_event(store: Store, event_id: int) -> None:
    """Remove a token event that was entered by hand.

    Raises
    ------
    StoreError
        When there is no such event.
    """
    with store.writing() as cursor:
        gone = cursor.execute("DELETE FROM own_events WHERE event_id = $event_id RETURNING 1", {"event_id": event_id})
        if gone.fetchone() is None:
            raise StoreError(f"There is no event {event_id}.", hint="List the events to see their numbers.")


def own_events(store: Store, team: str | None = None) -> pl.DataFrame:
    """List the token events entered by hand that touch one team (None: all), oldest first.

    Returns
    -------
    pl.DataFrame
        One row per event: `event_id`, `kind`, `day`, `team`, `to_team` (null of a correction), `tokens` (Decimal; null
        of a merge), `note`, `entered_at` (UTC).
    """
    return store.frame(
        """
        SELECT event_id, kind, day, a.name AS team, b.name AS to_team, tokens, note, entered_at
        FROM own_events AS e JOIN teams AS a USING (team_id) LEFT JOIN teams AS b ON b.team_id = e.to_team_id
        WHERE $team_id IS NULL OR e.team_id = $team_id OR e.to_team_id = $team_id
        ORDER BY day, event_id
        """,
        {"team_id": team_id(store, team)},
    )
