"""The command that writes the sample exports."""

from pathlib import Path

import click

from analytics import samples
from analytics.commands.parameters import AS_JSON
from analytics.commands.printing import show
from analytics.errors import ExportError


@click.command("sample")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.option("--seed", type=int, default=samples.SEED, show_default=True, help="Another seed, another company.")
@AS_JSON
def sample_command(directory: Path, seed: int, as_json: bool) -> None:
    """Write the sample exports and the truth behind them."""
    try:
        files = samples.write(directory, seed)
    except OSError as error:
        raise ExportError(
            f"The sample exports cannot be written to {directory}: {error.strerror}.", hint="Name another folder."
        ) from error
    show(as_json, {"files": files}, "\n".join(map(str, files)))
