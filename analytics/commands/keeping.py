"""Commands that remove or replace what the store keeps, for good; each shows first what it would do."""

from datetime import date

import click

from analytics.clock import utc_now
from analytics.commands.parameters import AS_JSON, NUMBER, DayType
from analytics.commands.printing import show
from analytics.commands.stores import opened
from analytics.settings import Settings
from analytics.store import (
    Purge,
    is_pseudonymised,
    key_from,
    new_key,
    people_to_replace,
    pseudonymise,
    purge_before,
    purge_before_preview,
    purge_load,
    purge_load_preview,
)
from analytics.wording import count_text, day_text

_YES = click.option("--yes", is_flag=True, help="Do it; without this it is only shown.")


@click.command("purge")
@click.option("--before", type=DayType(), help="Everything before this day.")
@click.option("--load", "load_id", type=NUMBER, help="Everything of this load.")
@_YES
@AS_JSON
@click.pass_obj
def purge_command(settings: Settings, before: date | None, load_id: int | None, yes: bool, as_json: bool) -> None:
    """Remove what is older than a day, or one load, for good."""
    if (before is None) == (load_id is None):
        raise click.UsageError("Name either a day with --before or a load with --load.")
    with opened(settings) as store:
        if before is not None:
            purge = purge_before(store, before, utc_now()) if yes else purge_before_preview(store, before)
        else:
            number = load_id or 0
            purge = purge_load(store, number, utc_now()) if yes else purge_load_preview(store, number)
    show(as_json, {"purge": purge, "done": yes}, _purge_text(purge, yes))


@click.command("pseudonymise")
@_YES
@AS_JSON
@click.pass_obj
def pseudonymise_command(settings: Settings, yes: bool, as_json: bool) -> None:
    """Replace names and e-mails by pseudonyms, for good; later loads are replaced on their way in.

    The key is made in the file that TOKEN_GAUGE_PSEUDONYM_KEY names, else in your configuration folder, if there is
    none yet. Keep it apart from the store: whoever has both can tell whether a known e-mail is in it.
    """
    path = settings.key_file
    with opened(settings) as store:
        users = people_to_replace(store)
        if yes:
            known = path.exists() or is_pseudonymised(store)
            pseudonymise(store, key_from(path) if known else new_key(path))
    done = "are replaced" if yes else "would be replaced, for good; add --yes to do it"
    show(
        as_json,
        {"users": users, "key": path, "done": yes},
        f"Names and e-mails of {count_text(users, 'user')} {done}. The key is in {path}.",
    )


def _purge_text(purge: Purge, done: bool) -> str:
    lines = [
        f"{'Removed' if done else 'Would be removed, for good (add --yes to do it)'}: {purge.rows_text};"
        f" {count_text(len(purge.users), 'user')} no longer known."
    ]
    if purge.first_day and purge.last_day:
        lines.append(f"  {day_text(purge.first_day)} to {day_text(purge.last_day)}")
    if purge.loads:
        lines.append(f"  from the loads {', '.join(map(str, purge.loads))}")
    lines += [f"  load {back.load_id} counts again for {count_text(back.days, 'day')}" for back in purge.returns]
    if purge.cells:
        lines.append(f"  {purge.cells_text} as well")
    if purge.marks_text:
        lines.append(f"  {purge.marks_text} as well")
    if purge.gaps:
        lines.append(f"  {purge.gaps_text}")
    if purge.kept_text:
        lines.append(f"  {purge.kept_text}")
    lines += [f"  the copy {copy} goes as well" for copy in purge.copies]
    return "\n".join(lines)
