"""Chargeback: all tokens, at what the packs that paid for them cost, to the millionth and to the cent."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import StoreError
from analytics.exports import Receipt
from analytics.pool import Pack, chargeback, ledger, team_ledger
from analytics.pool.chargeback import charged
from analytics.pool.rounding import amounts, whole_cells
from analytics.store import NewPack, Store, add_pack, current_usage, packs
from analytics.store.directory import directory
from analytics.usage import UNALLOCATED, Days, Unit

Loader = Callable[..., Receipt]
FIRST = date(2026, 1, 1)
END = date(2026, 12, 31)


def add(
    store: Store, tokens: int, last: date, price: str | None = None, currency: str = "USD", team: str = "A"
) -> None:
    paid = None if price is None else Decimal(price)
    add_pack(store, NewPack(team, Decimal(tokens), FIRST, last, paid, currency if price else None))


@pytest.fixture
def small(load_lines: Loader, store: Store) -> Store:
    """Two departments: on 2 January six tokens, of which four are of the dear pack and two of the one without price."""
    load_lines(
        "2026-01-01,A,Revit,,ann@b.example,,,6",
        "2026-01-02,A,Revit,,ann@b.example,,,4",
        "2026-01-02,A,Maya,,bob@b.example,,,2",
        "2026-02-01,A,Maya,,eve@b.example,,,3",
        "2026-02-01,B,Maya,,bob@b.example,,,5",
    )
    load_lines("ann@b.example,Design", "bob@b.example,Plant", header="Email,Department")
    add(store, 10, date(2026, 6, 30), "3")
    add(store, 2, date(2026, 7, 31))
    add(store, 100, END, "2.5", "EUR")
    return store


def rows(store: Store, **asked: object) -> list[tuple[object, ...]]:
    return chargeback(store, directory(store), Unit.DEPARTMENT, **asked).by_month.rows()  # type: ignore[arg-type] # as asked


def test_a_small_chargeback_summed_by_hand(small: Store) -> None:
    january, february = date(2026, 1, 1), date(2026, 2, 1)
    assert rows(small) == [
        # 6 on the first day; of the second 4/6 of the four at 3 dollars and of the two without a price.
        (january, "Design", Decimal("8.666667"), Decimal("26.00"), "USD"),
        (january, "Design", Decimal("1.333333"), None, None),
        (january, "Plant", Decimal("1.333333"), Decimal("4.00"), "USD"),
        (january, "Plant", Decimal("0.666667"), None, None),
        (february, "Plant", Decimal(5), None, None),
        (february, UNALLOCATED, Decimal(3), Decimal("7.50"), "EUR"),
    ]
    found = chargeback(small, directory(small), Unit.DEPARTMENT)
    assert (found.tokens, found.unpriced) == (20, 7)
    assert found.costs == {"EUR": Decimal("7.50"), "USD": Decimal("30.00")}


def test_yen_are_charged_whole(load_lines: Loader, store: Store) -> None:
    load_lines(*(f"2026-01-01,A,Revit,,{name}@b.example,,,1" for name in ("ann", "bob", "eve")))
    load_lines("ann@b.example,Design", "bob@b.example,Plant", header="Email,Department")
    add(store, 10, END, "333.5", "JPY")
    # 1,000.5 yen in all, in three equal parts of 333.5, of which two are rounded up.
    found = chargeback(store, directory(store), Unit.DEPARTMENT)
    assert sorted(found.rows["charge"]) == [333, 334, 334]
    assert found.costs == {"JPY": 1001}


def test_one_team_and_some_days(small: Store) -> None:
    assert rows(small, team="B") == [(date(2026, 2, 1), "Plant", Decimal(5), None, None)]
    asked = Days(date(2026, 1, 2), date(2026, 1, 31))
    found = chargeback(small, directory(small), Unit.DEPARTMENT, None, asked)
    assert (found.tokens, found.unpriced, found.costs) == (6, 2, {"USD": Decimal("12.00")})
    idle = chargeback(small, directory(small), Unit.DEPARTMENT, "A", Days(date(2026, 1, 3), date(2026, 1, 4)))
    assert (idle.tokens, idle.rows.height, idle.costs) == (0, 0, {})
    with pytest.raises(StoreError, match="no team C"):
        rows(small, team="C")


def test_without_a_directory_all_is_unallocated(small: Store) -> None:
    found = chargeback(small, directory(small).clear(), Unit.PROJECT)
    assert found.rows["project"].unique().to_list() == [UNALLOCATED]
    assert found.tokens == 20


def test_the_sample_costs_what_its_packs_did(sample_store: Store) -> None:
    found = chargeback(sample_store, directory(sample_store), Unit.DEPARTMENT)
    prices = packs(sample_store).select("pack_id", "price_per_token")
    books = [team_ledger(sample_store, team).packs for team in ("Design Studio", "Plant Engineering")]
    used = pl.concat(books).join(prices, on="pack_id").select("used", "price_per_token").rows()
    assert found.costs == {"USD": sum(tokens * price for tokens, price in used)}
    assert (found.tokens, found.unpriced) == (current_usage(sample_store)["tokens"].sum(), 0)


AMOUNTS = st.decimals(0, 40, places=6)
USES = st.lists(st.tuples(st.integers(0, 45), st.sampled_from(["A", "B"]), st.sampled_from(["x", "y", None]), AMOUNTS))
# Cents, whole yen, and dinars of a thousand fils.
DIGITS = {"EUR": 2, "USD": 2, "JPY": 0, "KWD": 3}
PRICE = st.none() | st.tuples(st.decimals(0, 5, places=6), st.sampled_from(list(DIGITS)))
PACKS = st.lists(
    st.tuples(st.sampled_from(["A", "B"]), st.integers(1, 60), st.integers(0, 20), st.integers(0, 40), PRICE)
)


@settings(deadline=None)
@given(USES, PACKS)
def test_units_and_packs_both_add_up(
    uses: list[tuple[int, str, str | None, Decimal]],
    bought: list[tuple[str, int, int, int, tuple[Decimal, str] | None]],
) -> None:
    used = (
        pl.DataFrame(
            [(FIRST + timedelta(days=ahead), *rest) for ahead, *rest in uses],
            {"day": pl.Date, "team": pl.String, "unit": pl.String, "tokens": pl.Decimal(18, 6)},
            orient="row",
        )
        .group_by("day", "team", "unit")
        .agg(pl.col("tokens").sum())
        .filter(pl.col("tokens") > 0)
    )
    paid = []
    prices = {number: price for number, (*_, price) in enumerate(bought)}
    for team in used["team"].unique().sort():
        mine = [
            Pack(number, Decimal(tokens), FIRST + timedelta(days=start), FIRST + timedelta(days=start + lasts))
            for number, (owner, tokens, start, lasts, _) in enumerate(bought)
            if owner == team
        ]
        daily = used.filter(pl.col("team") == team).group_by("day").agg(pl.col("tokens").sum()).sort("day")
        every = pl.DataFrame({"day": pl.date_range(FIRST, FIRST + timedelta(days=45), eager=True)})
        book = ledger(every.join(daily, on="day", how="left"), mine, FIRST + timedelta(days=45))
        paid += [
            (row["day"], team, row["tokens"], *(prices.get(row["pack_id"]) or (None, None)))
            for row in book.payments.to_dicts()
        ]
    schema = {"day": pl.Date, "team": pl.String, "tokens": pl.Decimal(38, 6)}
    schema |= {"price_per_token": pl.Decimal(18, 6), "currency": pl.String}
    payments = pl.DataFrame(paid, schema, orient="row")
    found = charged(used, payments, Unit.PROJECT)

    month = pl.col("day").dt.truncate("1mo").alias("month")
    assert sums(found, "month", "team", "project") == sums(
        used.with_columns(month, project=pl.col("unit").fill_null(UNALLOCATED)), "month", "team", "project"
    )
    assert sums(found, "month", "team", "currency") == sums(payments.with_columns(month), "month", "team", "currency")
    costs: dict[tuple[object, ...], Fraction] = {}
    for day, _, tokens, price, currency in paid:
        if currency:
            key = (day.replace(day=1), currency)
            costs[key] = costs.get(key, Fraction(0)) + Fraction(tokens) * Fraction(price)
    charges = found.filter(pl.col("currency").is_not_null()).group_by("month", "currency").agg(pl.col("charge").sum())
    assert {(when, currency): amount for when, currency, amount in charges.iter_rows()} == {
        (when, currency): rounded(cost, DIGITS[str(currency)]) for (when, currency), cost in costs.items()
    }
    for amount, currency in charges_of(found):
        assert amount == round(amount, DIGITS[currency])


def sums(frame: pl.DataFrame, *keys: str) -> dict[tuple[object, ...], Decimal]:
    return {tuple(key): tokens for *key, tokens in frame.group_by(*keys).agg(pl.col("tokens").sum()).iter_rows()}


def charges_of(found: pl.DataFrame) -> list[tuple[Decimal, str]]:
    return found.filter(pl.col("currency").is_not_null()).select("charge", "currency").rows()


def rounded(cost: Fraction, digits: int) -> Decimal:
    return (Decimal(cost.numerator) / cost.denominator).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


FRACTIONS = st.fractions(0, 10, max_denominator=50)


@given(st.lists(FRACTIONS, max_size=8), st.integers(0, 4))
def test_amounts_add_up_to_the_rounded_sum_and_none_is_off_by_more_than_a_coin(
    parts: list[Fraction], digits: int
) -> None:
    found = amounts(dict(enumerate(parts)), digits)
    assert sum(found.values(), Decimal(0)) == rounded(sum(parts, Fraction(0)), digits)
    assert all(abs(Fraction(found[place]) - part) <= Fraction(1, 10**digits) for place, part in enumerate(parts))


@given(st.lists(st.lists(FRACTIONS, min_size=3, max_size=3), min_size=1, max_size=5))
def test_cells_are_rounded_up_or_down_and_all_sums_stay(rows: list[list[Fraction]]) -> None:
    # What lacks to whole sums goes into a last column and a last row.
    table = [[*row, -sum(row) % 1] for row in rows]
    table.append([-sum(column) % 1 for column in zip(*table, strict=True)])
    cells = {(r, c): cell for r, row in enumerate(table) for c, cell in enumerate(row)}
    whole = whole_cells(cells)
    assert all(abs(whole[place] - cell) < 1 for place, cell in cells.items())
    for axis in (0, 1):
        for line in {place[axis] for place in cells}:
            assert sum(whole[p] for p in cells if p[axis] == line) == sum(cells[p] for p in cells if p[axis] == line)
