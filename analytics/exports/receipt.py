"""The receipt of a load: what was in the file and what became of every row."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from analytics.exports.kinds import Kind


class Status(StrEnum):
    """What became of the file."""

    LOADED = "loaded"
    UNCHANGED = "unchanged"
    HELD = "held"
    REFUSED = "refused"


@dataclass(frozen=True)
class SetAside:
    """Rows of one file that are not used, for one reason."""

    reason: str
    """Why, in words."""
    rows: int
    """How many."""


@dataclass(frozen=True)
class Receipt:
    """What one file brought; `rows_in` is `rows_used` plus all rows set aside."""

    file: str
    """The file's name, without its folder."""
    status: Status
    message: str
    """What happened and, unless it is loaded, what to do about it."""
    kind: Kind | None = None
    """None when the file was refused before its kind was known."""
    rows_in: int = 0
    rows_used: int = 0
    set_aside: tuple[SetAside, ...] = ()
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

    @property
    def team(self) -> str | None:
        """The only team of the file; None when there are several or none."""
        return self.teams[0] if len(self.teams) == 1 else None

    def as_dict(self) -> dict[str, object]:
        """Give the receipt as plain values, `team` included, for JSON and for the store."""
        return asdict(self) | {"team": self.team}

    def as_json(self) -> str:
        """Write the receipt as the store keeps it."""
        return json.dumps(self.as_dict(), default=str)

    @classmethod
    def from_json(cls, text: str) -> "Receipt":
        """Read a receipt that the store has kept."""
        kept = json.loads(text)
        del kept["team"]
        return cls(
            **kept
            | {
                "status": Status(kept["status"]),
                "kind": Kind(kept["kind"]),
                "set_aside": tuple(SetAside(**aside) for aside in kept["set_aside"]),
                "tokens": Decimal(kept["tokens"]),
                "first_day": date.fromisoformat(kept["first_day"]),
                "last_day": date.fromisoformat(kept["last_day"]),
                "teams": tuple(kept["teams"]),
            }
        )
