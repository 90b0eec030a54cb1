"""A merge takes no use and no tokens out of the totals: they are those of one pool, summed in plain Python."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.exports import Receipt
from analytics.forecast.plans.terms import term_in_force
from analytics.pool import Pack, TeamPool, balance, ledgers, team_ledger
from analytics.pool.walk import Change
from analytics.store import NewPack, Store, add_pack
from analytics.store.own_events import EventKind, NewEvent, add_event

Loader = Callable[..., Receipt]
START = date(2026, 1, 1)
DAYS = 12


def day(ahead: int) -> date:
    return START + timedelta(days=ahead)


def test_earlier_use_of_a_merged_team_stays_in_every_total(store: Store, load_lines: Loader) -> None:
    load_lines(
        *(f"{day(ahead)},A,Revit,,a@b.example,,,4" for ahead in range(6)),
        *(f"{day(ahead)},B,Revit,,b@b.example,,,5" for ahead in range(2)),
    )
    for team, tokens in (("A", 1000), ("B", 500)):
        add_pack(store, NewPack(team, Decimal(tokens), START, day(364)))
    add_event(store, NewEvent(EventKind.MERGE, day(4), "B", to_team="A"), datetime(2026, 3, 1))
    book = team_ledger(store, "A")
    answer, term = balance(book), term_in_force(book)
    assert (answer.used, answer.total, answer.available) == (34, 1500, 1466)
    in_term = pl.col("day").is_between(term.first_day, term.last_day)
    assert (term.tokens, book.use.filter(in_term)["used"].sum()) == (1500, 34)
    # What it is known to have used itself, and what its packs have of the other team's, are told apart.
    assert (book.consumed, book.packs["used_before"].sum()) == (24, 10)


@settings(max_examples=60)
@given(
    use=st.lists(st.tuples(*[st.integers(0, 9)] * 3), min_size=DAYS, max_size=DAYS),
    sizes=st.tuples(*[st.integers(120, 300)] * 3),
    first=st.integers(0, DAYS - 1),
    second=st.integers(0, DAYS - 1),
)
def test_after_merges_the_totals_are_those_of_one_pool(
    use: list[tuple[int, int, int]], sizes: tuple[int, int, int], first: int, second: int
) -> None:
    first, second = sorted((first, second))
    merged_on = {"C": first, "B": second}
    paid = {team: [0] * DAYS for team in "ABC"}
    for ahead, tokens in enumerate(use):
        for team, used in zip("ABC", tokens, strict=True):
            payer = team
            # C goes to B, and B to A, each from the morning of its merge.
            while payer in merged_on and ahead >= merged_on[payer]:
                payer = {"C": "B", "B": "A"}[payer]
            paid[payer][ahead] += used
    pools = {
        team: TeamPool(
            pl.DataFrame(
                {"day": [day(ahead) for ahead in range(DAYS)], "tokens": [Decimal(each) for each in paid[team]]},
                {"day": pl.Date, "tokens": pl.Decimal(38, 6)},
            ),
            [Pack(place, Decimal(size), START, day(364))],
        )
        for place, (team, size) in enumerate(zip("ABC", sizes, strict=True), start=1)
    }
    merges = [
        Change(EventKind.MERGE, day(first), "C", to_team="B"),
        Change(EventKind.MERGE, day(second), "B", to_team="A"),
    ]
    book = ledgers(pools, day(DAYS - 1), merges)["A"]
    answer, every = balance(book), sum(map(sum, use))
    assert (answer.used, answer.total) == (every, sum(sizes))
    by_day = dict(book.use.filter(pl.col("used") > 0).iter_rows())
    assert by_day == {day(ahead): sum(tokens) for ahead, tokens in enumerate(use) if sum(tokens)}
    assert term_in_force(book).tokens == sum(sizes)
