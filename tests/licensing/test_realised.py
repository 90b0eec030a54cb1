"""What moves saved: measured on subscriptions, priced on Flex, and never a cent more than the pool cost less."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.exports import Receipt
from analytics.licensing.decisions import decided, history, realised, take
from analytics.licensing.moves import moves
from analytics.licensing.moves.words import MOVE, PAYS
from analytics.licensing.prices import price_book
from analytics.samples import moved_use, simulate, write, write_moved
from analytics.samples.usage import UsageRow
from analytics.settings import Settings
from analytics.store import LoadOptions, NewPack, Store, add_pack, current_usage, load, shown_names
from analytics.store.decisions import State, Step, Subject, decide, steps
from analytics.usage import rolled_up
from tests.places import NOW

Loader = Callable[..., Receipt]
SETTINGS = Settings()
MOVED_ON = date(2026, 5, 1)
ACCEPTED_AT = datetime(2026, 4, 20, 9)


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


def test_estimates_stay_as_they_were_when_it_was_decided(moved: Store) -> None:
    """Later exports show no use of the moved products on Flex; what was expected of the moves does not change."""
    rows = standing(moved).filter(state="done")
    decided_with = [json.loads(text) for text in steps(moved).filter(state="accepted").sort("decision_id")["evidence"]]
    assert rows.sort("decision_id")["saving_year"].to_list() == [each["saving_year"] for each in decided_with]
    assert rows["verdict"].unique().to_list() == [PAYS]
    found = realised(moved, rows, price_book(moved, SETTINGS)).rows
    assert (found["estimated"] > 0).all()


DONE = date(2026, 6, 1)
LAST = date(2026, 6, 10)
HEADER = "Day used,Team,Product,Feature,Email,Tokens used"


def flex(load_lines: Loader, *rows: tuple[str, str, str, int], options: LoadOptions | None = None) -> None:
    """Load tokens of (day, product, user, tokens); a line of somebody else covers all days up to `LAST`."""
    others = ["2026-05-01,A,Revit,,bob@b.example,10", f"{LAST},A,Revit,,bob@b.example,10"]
    load_lines(
        *(f"{day},A,{product},,{user}@b.example,{tokens}" for day, product, user, tokens in rows),
        *others,
        header=HEADER,
        options=options,
    )


def seats(load_lines: Loader, *rows: tuple[str, str, str]) -> None:
    """Load use on subscriptions of Ann: (day, product, feature)."""
    load_lines(
        *(f"{day},ann@b.example,A,{product},{feature}" for day, product, feature in rows),
        header="Day used,Email,Team,Product,Feature",
    )


def done(store: Store, kind: str = "to subscription", **other: object) -> dict[str, object]:
    """Say that Ann's AutoCAD was moved for 365 US$ a year, and measure it."""
    user = store.frame("SELECT user_id FROM users WHERE key = 'ann@b.example'").item()
    subject = {
        "kind": kind,
        "team_id": 1,
        "user_id": user,
        "offers": ("AutoCAD",),
        "products": ("AutoCAD",),
        "price_year": Decimal(365),
        "currency": "USD",
        "evidence": {"saving_year": 3650.0},
    }
    decide(store, Subject(**(subject | other)), Step(State.DONE, "Uwe", DONE), NOW)  # type: ignore[arg-type]
    found = realised(store, standing(store), price_book(store, SETTINGS))
    return found.rows.filter(kind=kind).row(0, named=True)


SEAT_DAYS = [("2026-06-01", "AutoCAD", ""), ("2026-06-02", "AutoCAD", ""), ("2026-06-10", "AutoCAD", "")]


def test_days_on_a_subscription_count_at_the_rate_and_price_of_their_day(store: Store, load_lines: Loader) -> None:
    flex(load_lines, ("2026-05-30", "AutoCAD", "ann", 7), ("2026-06-03", "Revit", "ann", 10))
    seats(load_lines, *SEAT_DAYS)
    row = done(store)
    # 3 days x 7 tokens x 3 US$ = 63, less 10 measured days x 1 US$.
    assert (row["moved_days"], row["moved_tokens"], row["measured_days"], row["missing_days"]) == (3, 21, 10, 0)
    assert (row["token_cost"], row["paid"], row["realised"]) == (63, 10, 53)
    assert (row["estimated"], row["stayed_tokens"], row["other_tokens"]) == (100.0, 0, 10)


def test_a_day_that_was_charged_on_flex_all_the_same_sets_nothing_free(store: Store, load_lines: Loader) -> None:
    flex(load_lines, ("2026-06-02", "AutoCAD", "ann", 7))
    seats(load_lines, *SEAT_DAYS)
    row = done(store)
    assert (row["moved_tokens"], row["stayed_tokens"], row["realised"]) == (14, 7, 32)


def test_days_without_seat_exports_are_not_measured(store: Store, load_lines: Loader) -> None:
    flex(load_lines, ("2026-05-30", "AutoCAD", "ann", 7))
    seats(load_lines, *SEAT_DAYS[:2])
    row = done(store)
    assert (row["measured_days"], row["missing_days"], row["measured_to"]) == (2, 8, date(2026, 6, 2))
    assert (row["paid"], row["realised"], row["estimated"]) == (2, 40, 20.0)


def test_of_a_collection_the_product_in_it_counts(store: Store, load_lines: Loader) -> None:
    flex(load_lines, ("2026-05-30", "AutoCAD", "ann", 7))
    seats(
        load_lines,
        ("2026-06-01", "AEC Collection", "AutoCAD"),
        ("2026-06-02", "AEC Collection", "ReCap Pro"),
        ("2026-06-10", "AutoCAD - including specialized toolsets", ""),
    )
    assert done(store, offers=("AEC Collection",))["moved_tokens"] == 14


def test_a_product_without_a_rate_counts_at_what_its_days_usually_cost_the_user(
    store: Store, load_lines: Loader
) -> None:
    used = [(f"2026-05-{day}", "Inventor", "ann", tokens) for day, tokens in ((10, 8), (11, 8), (12, 4), (13, 0))]
    flex(load_lines, *used)
    seats(load_lines, *((day, "Inventor", "") for day, *_ in SEAT_DAYS))
    assert done(store, products=("Inventor",))["moved_tokens"] == 24


@pytest.mark.parametrize(
    ("other", "with_seats", "wanted"),
    [
        ({}, False, "load the Seat Usage export"),
        ({"price_year": None}, True, "enter what the subscription costs"),
        ({"products": ("Inventor",)}, True, "enter the rate"),
        ({"currency": "EUR"}, True, "different currencies"),
    ],
)
def test_what_is_not_known_is_asked_for_and_no_saving_is_shown(
    store: Store, load_lines: Loader, other: dict[str, object], with_seats: bool, wanted: str
) -> None:
    flex(load_lines, ("2026-05-30", "AutoCAD", "ann", 7))
    if with_seats:
        seats(load_lines, *((day, other.get("products", ("AutoCAD",))[0], "") for day, *_ in SEAT_DAYS))
    row = done(store, **other)
    assert wanted in str(row["wanted"])
    assert (row["token_cost"], row["paid"], row["realised"]) == (None, None, None)
    assert realised(store, standing(store), price_book(store, SETTINGS)).pools.is_empty()


def test_a_move_to_flex_saves_the_subscription_less_its_tokens(store: Store, load_lines: Loader) -> None:
    flex(load_lines, ("2026-06-02", "AutoCAD", "ann", 1))
    row = done(store, "to Flex")
    assert (row["token_cost"], row["paid"], row["realised"]) == (-3, -10, 7)
    assert row["moved_tokens"] == -1


def test_the_price_is_that_of_each_day(store: Store, load_lines: Loader) -> None:
    flex(load_lines, ("2026-05-30", "AutoCAD", "ann", 7))
    seats(load_lines, *SEAT_DAYS)
    add_pack(store, NewPack("A", Decimal(100), date(2026, 1, 1), date(2026, 6, 1), Decimal(2), "USD"))
    add_pack(store, NewPack("A", Decimal(100), date(2026, 6, 2), date(2027, 6, 1), Decimal("2.5"), "USD"))
    assert done(store)["token_cost"] == 7 * 2 + 14 * Decimal("2.5")


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.decimals(1, 5000, places=2)), min_size=1, max_size=12),
    st.decimals("0.01", 4, places=4),
)
def test_the_cents_of_all_add_up_to_the_exact_difference(each: list[tuple[int, Decimal]], price: Decimal) -> None:
    with Store() as store:
        with store.writing() as cursor:
            cursor.execute("""
                INSERT INTO teams VALUES (1, 'A'); INSERT INTO products VALUES (1, 'AutoCAD');
                INSERT INTO loads BY NAME SELECT 1 AS load_id, 'x' AS file, 'x' AS sha256, 'seat_usage' AS kind,
                    TIMESTAMP '2026-06-11' AS loaded_at, '{}' AS receipt;
                INSERT INTO coverage VALUES (1, 'seats', 1, '2026-06-01', '2026-06-10', NULL),
                    (1, 'tokens', 1, '2026-05-01', '2026-06-10', NULL);
            """)
            for user, (days, _) in enumerate(each, start=1):
                cursor.execute("INSERT INTO users (user_id, key) VALUES (?, ?)", [user, f"u{user}@b.example"])
                for day in range(days):
                    cursor.execute(
                        "INSERT INTO seat_rows VALUES (1, 1, ?, 1, ?, 1, NULL, NULL)", [DONE + timedelta(day), user]
                    )
        add_pack(store, NewPack("A", Decimal(1000), date(2026, 1, 1), date(2026, 12, 31), price, "USD"))
        for user, (_, year) in enumerate(each, start=1):
            subject = Subject("to subscription", 1, user, ("AutoCAD",), ("AutoCAD",), year, "USD")
            decide(store, subject, Step(State.DONE, "Uwe", DONE), NOW)
        names = shown_names(store)
        rows = decided(pl.DataFrame(schema=MOVE), history(store, shown=True), names, NOW.date())
        found = realised(store, rows, price_book(store, SETTINGS))
    exact = sum((7 * days * Fraction(price) - Fraction(year) * 10 / 365 for days, year in each), Fraction(0))
    assert found.rows["realised"].sum() == cents(exact)
    assert found.pools["realised"].to_list() == [cents(exact)]
    assert (found.rows["token_cost"] - found.rows["paid"]).to_list() == found.rows["realised"].to_list()


def test_what_lapsed_in_these_days_is_told(store: Store, load_lines: Loader) -> None:
    flex(load_lines, ("2026-05-30", "AutoCAD", "ann", 7))
    seats(load_lines, *SEAT_DAYS)
    add_pack(store, NewPack("A", Decimal(100), date(2026, 5, 30), date(2026, 6, 5), Decimal(3), "USD"))
    add_pack(store, NewPack("A", Decimal(100), date(2026, 5, 30), date(2026, 6, 30), Decimal(3), "USD"))
    done(store)
    # Of 100 tokens until 5 June 7 were used.
    assert realised(store, standing(store), price_book(store, SETTINGS)).pools["lapsed"].to_list() == [93]
