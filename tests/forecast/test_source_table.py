"""The table of seed 004: 500, 1,800 and 3,200 of 5,000 tokens by the end of January, April and July."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from analytics.exports import Receipt
from analytics.forecast import Outlook, Question, outlook
from analytics.forecast.plans.budget import plan
from analytics.forecast.plans.terms import term_in_force
from analytics.forecast.what_if.scenarios import Money, compare, facts_of
from analytics.settings import Settings
from analytics.store import NewPack, Store, add_pack, current_usage
from analytics.store.changes import Busy
from analytics.store.scenarios import Scenario
from analytics.usage import rolled_up

Loader = Callable[..., Receipt]
YEAR = (date(2025, 1, 1), date(2025, 12, 31))
ENDS = {date(2025, 1, 31): 500, date(2025, 4, 30): 1800, date(2025, 7, 31): 3200}
SETTINGS = Settings(paths=400)


def the_tables_pool(load_lines: Loader, store: Store) -> Outlook:
    """Spread the tokens of the table evenly over the days between its rows, to the token."""
    first, before, lines = YEAR[0], 0, []
    for last, total in ENDS.items():
        days = (last - first).days + 1
        marks = [(total - before) * day // days for day in range(days + 1)]
        lines += [
            f"{first + timedelta(days=day)},A,Revit,,a@b.example,,,{marks[day + 1] - marks[day]}" for day in range(days)
        ]
        first, before = last + timedelta(days=1), total
    load_lines(*lines)
    add_pack(store, NewPack("A", Decimal(5000), *YEAR))
    return outlook(store, "A", Question(), SETTINGS)


def test_three_rows_of_a_spreadsheet_run_out_in_late_november(load_lines: Loader, store: Store) -> None:
    answer = the_tables_pool(load_lines, store)
    months = plan(answer, term_in_force(answer.ledger), []).months
    rows = {row["month"].month: row for row in months.to_dicts()}
    assert [rows[month]["cumulative"] for month in (1, 4, 7)] == [500, 1800, 3200]
    assert [round(rows[month]["term_share"], 2) for month in (1, 4, 7)] == [0.10, 0.36, 0.64]
    # 3,200 in 212 days: 5,000 last for 331.25 of them, and day 332 is 28 November.
    assert rows[7]["at_pace"] == date(2025, 11, 28)
    assert answer.run_out is not None
    assert answer.run_out.day.p50 is not None
    assert date(2025, 11, 20) <= answer.run_out.day.p50 <= date(2025, 11, 30)
    assert answer.run_out.day.p10 is not None
    assert answer.run_out.day.p10 > date(2025, 10, 31)


def test_the_october_of_the_source_takes_a_busier_autumn(load_lines: Loader, store: Store) -> None:
    answer = the_tables_pool(load_lines, store)
    # 600 a month after 457 a month: nearly a third more.
    busy = Scenario("A busy autumn", (Busy(date(2025, 8, 1), date(2025, 12, 31), Decimal("1.31")),))
    facts = facts_of(store, answer, rolled_up(current_usage(store)))
    _, busier = compare(answer, [busy], facts, Money(Decimal(3), "USD"), SETTINGS)
    assert busier.run_out is not None
    assert busier.run_out.day.p50 is not None
    assert date(2025, 10, 24) <= busier.run_out.day.p50 <= date(2025, 11, 4)
