"""Commands that compare periods: who uses most and how that changed, and why the tokens changed."""

from typing import TypedDict, Unpack

import click
import polars as pl

from analytics.commands.parameters import (
    AS_JSON,
    NAMES,
    RANGE,
    TEAM,
    KindType,
    chosen_names,
    chosen_places,
    kind_of,
)
from analytics.commands.printing import show, table_text
from analytics.commands.stores import opened
from analytics.errors import RangeError, StoreError
from analytics.settings import Settings
from analytics.store import covered_days, current_usage
from analytics.store.directory import directory
from analytics.store.expected import masked_marks, shown_marks
from analytics.usage import (
    Against,
    By,
    Days,
    are_covered,
    change_explained,
    change_sentence,
    collected,
    compared_periods,
    consumers,
    data_days,
    days_of_range,
    days_text,
    earlier,
    merged,
    movers,
    noun,
    part,
    top_consumers,
    top_sentence,
    use_of_part,
    with_marks,
)

_MOST = 1_000_000
_LISTED = 15
"""Biggest movers listed."""


class Only(TypedDict):
    """What the use is narrowed to; None: everything."""

    team: str | None
    product: str | None
    part_text: str | None


@click.command("top")
@click.option("--by", type=KindType(), default=By.USER.value, show_default=True)
@click.option("--n", "count", type=click.IntRange(1, _MOST), default=10, show_default=True, help="How many.")
@RANGE
@TEAM
@NAMES
@AS_JSON
@click.pass_obj
def top_command(
    settings: Settings, by: str, count: int, range_text: str, team: str | None, names: bool, as_json: bool
) -> None:
    """List the heaviest consumers, their shares, and their changes against earlier periods (empty: not measured)."""
    kind = kind_of(by)
    with opened(settings) as store:
        days = days_of_range(range_text, data_days(store, team))
        rows = current_usage(store, team, min(period.first for period in compared_periods(days)), days.last)
        labels, places = chosen_names(store, settings, names), chosen_places(store, settings, names)
        known = consumers(rows, kind, labels, directory(store), places)
        top = top_consumers(known.rows, known.key, known.labels, days, covered_days(store, team), known.nobody)
        marks = (shown_marks if names or settings.names == "shown" else masked_marks)(store, kind)
    listed = with_marks(top.heaviest(count), marks)
    said = top_sentence(top, listed, Against.PREVIOUS, noun(kind))
    shown = listed.rename({"consumer": kind}).drop("key")
    document = {
        "rows": shown,
        "first_day": days.first,
        "last_day": days.last,
        "team": team,
        "tokens": top.total,
        "consumers": top.ranked.height,
    }
    show(as_json, document, f"{said}\n{table_text(shown)}")


@click.command("explain")
@click.option("--range", "range_text", required=True, help="The days to explain: a named range, or first..last.")
@click.option(
    "--against", default=Against.PREVIOUS.value, show_default=True, help="previous, last-year, a range, or first..last."
)
@click.option("--product", help="One product; without it, all.")
@click.option(
    "--part", "part_text", help="One department or the like: department:Structures; what has none: department:."
)
@click.option("--movers", "by", type=KindType(), default=By.PRODUCT.value, show_default=True, help="Whose changes.")
@TEAM
@NAMES
@AS_JSON
@click.pass_obj
def explain_command(
    settings: Settings,
    range_text: str,
    against: str,
    by: str,
    names: bool,
    as_json: bool,
    **only: Unpack[Only],
) -> None:
    """Explain why the tokens of a range are more or less than those of other days, without a remainder."""
    kind, team = kind_of(by), only["team"]
    with opened(settings) as store:
        known = data_days(store, team)
        now = days_of_range(range_text, known)
        before = earlier(now, Against(against)) if against in list(Against) else days_of_range(against, known)
        if not are_covered(covered_days(store, team), [before, now]):
            raise RangeError(
                f"Not every day {days_text(before)} and {days_text(now)} is loaded for each team that counts.",
                hint=f"The loads go from {known.first} to {known.last}; name days that loads cover, or one team.",
            )
        rows = pl.concat(current_usage(store, team, days.first, days.last) for days in merged([before, now]))
        labels, places = chosen_names(store, settings, names), chosen_places(store, settings, names)
        belonging = directory(store)
    if only["product"]:
        rows = rows.filter(product_id=_product_id(labels.products, only["product"]))
    if only["part_text"]:
        rows = collected(use_of_part(rows.lazy(), belonging, part(only["part_text"], places)))
    change = change_explained(rows, before, now)
    told = consumers(rows, kind, labels, belonging, places)
    moved = movers(told.rows, told.key, told.labels, (before, now), _LISTED, told.nobody).rename({"consumer": kind})
    document = {
        "rows": change.parts,
        "movers": moved,
        "first_day": now.first,
        "last_day": now.last,
        "team": team,
        "before": _period(before, change.before.total),
        "now": _period(now, change.now.total),
        "change": change.tokens,
        "said": change_sentence(change),
    }
    show(as_json, document, f"{change_sentence(change)}\n{table_text(change.parts)}\n{table_text(moved)}")


def _product_id(products: pl.DataFrame, product: str) -> int:
    found = products.filter(product=product)
    if found.is_empty():
        raise StoreError(f"There is no product {product}.", hint="Its name stands in the list of `top --by product`.")
    return int(found["product_id"][0])


def _period(days: Days, tokens: object) -> dict[str, object]:
    return {"first_day": days.first, "last_day": days.last, "tokens": tokens}
