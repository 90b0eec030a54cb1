"""The ledgers of teams with events and debts, held against a reference that spends token by token, day by day."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from analytics.pool import Debt, Ledger, Pack, TeamPool, all_packs, coming_packs, ledger, ledgers
from analytics.pool.walk import Change
from analytics.store.own_events import EventKind

START = date(2028, 2, 20)  # a leap year: day 9 is 29 February
DAYS = 20
TEAMS = ("A", "B", "C")


def day(ahead: int) -> date:
    return START + timedelta(days=ahead)


def pack(pack_id: int, tokens: int, first: int, last: int, pool: str | None = None) -> Pack:
    return Pack(pack_id, Decimal(tokens), day(first), day(last), pool)


def daily(*tokens: int) -> pl.DataFrame:
    days = [day(ahead) for ahead in range(len(tokens))]
    return pl.DataFrame({"day": days, "tokens": [Decimal(each) for each in tokens]}, schema_overrides={"day": pl.Date})


@dataclass
class Tokens:
    """A team as the reference sees it."""

    held: list[Pack]
    """For each token that is left, the pack that it belongs to."""
    owed: list[date]
    """For each token owed, since when."""
    known: set[Pack] = field(default_factory=set)
    used: int = 0
    unpaid: int = 0
    settled: int = 0
    changed: int = 0
    available: list[int] = field(default_factory=list)

    def next(self, today: date) -> Pack | None:
        """Give the pack whose token is the next to go: annual first, earliest end, smallest."""
        return min((each for each in self.held if each.first_day <= today <= each.last_day), key=turn, default=None)

    def take(self, today: date) -> Pack | None:
        """Take the next token."""
        found = self.next(today)
        if found is not None:
            self.held.remove(found)
        return found


def turn(one: Pack) -> tuple[object, ...]:
    return (("annual", "multi-year", None).index(one.pool), one.last_day, one.tokens, one.pack_id)


def settle(team: Tokens, today: date) -> None:
    starting = sorted((each for each in team.held if each.first_day == today), key=turn)
    for paying in starting:
        if team.owed and team.owed[0] < today:
            team.owed.pop(0)
            team.held.remove(paying)
            team.settled += 1


def happen(teams: dict[str, Tokens], change: Any, today: date) -> None:
    giver = teams[change.team]
    if change.kind is EventKind.MERGE:
        taker = teams[change.to_team]
        moved = [each for each in giver.held if each.last_day >= today]
        giver.held = [each for each in giver.held if each.last_day < today]
        giver.known = {each for each in giver.known if each.last_day < today}
        taker.held += moved
        taker.known |= set(moved)
        taker.owed = sorted(taker.owed + giver.owed)
        giver.owed = []
        giver.changed -= len(moved)
        taker.changed += len(moved)
    elif change.tokens < 0 or change.to_team:
        for _ in range(abs(int(change.tokens))):
            if (taken := giver.take(today)) is not None:
                giver.changed -= 1
                if change.to_team:
                    teams[change.to_team].held.append(taken)
                    teams[change.to_team].known.add(taken)
                    teams[change.to_team].changed += 1
    else:
        in_force = sorted((each for each in giver.known if each.first_day <= today <= each.last_day), key=turn)
        if in_force:
            giver.held += [giver.next(today) or in_force[-1]] * int(change.tokens)
            giver.changed += int(change.tokens)


def reference(
    use: list[list[int]], packs: list[Pack], owners: list[str], owed: list[Any], changes: list[Change]
) -> Any:
    teams = {team: Tokens([], []) for team in TEAMS}
    for each, owner in zip(packs, owners, strict=True):
        teams[owner].held += [each] * int(each.tokens)
        teams[owner].known.add(each)
    for owner, since, tokens in sorted(owed, key=lambda debt: debt[1]):
        teams[owner].owed += [day(since)] * tokens
    payer = {team: team for team in TEAMS}
    for ahead in range(-30, DAYS):
        for team in teams.values():
            settle(team, day(ahead))
        for change in changes:
            if change.day == day(ahead):
                happen(teams, change, day(ahead))
                if change.kind is EventKind.MERGE:
                    payer = {team: change.to_team if pays == change.team else pays for team, pays in payer.items()}
        for team, of_team in zip(TEAMS, use, strict=True):
            for _ in range(of_team[ahead] if ahead >= 0 else 0):
                if teams[payer[team]].take(day(ahead)) is None:
                    teams[payer[team]].unpaid += 1
                else:
                    teams[payer[team]].used += 1
        for each in teams.values():
            each.available.append(sum(one.first_day <= day(ahead) <= one.last_day for one in each.held))
    return teams


some_packs = st.lists(
    st.tuples(
        st.integers(1, 15),
        st.integers(-8, DAYS + 3),
        st.integers(0, 14),
        st.sampled_from([None, None, "annual", "multi-year"]),
        st.sampled_from(TEAMS),
    ),
    max_size=7,
)
some_use = st.lists(st.lists(st.integers(0, 4), min_size=DAYS, max_size=DAYS), min_size=3, max_size=3)
some_debts = st.lists(st.tuples(st.sampled_from(TEAMS), st.integers(-6, DAYS - 1), st.integers(1, 30)), max_size=4)
some_teams = st.permutations(TEAMS)
some_changes = st.lists(
    st.tuples(st.sampled_from(EventKind), st.integers(-5, DAYS + 2), some_teams, st.integers(1, 9), st.booleans()),
    max_size=5,
)


def change(kind: EventKind, ahead: int, teams: list[str], tokens: int, more: bool) -> Change:
    if kind is EventKind.MERGE:
        return Change(kind, day(ahead), teams[0], None, teams[1])
    if kind is EventKind.MOVE:
        return Change(kind, day(ahead), teams[0], Decimal(tokens), teams[1])
    return Change(kind, day(ahead), teams[0], Decimal(tokens if more else -tokens))


def handed_on(use: list[list[int]], changes: list[Change]) -> list[list[int]]:
    """Give the use for which each team pays after the merges."""
    paid = [list(of_team) for of_team in use]
    for merge in changes:
        if merge.kind is EventKind.MERGE:
            giver, taker = TEAMS.index(merge.team), TEAMS.index(str(merge.to_team))
            for ahead in range(max((merge.day - START).days, 0), DAYS):
                paid[taker][ahead] += paid[giver][ahead]
                paid[giver][ahead] = 0
    return paid


@given(use=some_use, drawn=some_packs, owed=some_debts, events=some_changes)
def test_the_ledgers_equal_the_reference(use: Any, drawn: Any, owed: Any, events: Any) -> None:
    packs = [
        pack(number, tokens, first, first + length, pool)
        for number, (tokens, first, length, pool, _) in enumerate(drawn)
    ]
    owners = [owner for *_, owner in drawn]
    changes = sorted((change(*event) for event in events), key=lambda one: one.day)
    expected = reference(use, packs, owners, owed, changes)
    books = ledgers(
        {
            team: TeamPool(
                daily(*of_team),
                [each for each, owner in zip(packs, owners, strict=True) if owner == team],
                [Debt(day(since), Decimal(tokens)) for owner, since, tokens in owed if owner == team],
            )
            for team, of_team in zip(TEAMS, handed_on(use, changes), strict=True)
        },
        day(DAYS - 1),
        changes,
    )
    for team, book in books.items():
        of_team = expected[team]
        assert book.days["available"].to_list() == of_team.available[-DAYS:]
        assert book.unpaid == of_team.unpaid
        assert book.payments.filter(pl.col("pack_id").is_not_null())["tokens"].sum() == of_team.used
        assert book.packs["used"].sum() == of_team.used + of_team.settled
        assert book.packs["changed"].sum() == of_team.changed == book.changes["tokens"].sum()
        assert book.debt == len(of_team.owed)
        ended = [each.last_day for each in of_team.held if each.last_day < book.on]
        assert book.packs["lapsed"].sum() == len(ended)
        assert book.packs["left"].sum() == len(of_team.held) - len(ended)
        conserved(book)
    together = all_packs(list(books.values()))
    assert together.bought + together.changed == together.used + together.lapsed + together.available


def conserved(book: Ledger) -> None:
    """Check that bought = used + lapsed + available - debt, with events as purchases and removals."""
    rows = book.packs
    assert (rows["bought"] + rows["changed"]).to_list() == rows["tokens"].to_list()
    assert (rows["used"] + rows["lapsed"] + rows["left"]).to_list() == rows["tokens"].to_list()
    assert min(rows["left"].to_list(), default=0) >= 0
    incurred = book.debts["tokens"].sum()  # uncharged use is use
    used = book.consumed - book.unpaid + incurred
    assert rows["tokens"].sum() == used + rows["lapsed"].sum() + rows["left"].sum() - book.debt


def test_a_debt_is_paid_first_by_the_next_purchase() -> None:
    # 30 are owed since the evening of day 1; the pack in force pays none of it, the two of day 3 do, smaller first.
    packs = [pack(1, 100, 0, 9), pack(2, 50, 3, 15), pack(3, 20, 3, 15)]
    book = ledger(daily(1, 1, 1, 1), packs, day(3), [Debt(day(1), Decimal(30))])
    assert book.packs.select("pack_id", "used", "left").rows() == [(1, 4, 96), (3, 20, 0), (2, 10, 40)]
    assert book.debts.select("tokens", "pack_id", "paid_on").rows() == [(20, 3, day(3)), (10, 2, day(3))]
    assert book.debt == 0
    earlier = ledger(daily(1, 1, 1), packs, day(2), [Debt(day(1), Decimal(30))])
    assert earlier.debt == 30
    assert [(each.pack_id, each.tokens) for each in coming_packs(earlier)] == [(1, 97), (3, 0), (2, 40)]


def test_a_debt_without_a_purchase_stays() -> None:
    book = ledger(daily(0, 0), [pack(1, 100, 0, 9)], day(1), [Debt(day(0), Decimal("0.5"))])
    assert (book.debt, book.packs.item(0, "left")) == (Decimal("0.5"), 100)


def test_a_move_takes_what_would_be_used_first_and_keeps_its_last_day() -> None:
    pools = {
        "A": TeamPool(daily(5, 0), [pack(1, 20, 0, 5), pack(2, 100, 0, 9)]),
        "B": TeamPool(daily(0, 0), [pack(3, 7, 0, 7)]),
    }
    move = Change(EventKind.MOVE, day(1), "A", Decimal(30), "B")
    books = ledgers(pools, day(6), [move])
    columns = ("pack_id", "bought", "changed", "lapsed", "left", "state")
    assert books["A"].packs.select(columns).rows() == [(1, 20, -15, 0, 0, "ended"), (2, 100, -15, 0, 85, "active")]
    assert books["B"].packs.select(columns).rows() == [
        (1, 0, 15, 15, 0, "ended"),
        (3, 7, 0, 0, 7, "active"),
        (2, 0, 15, 0, 15, "active"),
    ]
    assert books["B"].changes.select("tokens", "other_team", "missing").rows() == [(30, "A", 0)]


def test_what_is_not_there_is_missing() -> None:
    pools = {"A": TeamPool(daily(0), [pack(1, 20, 5, 9)]), "B": TeamPool(daily(0), [])}
    moves = [
        Change(EventKind.MOVE, day(0), "A", Decimal(3), "B"),
        Change(EventKind.CORRECTION, day(0), "A", Decimal(4)),
    ]
    books = ledgers(pools, day(0), moves)
    assert books["A"].changes.select("tokens", "missing").rows() == [(0, 3), (0, 4)]
    assert books["A"].packs["left"].to_list() == [20]


def test_what_is_left_on_29_february_lapses_that_night() -> None:
    packs = [pack(1, 10, 0, 9)]
    assert packs[0].last_day == date(2028, 2, 29)
    on_the_day, after = (ledger(daily(*[0] * 9, 4, 0), packs, day(on)) for on in (9, 10))
    assert on_the_day.packs.select("used", "lapsed", "left", "state").rows() == [(4, 0, 6, "active")]
    assert after.packs.select("used", "lapsed", "left", "state").rows() == [(4, 6, 0, "ended")]


def test_annual_tokens_pay_before_multi_year_ones_that_end_earlier() -> None:
    book = ledger(daily(6, 6), [pack(1, 100, 0, 5, "multi-year"), pack(2, 10, 0, 9, "annual")], day(1))
    assert book.payments.select("pack_id", "tokens").rows() == [(2, 6), (2, 4), (1, 2)]
