"""The truth is the sum of the rows, and tells the stories that the analysis has to find."""

from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest

from analytics.samples import Simulation, simulate
from analytics.samples.usage import UsageRow


def test_totals_are_the_sums_of_the_rows(simulation: Simulation) -> None:
    truth = simulation.truth
    assert truth.rows == len(simulation.rows)
    assert truth.tokens == sum(row.tokens for row in simulation.rows)
    assert truth.zero_token_launches == sum(not row.tokens for row in simulation.rows) > 1_000
    checks: list[tuple[dict[str, int], Callable[[UsageRow], str]]] = [
        (truth.tokens_by_team, lambda row: row.team),
        (truth.tokens_by_product, lambda row: row.product),
        (truth.tokens_by_month, lambda row: row.day.isoformat()[:7]),
        (truth.tokens_by_user, lambda row: row.email),
    ]
    for totals, key in checks:
        sums: Counter[str] = Counter()
        for row in simulation.rows:
            sums[key(row)] += row.tokens
        assert totals == dict(sums)
        assert sum(totals.values()) == truth.tokens


def test_charged_days_are_counted_from_the_rows(simulation: Simulation) -> None:
    days = Counter(
        (row.email, row.product)
        for row in simulation.rows
        if row.tokens and date(2025, 11, 1) <= row.day <= date(2026, 10, 31)
    )
    listed = {(one.email, one.product): one.days for one in simulation.truth.charged_days_above_60}
    assert listed == {key: count for key, count in days.items() if count > 60}


@pytest.mark.parametrize("seed", [2029, 1, 7])
def test_ten_of_twenty_part_timers_are_full_timers_in_disguise(seed: int) -> None:
    simulation = simulate(seed)
    case = simulation.truth.case
    rows = [row for row in simulation.rows if row.team == case.team and row.day >= date(2025, 11, 1)]
    assert {row.email for row in rows if row.product == "AutoCAD"} == set(case.part_timers)
    assert {row.product for row in rows if row.email in case.part_timers} == {"AutoCAD"}
    days = Counter(row.email for row in rows if row.email in case.part_timers and row.tokens)
    assert (len(case.part_timers), len(case.disguised)) == (20, 10)
    assert all(115 <= days[email] <= 190 for email in case.disguised)
    assert all(days[email] < 60 for email in set(case.part_timers) - set(case.disguised))
    of_disguised = sum(row.tokens for row in rows if row.email in case.disguised)
    assert case.share == of_disguised / sum(row.tokens for row in rows)
    assert 0.38 <= case.share <= 0.42


def test_hardly_anybody_is_near_the_threshold(simulation: Simulation) -> None:
    truth = simulation.truth
    near = [one for one in truth.charged_days_above_60 if one.days <= 100]
    assert len(near) <= 3
    assert 2 <= len(truth.heavy_users) <= 4
    above = {one.email for one in truth.charged_days_above_60 if one.days > 100}
    assert above == {*truth.case.disguised, *(one.email for one in truth.heavy_users)}


def test_late_december_is_restated(simulation: Simulation) -> None:
    before = {(row.day, row.email, row.product): row for row in simulation.rows_before}
    after = {(row.day, row.email, row.product): row for row in simulation.rows}
    changed = {key for key in after if before.get(key) != after[key]}
    assert before.keys() <= after.keys()
    assert changed == {(one.day, one.email, one.product) for one in simulation.truth.corrections}
    assert {(day.year, day.month) for day, _, _ in changed} == {(2025, 12)}
    assert min(day for day, _, _ in changed) >= date(2025, 12, 15)
    kinds = Counter(one.tokens_before for one in simulation.truth.corrections)
    assert kinds == {None: 6, 0: 4}
