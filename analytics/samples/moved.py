"""The exports since the full-timers in disguise were moved to subscriptions: what Flex has left, and seats."""

from datetime import date
from pathlib import Path

from analytics.samples.files import USAGE_HEADER, usage_cells, write_csv
from analytics.samples.simulation import SEED, Simulation, simulate
from analytics.samples.usage import UsageRow

TOKENS_CSV = "token_usage_after_the_moves.csv"
SEATS_CSV = "seat_usage_after_the_moves.csv"
_SEATS_HEADER = ("Day used", "Email", "First name", "Last name", "Product", "Team")


def moved_use(simulation: Simulation, day: date) -> tuple[list[UsageRow], list[UsageRow]]:
    """Part the use from a day on into what stays on Flex and what is use of a subscription.

    On a subscription are the users of the case on their product. A launch of under five minutes is no day of use of a
    seat: an older page of Autodesk's says so, the present one says nothing of seats.
    """
    case = simulation.truth.case
    since = [row for row in simulation.rows if row.day >= day]
    moved = [row for row in since if row.email in case.disguised and row.product == case.product]
    stayed = [row for row in since if row.email not in case.disguised or row.product != case.product]
    return stayed, [row for row in moved if row.tokens]


def write_moved(directory: Path, day: date, seed: int = SEED) -> list[Path]:
    """Write the exports of tokens and of seats from the day on which the moves were made; both are to be loaded."""
    directory.mkdir(parents=True, exist_ok=True)
    tokens, seats = directory / TOKENS_CSV, directory / SEATS_CSV
    stayed, moved = moved_use(simulate(seed), day)
    write_csv(tokens, USAGE_HEADER, map(usage_cells, stayed))
    write_csv(
        seats,
        _SEATS_HEADER,
        ((row.day, row.email, row.first_name, row.last_name, row.product, row.team) for row in moved),
    )
    return [tokens, seats]
