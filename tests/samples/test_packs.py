"""The packs pay for every day by Autodesk's order, and leave the two teams in different positions."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from analytics.samples import Simulation, simulate
from analytics.samples.packs import Pack, PackUse, paid
from analytics.samples.usage import UsageRow

DESIGN, PLANT = "Design Studio", "Plant Engineering"


def usage(day: date, tokens: int, team: str = DESIGN) -> UsageRow:
    return UsageRow(day, team, "Revit", "", "2026", "zoe@example.com", "Zoë", "Ek", tokens)


def pack(tokens: int, start: date, last_day: date) -> Pack:
    return Pack(DESIGN, tokens, start, last_day, Decimal("3.00"), "USD", "")


def running(simulation: Simulation, team: str) -> list[PackUse]:
    last = simulation.truth.last_day
    return [use for use in simulation.truth.packs if use.pack.team == team and use.pack.last_day > last]


def test_the_earliest_last_day_pays_first_then_the_smallest_pack() -> None:
    small = pack(500, date(2026, 1, 1), date(2026, 12, 31))
    large = pack(5_000, date(2026, 1, 1), date(2026, 12, 31))
    ending = pack(100, date(2026, 1, 1), date(2026, 6, 30))
    payment = paid([usage(date(2026, 3, 2), 650)], (large, small, ending))
    assert [use.used for use in payment.packs] == [50, 500, 100]
    assert payment.unpaid == 0


def test_a_pack_pays_from_its_start_to_its_last_day() -> None:
    only = pack(100, date(2026, 3, 1), date(2026, 3, 31))
    rows = [usage(date(2026, month, day), 10) for month, day in ((2, 28), (3, 1), (3, 31), (4, 1))]
    payment = paid([*rows, usage(date(2026, 3, 5), 10, PLANT)], (only,))
    assert (payment.packs[0].used, payment.packs[0].lapsed, payment.packs[0].left) == (20, 80, 0)
    assert payment.unpaid == 30


@pytest.mark.parametrize("seed", [2029, 1, 7])
def test_packs_cover_every_day(seed: int) -> None:
    truth = simulate(seed).truth
    assert truth.unpaid_tokens == 0
    used: Counter[str] = Counter()
    for use in truth.packs:
        used[use.pack.team] += use.used
        assert use.used + use.left + use.lapsed == use.pack.tokens
    assert used == truth.tokens_by_team


def test_every_term_has_two_packs_with_the_same_end_and_different_sizes(simulation: Simulation) -> None:
    terms: dict[tuple[str, date], list[int]] = {}
    for one in simulation.packs:
        terms.setdefault((one.team, one.last_day), []).append(one.tokens)
    assert len(terms) == 6
    assert all(len(sizes) == len(set(sizes)) >= 2 for sizes in terms.values())


def test_design_studio_runs_out_before_its_term_ends(simulation: Simulation) -> None:
    packs = running(simulation, DESIGN)
    share_used = sum(use.used for use in packs) / sum(use.pack.tokens for use in packs)
    term = packs[0].pack
    share_gone = ((simulation.truth.last_day - term.start).days + 1) / ((term.last_day - term.start).days + 1)
    assert 0.75 <= share_used <= 0.85
    assert 0.60 <= share_gone <= 0.67


def test_plant_engineering_lasts_its_term(simulation: Simulation) -> None:
    packs = running(simulation, PLANT)
    left = sum(use.left for use in packs)
    days_left = (packs[0].pack.last_day - simulation.truth.last_day).days
    same_days_a_year_ago = sum(
        row.tokens
        for row in simulation.rows
        if row.team == PLANT and 365 - days_left < (simulation.truth.last_day - row.day).days + 1 <= 365
    )
    assert left > 1.5 * same_days_a_year_ago > 0


def test_tokens_lapsed_in_an_ended_term_of_each_team(simulation: Simulation) -> None:
    assert {use.pack.team for use in simulation.truth.packs if use.lapsed} == {DESIGN, PLANT}


def test_large_packs_have_an_invented_price_and_say_so(simulation: Simulation) -> None:
    for one in simulation.packs:
        assert one.price_per_token == Decimal("2.70" if one.tokens >= 20_000 else "3.00")
        assert ("invented" in one.note) == (one.price_per_token < 3)
