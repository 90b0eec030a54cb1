"""The command that writes the sample exports."""

from datetime import date
from pathlib import Path

import click

from analytics import samples
from analytics.commands.parameters import AS_JSON, DayType, PathType
from analytics.commands.printing import show
from analytics.errors import ExportError


@click.command("sample")
@click.argument("directory", type=PathType(file_okay=False))
@click.option("--seed", type=int, default=samples.SEED, show_default=True, help="Another seed, another company.")
@click.option(
    "--moved-on",
    type=DayType(),
    help="Also the exports from this day on as they would be, had the full-timers in disguise been moved on it.",
)
@AS_JSON
def sample_command(directory: Path, seed: int, moved_on: date | None, as_json: bool) -> None:
    """Write the sample exports and the truth behind them."""
    if moved_on is not None and not samples.FIRST_DAY <= moved_on <= samples.LAST_DAY:
        raise ExportError(
            f"{moved_on} is no day of the sample.",
            hint=f"Name a day from {samples.FIRST_DAY} to {samples.LAST_DAY}.",
        )
    try:
        files = samples.write(directory, seed)
        files += samples.write_moved(directory, moved_on, seed) if moved_on else []
    except OSError as error:
        raise ExportError(
            f"The sample exports cannot be written to {directory}: {error.strerror}.", hint="Name another folder."
        ) from error
    show(as_json, {"files": files}, "\n".join(map(str, files)))
