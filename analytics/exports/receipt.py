"""The receipt of a load: what was in the file and what became of every row."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from analytics.exports.kinds import Kind
from analytics.exports.questions import Column, Question


class Status(StrEnum):
    """What became of the file."""

    LOADED = "loaded"
    UNCHANGED = "unchanged"
    HELD = "held"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    UNDONE = "undone"


@dataclass(frozen=True)
class SetAside:
    """Rows of one file that are not used, for one reason."""

    reason: str
    """Why, in words."""
    rows: int
    """How many."""


@dataclass(frozen=True)
class Finding:
    """Something about the content of a file that a person should look at; the rows count all the same."""

    check: str
    """The check that found it, in a word or two."""
    message: str
    """What it found, in one sentence."""
    hint: str
    """What to do about it."""
    rows: int
    """How many rows it names; 0 when it is about days without rows."""


@dataclass(frozen=True)
class MonthChange:
    """What a load changes in one month, over the teams and days that it covers."""

    month: date
    """Its first day."""
    record: str
    """`tokens`, or `seats` for use on a subscription."""
    rows_before: int
    rows_after: int
    users_before: int
    users_after: int
    tokens_before: Decimal
    """Zero for seats, as is `tokens_after`."""
    tokens_after: Decimal

    @property
    def replaces(self) -> bool:
        """Whether there is something before that the load takes the place of."""
        return self.rows_before > 0


@dataclass(frozen=True)
class Receipt:
    """What one file brought; `rows_in` is `rows_used` plus all rows set aside."""

    file: str
    """The file's name, without its folder."""
    status: Status
    message: str
    """What happened."""
    hint: str = ""
    """What to do about it, for the page and the command line alike; empty where nothing is to be done."""
    kind: Kind | None = None
    """None when the file was refused before its kind was known."""
    rows_in: int = 0
    rows_used: int = 0
    seat_rows: int = 0
    """Rows used that are use on a subscription and no use of tokens."""
    set_aside: tuple[SetAside, ...] = ()
    unnamed_rows: int = 0
    """Rows used that name no team."""
    tokens: Decimal = Decimal(0)
    """Tokens of the rows used."""
    first_day: date | None = None
    """First day the load covers; None when no row is used."""
    last_day: date | None = None
    teams: tuple[str, ...] = ()
    load_id: int | None = None
    """None unless the load is in the store."""
    dry_run: bool = False
    """True when the store was left as it was on purpose."""
    findings: tuple[Finding, ...] = ()
    changes: tuple[MonthChange, ...] = ()
    """By month; of a load that replaces nothing only told when it was tried."""
    offsets: tuple[int, ...] = ()
    """Minutes by which the times beside its days are ahead of UTC; empty when it says none."""
    question: Question | None = None
    """What has to be answered before the file can be read."""
    names_somebody: bool = False
    """Whether the file's name names a person of its rows or of the store; not kept, for the store tells it then."""
    columns: tuple[Column, ...] = ()
    """How each named column was understood; empty when none was named, and when the store has kept the receipt."""

    @property
    def team(self) -> str | None:
        """The only team of the file; None when there are several or none."""
        return self.teams[0] if len(self.teams) == 1 else None

    @property
    def is_purged(self) -> bool:
        """Whether the whole load was purged: then nothing is known of its file, not even the name."""
        return self.status is Status.LOADED and self.kind is None

    def overlaps(self, other: "Receipt") -> bool:
        """Tell whether both speak for a team on a day with the same kind of record, so that only one can count."""
        if not (self.kind and self.kind.daily and other.kind and other.kind.daily):
            return False
        if not (self.first_day and self.last_day and other.first_day and other.last_day):
            return False
        tokens = self.rows_used > self.seat_rows and other.rows_used > other.seat_rows
        return (
            (tokens or (self.seat_rows > 0 and other.seat_rows > 0))
            and self.first_day <= other.last_day
            and other.first_day <= self.last_day
            and not set(self.teams).isdisjoint(other.teams)
        )

    @property
    def told(self) -> str:
        """What happened and what to do about it."""
        return f"{self.message} {self.hint}".rstrip()

    def as_dict(self) -> dict[str, object]:
        """Give the receipt as plain values for JSON, `team` included; cells that may name a person are masked."""
        question = self.question and replace(
            self.question, columns=tuple(column.masked for column in self.question.columns)
        )
        columns = [{"header": column.header, "field": column.field} for column in self.columns]
        document = asdict(replace(self, question=question, columns=())) | {"team": self.team, "columns": columns}
        del document["names_somebody"]
        return document

    def as_json(self) -> str:
        """Write the receipt as the store keeps it: without the cells of the file, which may name persons."""
        kept = self.as_dict()
        del kept["question"], kept["columns"]
        return json.dumps(kept, default=str)

    @classmethod
    def from_json(cls, text: str) -> "Receipt":
        """Read a receipt that the store has kept, perhaps as an older version."""
        kept = json.loads(text)
        del kept["team"]
        return cls(
            **kept
            | {
                "status": Status(kept["status"]),
                "kind": Kind(kept["kind"]) if kept["kind"] else None,
                "set_aside": tuple(SetAside(**aside) for aside in kept["set_aside"]),
                "tokens": Decimal(kept["tokens"]),
                "first_day": _day(kept["first_day"]),
                "last_day": _day(kept["last_day"]),
                "teams": tuple(kept["teams"]),
                "findings": tuple(Finding(**finding) for finding in kept.get("findings", [])),
                "changes": tuple(map(_change, kept.get("changes", []))),
                "offsets": tuple(kept.get("offsets", [])),
            }
        )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _change(kept: dict[str, Any]) -> MonthChange:
    month, before, after = kept["month"], kept["tokens_before"], kept["tokens_after"]
    return MonthChange(
        **kept | {"month": date.fromisoformat(month), "tokens_before": Decimal(before), "tokens_after": Decimal(after)}
    )
