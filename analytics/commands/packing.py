"""Commands about the packs that were bought."""

from datetime import date
from decimal import Decimal

import click

from analytics.commands.parameters import AS_JSON, TEAM, DayType, DecimalType
from analytics.commands.printing import listing, show, table_text
from analytics.errors import PackError
from analytics.settings import Settings
from analytics.store import NewPack, Store, add_pack, packs, remove_pack, team_names
from analytics.wording import tokens_text


@click.group("packs")
def packs_group() -> None:
    """Enter, list and remove the token packs that were bought."""


@packs_group.command("add")
@click.option("--tokens", type=DecimalType(), required=True, help="Tokens in the pack.")
@click.option("--start", type=DayType(), required=True, help="The first day on which it pays.")
@click.option("--end", type=DayType(), required=True, help="The last day on which it pays.")
@click.option("--price-per-token", type=DecimalType(), help="What one token cost.")
@click.option("--currency", default="USD", show_default=True, help="The currency of the price.")
@click.option("--team", help="The team that owns it; needed where there are several.")
@AS_JSON
@click.pass_obj
def add_command(
    settings: Settings,
    tokens: Decimal,
    start: date,
    end: date,
    price_per_token: Decimal | None,
    currency: str,
    team: str | None,
    as_json: bool,
) -> None:
    """Enter a pack."""
    with Store(settings.store) as store:
        pack = NewPack(
            team=team or _only_team(store),
            tokens=tokens,
            first_day=start,
            last_day=end,
            price_per_token=price_per_token,
            currency=currency.strip().upper() if price_per_token is not None else None,
        )
        pack_id = add_pack(store, pack)
    text = f"Pack {pack_id}: {tokens_text(pack.tokens)} tokens for {pack.team}, {start} to {end}."
    show(as_json, {"pack_id": pack_id, **vars(pack)}, text)


@packs_group.command("list")
@TEAM
@AS_JSON
@click.pass_obj
def list_command(settings: Settings, team: str | None, as_json: bool) -> None:
    """List the packs in the order in which they pay."""
    with Store(settings.store) as store:
        rows = packs(store, team)
    show(as_json, listing(rows, team), table_text(rows))


@packs_group.command("remove")
@click.argument("pack_id", type=click.IntRange(1, 2**31 - 1))
@AS_JSON
@click.pass_obj
def remove_command(settings: Settings, pack_id: int, as_json: bool) -> None:
    """Remove a pack that was entered by hand."""
    with Store(settings.store) as store:
        remove_pack(store, pack_id)
    show(as_json, {"pack_id": pack_id, "status": "removed"}, f"Pack {pack_id} is removed.")


def _only_team(store: Store) -> str:
    known = team_names(store)
    if len(known) == 1:
        return known[0]
    raise PackError(
        "A pack belongs to one team, and none is named.",
        hint=f"Name it with --team. The teams are: {', '.join(known) or 'none yet; load an export first'}.",
    )
