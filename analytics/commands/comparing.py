"""Commands that compare periods: who uses most and how that changed, and why the tokens changed."""

import click

from analytics.commands.parameters import AS_JSON, NAMES, RANGE, TEAM, chosen_names
from analytics.commands.printing import show, table_text
from analytics.errors import RangeError
from analytics.settings import Settings
from analytics.store import Store, covered_days, current_usage
from analytics.store.expected import masked_marks, shown_marks
from analytics.usage import (
    KEYS,
    Against,
    By,
    Days,
    are_covered,
    change_explained,
    change_sentence,
    compared_periods,
    data_days,
    days_of_range,
    days_text,
    earlier,
    labels,
    merged,
    top_consumers,
    top_sentence,
    with_marks,
)

_MOST = 1_000_000


@click.command("top")
@click.option("--by", type=click.Choice([by.value for by in KEYS]), default=By.USER.value, show_default=True)
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
    kind = By(by)
    with Store(settings.store) as store:
        days = days_of_range(range_text, data_days(store, team))
        rows = current_usage(store, team, min(period.first for period in compared_periods(days)), days.last)
        known = chosen_names(store, settings, names)
        top = top_consumers(rows, KEYS[kind], labels(known, kind), days, covered_days(store, team))
        marks = (shown_marks if names or settings.names == "shown" else masked_marks)(store, kind)
    listed = with_marks(top.ranked.head(count), marks)
    said = top_sentence(top, listed, Against.PREVIOUS, kind)
    shown = listed.rename({"consumer": by}).drop("key")
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
@TEAM
@AS_JSON
@click.pass_obj
def explain_command(settings: Settings, range_text: str, against: str, team: str | None, as_json: bool) -> None:
    """Explain why the tokens of a range are more or less than those of other days, without a remainder."""
    with Store(settings.store) as store:
        known = data_days(store, team)
        now = days_of_range(range_text, known)
        before = earlier(now, Against(against)) if against in list(Against) else days_of_range(against, known)
        if not are_covered(covered_days(store, team), [before, now]):
            raise RangeError(
                f"Not every day {days_text(before)} and {days_text(now)} is loaded for each team that counts.",
                hint=f"The loads go from {known.first} to {known.last}; name days that loads cover, or one team.",
            )
        spans = [current_usage(store, team, days.first, days.last) for days in merged([before, now])]
    rows = spans[0] if len(spans) == 1 else spans[0].vstack(spans[1])
    change = change_explained(rows, before, now)
    document = {
        "rows": change.parts,
        "first_day": now.first,
        "last_day": now.last,
        "team": team,
        "before": _period(before, change.before.total),
        "now": _period(now, change.now.total),
        "change": change.tokens,
        "said": change_sentence(change),
    }
    show(as_json, document, f"{change_sentence(change)}\n{table_text(change.parts)}")


def _period(days: Days, tokens: object) -> dict[str, object]:
    return {"first_day": days.first, "last_day": days.last, "tokens": tokens}
