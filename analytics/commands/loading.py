"""Commands that bring files in and take them back."""

import sys
from pathlib import Path

import click

from analytics.clock import utc_now
from analytics.commands.parameters import AS_JSON
from analytics.commands.printing import listing, show, table_text
from analytics.exports import Receipt, Status
from analytics.exports.dates import DateOrder
from analytics.settings import Settings
from analytics.store import LoadOptions, Store, load_all, loads, undo
from analytics.wording import day_text, tokens_text


@click.command("load")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--team", help="The team of rows that name none.")
@click.option(
    "--dates",
    type=click.Choice([order.value for order in DateOrder]),
    help="The order of day and month, where the file leaves it open.",
)
@click.option("--confirm", is_flag=True, help="Load even a file that would be held.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@AS_JSON
@click.pass_obj
def load_command(
    settings: Settings,
    files: tuple[Path, ...],
    team: str | None,
    dates: str | None,
    confirm: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Load exports, archives or folders of them, each file in a transaction of its own, with a receipt for each.

    Ends with status 1 when a file is refused or held; nothing of that file is loaded then.
    """
    options = LoadOptions(team=team, dates=DateOrder(dates) if dates else None, confirmed=confirm, dry_run=dry_run)
    with Store(settings.store) as store:
        receipts = [receipt for file in files for receipt in load_all(store, file, utc_now(), options)]
    accepted = [receipt for receipt in receipts if receipt.status in (Status.LOADED, Status.UNCHANGED)]
    show(
        as_json,
        {"receipts": [receipt.as_dict() for receipt in receipts]},
        "\n".join(map(_receipt_text, accepted)),
    )
    for receipt in receipts:
        if receipt not in accepted:
            click.echo(f"{receipt.file}: {receipt.message}", err=True)
    if len(accepted) < len(receipts):
        sys.exit(1)


@click.command("loads")
@AS_JSON
@click.pass_obj
def loads_command(settings: Settings, as_json: bool) -> None:
    """List the loads in force."""
    with Store(settings.store) as store:
        rows = loads(store)
    show(as_json, listing(rows), table_text(rows.drop("sha256")))


@click.command("undo")
@click.argument("load_id", type=click.IntRange(1, 2**31 - 1))
@AS_JSON
@click.pass_obj
def undo_command(settings: Settings, load_id: int, as_json: bool) -> None:
    """Take one load back; what it had replaced comes back."""
    with Store(settings.store) as store:
        undo(store, load_id, utc_now())
    show(as_json, {"load_id": load_id, "status": "undone"}, f"Load {load_id} is taken back.")


def _receipt_text(receipt: Receipt) -> str:
    lines = [f"{receipt.file}: {receipt.message}"]
    if receipt.status is Status.LOADED and receipt.first_day and receipt.last_day:
        days = f"{day_text(receipt.first_day)} to {day_text(receipt.last_day)}"
        lines.append(f"  {tokens_text(receipt.tokens)} tokens, {days}, {', '.join(receipt.teams)}")
        lines += [f"  set aside: {aside.rows:,} rows, {aside.reason}" for aside in receipt.set_aside]
    return "\n".join(lines)
