"""What moves saved: measured on subscriptions, priced on Flex, and never a cent more than the pool cost less."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import polars as pl
import pytest

from analytics.exports import Receipt
from analytics.licensing.decisions import decided, history, realised, take
from analytics.licensing.moves import moves
from analytics.licensing.prices import price_book
from analytics.samples import moved_use, simulate, write, write_moved
from analytics.samples.usage import UsageRow
from analytics.settings import Settings
from analytics.store import LoadOptions, Store, current_usage, load, shown_names
from analytics.store.decisions import State, Step
from analytics.usage import rolled_up
from tests.places import NOW

Loader = Callable[..., Receipt]
SETTINGS = Settings()
MOVED_ON = date(2026, 5, 1)
ACCEPTED_AT = datetime(2026, 4, 20, 9)
SEATS = "Day used,Email,First name,Last name,Product,Team"


def standing(store: Store) -> pl.DataFrame:
    """Give the moves as they stand, their users with names and e-mails."""
    names = shown_names(store)
    book = price_book(store, SETTINGS)
    rows = moves(store, rolled_up(current_usage(store)), None, names, book, SETTINGS).rows
    return decided(rows, history(store, shown=True), names, NOW.date())


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample company up to April 2026, its ten accepted and moved in May, and the exports since."""
    folder = tmp_path_factory.mktemp("moved")
    earlier, newer, packs, directory, *_ = write(folder)
    before = pl.read_csv(earlier).filter(pl.col("Day used") < "2025-12-01")
    since = pl.read_excel(newer, sheet_id=2, engine="calamine").with_columns(pl.col("Day used").cast(pl.String))
    before.write_csv(folder / "before.csv")
    since.filter(pl.col("Day used") < str(MOVED_ON)).write_csv(folder / "then.csv")
    with Store() as store:
        for path in (folder / "before.csv", folder / "then.csv", packs, directory):
            load(store, path, ACCEPTED_AT, LoadOptions())
        case = simulate().truth.case
        for row in standing(store).iter_rows(named=True):
            if any(email in row["user"] for email in case.disguised) and row["kind"] == "to subscription":
                take(store, row, Step(State.ACCEPTED, "Ina Boss"), ACCEPTED_AT)
        for path in write_moved(folder, MOVED_ON):
            load(store, path, NOW, LoadOptions())
        for row in standing(store).filter(state="accepted").iter_rows(named=True):
            take(store, row, Step(State.DONE, "Ina Boss", MOVED_ON), NOW)
        yield store


def cents(amount: Fraction) -> Decimal:
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_all_users_together_saved_what_the_pool_cost_less(moved: Store) -> None:
    found = realised(moved, standing(moved), price_book(moved, SETTINGS))
    simulation = simulate()
    stayed, on_seats = moved_use(simulation, MOVED_ON)
    case = simulation.truth.case
    # The price of a token by day, counted anew: the average of the packs of that day, by tokens.
    bought = [pack for pack in simulation.packs if pack.team == case.team]

    def cost(rows: Iterable[UsageRow]) -> Fraction:
        total = Fraction(0)
        for row in rows:
            if row.team == case.team and first <= row.day <= last:
                held = [pack for pack in bought if pack.start <= row.day <= pack.last_day]
                paid = sum(Fraction(pack.price_per_token) * pack.tokens for pack in held)
                total += row.tokens * paid / sum(pack.tokens for pack in held)
        return total

    first, last = MOVED_ON, max(row.day for row in on_seats)
    was, flex = cost(simulation.rows), cost(stayed)
    subscriptions = Fraction(len(case.disguised) * 2030 * ((last - first).days + 1), 365)
    assert found.rows.height == 10
    assert found.rows["wanted"].null_count() == 10
    assert found.rows["realised"].sum() == cents(was - flex - subscriptions)
    [pool] = found.pools.rows(named=True)
    assert pool["realised"] == pool["without"] - pool["with"] == found.rows["realised"].sum()
    assert abs(pool["without"] - cents(was)) <= Decimal("0.01")
    assert abs(pool["with"] - cents(flex + subscriptions)) <= Decimal("0.01")
    by_user: defaultdict[str, int] = defaultdict(int)
    for row in on_seats:
        by_user[row.email] += row.tokens
    mails = found.rows.select(pl.col("user").str.extract("<(.*)>"), pl.col("moved_tokens").cast(pl.Int64))
    assert dict(mails.iter_rows()) == by_user
    assert found.rows["stayed_tokens"].sum() == 0
