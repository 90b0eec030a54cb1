"""Commands that answer what could be stopped, and who should still be in the pool."""

import click

from analytics.commands.parameters import AS_JSON, NAMES, RANGE, TEAM, chosen_names
from analytics.commands.printing import show, table_text
from analytics.commands.stores import opened
from analytics.licensing import habit_costs, split_costs
from analytics.settings import Settings
from analytics.store import covered_days, current_usage
from analytics.usage import data_days, days_of_range, members, rolled_up
from analytics.usage.habits import Rules
from analytics.usage.members import MemberRules, State
from analytics.wording import count_text, day_text, tokens_count

_INDICATIONS = "Indications from exports by day: upper bounds, which overlap and must not be added up."


@click.command("habits")
@RANGE
@click.option(
    "--run-days",
    type=click.IntRange(min=2),
    default=Rules().run_days,
    show_default=True,
    help="Days in a row from which a program was left open.",
)
@click.option(
    "--short-days",
    type=click.IntRange(min=1),
    default=Rules().short_days,
    show_default=True,
    help="Days of a product up to which they are single short days.",
)
@TEAM
@NAMES
@AS_JSON
@click.pass_obj
def habits_command(
    settings: Settings,
    range_text: str,
    run_days: int,
    short_days: int,
    team: str | None,
    names: bool,
    as_json: bool,
) -> None:
    """Tell what habits take, in tokens and in money, and whose they are."""
    with opened(settings) as store:
        days = days_of_range(range_text, data_days(store, team))
        labels = chosen_names(store, settings, names)
        used = rolled_up(current_usage(store, team, days.first, days.last))
        found = habit_costs(store, used, team, days, labels, Rules(run_days, short_days), settings)
    document = {
        "rows": found.habits.rename({"habit_id": "key"}),
        "users": found.users.drop("user_id"),
        "teams": found.teams,
        "covered_days": found.covered,
        "token_prices": found.token_prices,
        "unknown": found.unknown or None,
        "first_day": days.first,
        "last_day": days.last,
        "team": team,
    }
    lines = [f"{day_text(days.first)} to {day_text(days.last)}. {_INDICATIONS}"]
    lines += [f"What habits take in a year is not known: {found.unknown}."] if found.unknown else []
    lines += [table_text(found.habits.drop("habit_id")), "", "Share of tokens in habits, the smallest first"]
    show(as_json, document, "\n".join([*lines, table_text(found.teams.drop("enough"))]))


@click.command("members")
@click.option(
    "--inactive-days",
    type=click.IntRange(min=1),
    default=MemberRules().inactive_days,
    show_default=True,
    help="Days without use that make a user inactive.",
)
@click.option(
    "--occasional-days",
    type=click.IntRange(min=1),
    default=MemberRules().occasional_days,
    show_default=True,
    help="Days used in a year up to which a user is occasional.",
)
@TEAM
@NAMES
@AS_JSON
@click.pass_obj
def members_command(
    settings: Settings, inactive_days: int, occasional_days: int, team: str | None, names: bool, as_json: bool
) -> None:
    """Tell who should still be in the pool, and what several pools lost against one."""
    rules = MemberRules(inactive_days, occasional_days)
    with opened(settings) as store:
        days = data_days(store, team)
        labels = chosen_names(store, settings, names)
        found = members(current_usage(store), covered_days(store), labels, rules, team)
        split = split_costs(store, settings)
    rows = found.rows.drop("user_id", "team_id")
    counts = {state: found.persons["state"].to_list().count(state) for state in State}
    unknown = found.unknown(rules)
    document = {
        "rows": rows,
        **{state.value: None if unknown and not count else count for state, count in counts.items()},
        "teams": found.teams.drop("team_id"),
        "split": split,
        "unknown": unknown or None,
        "first_day": days.first,
        "last_day": days.last,
        "team": team,
    }
    leaving = rows.filter(rows["state"] != State.REGULAR)
    users = count_text(found.persons.height, "user")
    lapsed = f"Lapsed in one team while another ran out or bought: {tokens_count(split.rows['tokens'].sum())}"
    lines = [
        f"{users}. Who is inactive is not known: {unknown}."
        if unknown
        else f"{users}: {', '.join(f'{count:,} {state}' for state, count in counts.items())}",
        table_text(leaving),
        "",
        f"What several pools lost is not known: {split.unknown}." if split.unknown else lapsed,
        table_text(split.rows),
    ]
    show(as_json, document, "\n".join(lines))
