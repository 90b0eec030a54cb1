"""Commands that bring files in and take them back."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from analytics.clock import utc_now
from analytics.commands.parameters import AS_JSON, NAMES, NUMBER, PathType, chosen_names
from analytics.commands.printing import listing, show, table_text, told
from analytics.commands.receipts import receipt_text
from analytics.commands.stores import hide_files, names_shown, opened
from analytics.commands.watching import watched_load
from analytics.exports import Status
from analytics.exports.dates import DateOrder
from analytics.exports.fields import Field
from analytics.exports.numbers import DecimalMark
from analytics.settings import Settings
from analytics.store import (
    LoadOptions,
    Store,
    found_rows,
    key_of,
    loads,
    receipt_of,
    set_aside_rows,
    undo,
    without_cells,
)

_NOT_USED = "-"


class _ColumnType(click.ParamType[tuple[str, Field | None]]):
    """What one column means."""

    name = "header=field"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, Field | None]:
        """Read a header and its field, or end with a sentence about it."""
        header, _, name = str(value).rpartition("=")
        if not header:
            self.fail(f"{value!r} is not a header and its meaning, such as Wer=user_name.", param, ctx)
        if name == _NOT_USED:
            return header, None
        if name not in set(Field):
            self.fail(f"{name!r} is no meaning of a column; these are: {_NOT_USED}, {', '.join(Field)}.", param, ctx)
        return header, Field(name)


@click.command("load")
@click.argument("files", nargs=-1, required=True, type=PathType())
@click.option("--team", help="The team of rows that name none.")
@click.option(
    "--dates",
    type=click.Choice([order.value for order in DateOrder]),
    help="How days are read, where the file leaves it open: mostly the order of day, month and year.",
)
@click.option(
    "--decimals",
    type=click.Choice([mark.name.lower() for mark in DecimalMark]),
    help="What marks decimals, where the file leaves it open.",
)
@click.option(
    "--column",
    "columns",
    type=_ColumnType(),
    multiple=True,
    help=f"What a header means, as in Wer=user_name or Wer={_NOT_USED}; remembered for this header.",
)
@click.option("--confirm", is_flag=True, help="Load even a file that would be held.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@AS_JSON
@click.pass_obj
def load_command(settings: Settings, /, files: tuple[Path, ...], as_json: bool, **said: Any) -> None:
    """Load exports, archives or folders of them, each file in a transaction of its own, with a receipt for each.

    Ends with status 1 when a file is refused or held; nothing of that file is loaded then.
    """
    with opened(settings) as store:
        options = LoadOptions(
            team=said["team"],
            dates=DateOrder(said["dates"]) if said["dates"] else None,
            decimals=DecimalMark[said["decimals"].upper()] if said["decimals"] else None,
            columns=dict(said["columns"]),
            confirmed=said["confirm"],
            dry_run=said["dry_run"],
            key=key_of(store, settings.key_file),
        )
        receipts = [receipt for file in files for receipt in watched_load(store, file, options)]
        hide_files(receipt.file for receipt in receipts if receipt.names_somebody)
        accepted = [receipt for receipt in receipts if receipt.status in (Status.LOADED, Status.UNCHANGED)]
        show(as_json, {"receipts": [receipt.as_dict() for receipt in receipts]}, "\n".join(map(receipt_text, accepted)))
        for receipt in receipts:
            if receipt not in accepted:
                click.echo(told(receipt_text(receipt)), err=True)
        if any(receipt.status is Status.LOADED and not receipt.dry_run for receipt in receipts):
            _keep_forecasts(store, settings)
    if len(accepted) < len(receipts):
        sys.exit(1)


def _keep_forecasts(store: Store, settings: Settings) -> None:
    """Keep the forecast of each team; its receipt is printed, so nobody waits for this."""
    # The files are loaded: whatever goes wrong here, Ctrl-C among it, the next load makes up for it.
    with suppress(Exception, KeyboardInterrupt):
        # Importing the forecaster's libraries takes more than a second.
        from analytics.forecast import keep_forecasts  # noqa: PLC0415 - see above

        keep_forecasts(store, settings, utc_now())


@click.command("loads")
@AS_JSON
@click.pass_obj
def loads_command(settings: Settings, as_json: bool) -> None:
    """List the loads in force."""
    with opened(settings) as store:
        rows = loads(store)
    show(as_json, listing(rows), table_text(rows.drop("sha256")))


@click.command("undo")
@click.argument("load_id", type=NUMBER)
@AS_JSON
@click.pass_obj
def undo_command(settings: Settings, load_id: int, as_json: bool) -> None:
    """Take one load back; what it had replaced comes back."""
    with opened(settings) as store:
        undo(store, load_id, utc_now())
    show(as_json, {"load_id": load_id, "status": "undone"}, f"Load {load_id} is taken back.")


@click.command("receipt")
@click.argument("load_id", type=NUMBER)
@click.option("--set-aside", is_flag=True, help="List the rows that are not used instead.")
@click.option("--found", is_flag=True, help="List the rows that the checks on the content named instead.")
@NAMES
@AS_JSON
@click.pass_obj
def receipt_command(settings: Settings, load_id: int, set_aside: bool, found: bool, names: bool, as_json: bool) -> None:
    """Show what became of a file, also of one that was taken back."""
    with opened(settings) as store:
        receipt = receipt_of(store, load_id)
        labels = chosen_names(store, settings, names)
        aside, missing = set_aside_rows(store, load_id, personal=names_shown()), without_cells(store, load_id)
        rows = found_rows(store, load_id, labels)
    if set_aside:
        listed = "" if missing and aside.is_empty() else table_text(aside)
        show(as_json, {"load_id": load_id, "rows": aside, "missing": missing}, f"{listed}\n{missing}".strip())
    elif found:
        show(as_json, {"load_id": load_id, "rows": rows}, table_text(rows))
    else:
        show(as_json, receipt.as_dict(), receipt_text(receipt))
