"""Rates and prices: dated, sourced, each currency by itself; what is unknown stays unknown."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.errors import PriceError, StoreError
from analytics.exports import Receipt
from analytics.exports.rates import shipped_rates
from analytics.licensing import PriceBook, price_book
from analytics.licensing.prices import (
    break_even_days,
    break_even_table,
    collection_contents,
    inferred_rates,
    list_token_prices,
    missing_table,
    offer_table,
    rate_table,
    subscription_prices,
)
from analytics.settings import Settings
from analytics.store import NewPack, Store, add_pack, current_usage, masked_names, undo
from analytics.store.price_list import LIST, NewPrice, change_prices, own_prices, remove_price, set_contents, set_price
from analytics.store.rate_card import rate_card
from analytics.store.rates import NewRate, change_rates, own_rates, remove_rate, set_rate
from analytics.usage import Days, rolled_up

Loader = Callable[..., Receipt]
SETTINGS = Settings()
FIRST = date(2026, 1, 1)
DAYS = st.dates(FIRST, date(2026, 3, 1))
AMOUNTS = st.decimals(0, 50, places=2)


def book_of(store: Store) -> PriceBook:
    return price_book(store, SETTINGS)


@pytest.fixture
def used(store: Store, load_lines: Loader) -> Store:
    """A store in which team A used AutoCAD, Revit, Navisworks Manage and Maya on the first day of 2026."""
    products = {"AutoCAD": 7, "Revit": 10, "Navisworks Manage": 9, "Maya": 6}
    load_lines(*[f"2026-01-01,A,{product},,a@b.example,,,{tokens}" for product, tokens in products.items()])
    return store


# The rate card


@given(rates=st.dictionaries(DAYS, AMOUNTS, max_size=6), new=st.tuples(DAYS, AMOUNTS), seen=DAYS)
def test_days_before_a_new_rate_keep_the_old_one(
    rates: dict[date, Decimal], new: tuple[date, Decimal], seen: date
) -> None:
    with Store() as store:
        for day, tokens in rates.items():
            set_rate(store, NewRate("Revit", tokens, day))
        before = rate_card(store)
        set_rate(store, NewRate("revit ", new[1], new[0]))
        after = rate_card(store)
    begun = [day for day in rates if day <= seen]
    assert before.rate("Revit", seen) == (rates[max(begun)] if begun else 10)  # shipped: 10
    if seen < new[0]:
        assert after.rate("Revit", seen) == before.rate("Revit", seen)
    elif all(not new[0] < day <= seen for day in rates):
        assert after.rate("Revit", seen) == new[1]


def test_an_unknown_rate_stays_unknown_before_the_first_that_was_entered(store: Store) -> None:
    assert rate_card(store).rate("Inventor", FIRST) is None
    rate_id = set_rate(store, NewRate("Inventor", Decimal(8), FIRST, "rate sheet"))
    assert rate_card(store).rate("INVENTOR", FIRST) == 8
    assert rate_card(store).rate("Inventor", FIRST - timedelta(days=1)) is None
    remove_rate(store, rate_id)
    assert rate_card(store).rate("Inventor", FIRST) is None


def test_a_product_goes_by_its_other_names(store: Store) -> None:
    assert rate_card(store).rate("AutoCAD - including specialized toolsets", FIRST) == 7
    assert rate_card(store).rate("AutoCAD LT", FIRST) is None


def test_rates_are_replaced_together_or_not_at_all(store: Store) -> None:
    number = set_rate(store, NewRate("Revit", Decimal(11), FIRST))
    twice = [(number, NewRate("Revit", Decimal(12), FIRST)), (None, NewRate("REVIT", Decimal(13), FIRST))]
    with pytest.raises(PriceError, match="two rates"):
        change_rates(store, [number], twice)
    assert own_rates(store)["tokens"].to_list() == [11]
    change_rates(store, [number], [(None, NewRate("Maya", Decimal(5), FIRST)), twice[0]])
    assert dict(own_rates(store).select("product", "rate_id").iter_rows())["Revit"] == number
    with pytest.raises(StoreError):
        remove_rate(store, 99)


@pytest.mark.parametrize("tokens", ["-1", "NaN", "Infinity", "0.0000001", "1e9"])
def test_what_is_no_rate_is_refused(tokens: str) -> None:
    with pytest.raises(PriceError):
        NewRate("Revit", Decimal(tokens), FIRST)


# Prices of tokens


@given(prices=st.dictionaries(DAYS, AMOUNTS, max_size=5), new=st.tuples(DAYS, AMOUNTS), seen=DAYS)
def test_days_before_a_new_price_keep_the_old_one(
    prices: dict[date, Decimal], new: tuple[date, Decimal], seen: date
) -> None:
    with Store() as store:
        for day, amount in prices.items():
            set_price(store, NewPrice(amount, "USD", day))
            set_price(store, NewPrice(amount * 1000, "USD", day, offer="Revit"))
        before, old = book_of(store).token("A", seen), year(book_of(store), seen)
        set_price(store, NewPrice(new[1], "USD", new[0]))
        set_price(store, NewPrice(new[1] * 1000, "USD", new[0], offer="Revit"))
        after, changed = book_of(store).token("A", seen), year(book_of(store), seen)
    begun = [day for day in prices if day <= seen]
    assert before.amount == (prices[max(begun)] if begun else SETTINGS.token_price)
    assert old == (prices[max(begun)] * 1000 if begun else 2985)
    if seen < new[0]:
        assert (after, changed) == (before, old)


def year(book: PriceBook, day: date, offer: str = "Revit") -> Decimal:
    row = offer_table(book, day).filter(offer=offer, currency="USD").row(0, named=True)
    return row["list_price"] if row["net_price"] is None else row["net_price"]


def test_the_price_of_a_token_is_entered_else_paid_else_listed(used: Store) -> None:
    assert "list price" in book_of(used).token("A", FIRST).source
    last = date(2026, 3, 31)
    add_pack(used, NewPack("A", Decimal(1000), FIRST, last, Decimal("3.00"), "USD"))
    add_pack(used, NewPack("A", Decimal(3000), FIRST, last, Decimal("2.60"), "USD"))
    assert book_of(used).token("A", FIRST).amount == Decimal("2.70")  # (1,000 x 3 + 3,000 x 2.60) / 4,000
    assert book_of(used).token("A", last + timedelta(days=9)).amount == Decimal("2.70")  # the last that was paid
    assert book_of(used).token("A", FIRST - timedelta(days=1)).amount == SETTINGS.token_price
    set_price(used, NewPrice(Decimal("2.50"), "EUR", date(2026, 2, 1)))
    set_price(used, NewPrice(Decimal("2.40"), "EUR", date(2026, 2, 1), team="a"))
    set_price(used, NewPrice(Decimal("9.00"), "EUR", date(2026, 2, 5), team="A", basis=LIST))
    book = book_of(used)
    assert (book.token("A", date(2026, 1, 31)).amount, book.token("A", date(2026, 2, 9)).amount) == (
        Decimal("2.70"),
        Decimal("2.40"),
    )
    assert (book.token("B", date(2026, 2, 1)).amount, book.token("B", FIRST).currency) == (Decimal("2.50"), "USD")


def test_packs_paid_in_two_currencies_tell_no_price(used: Store) -> None:
    for currency in ("USD", "EUR"):
        add_pack(used, NewPack("A", Decimal(100), FIRST, FIRST, Decimal("2.60"), currency))
    price = book_of(used).token("A", FIRST)
    assert (price.amount, price.currency) == (SETTINGS.token_price, "USD")
    assert "EUR and USD" in price.source


@given(prices=st.dictionaries(DAYS, AMOUNTS, min_size=1, max_size=5), ends=st.tuples(DAYS, DAYS))
def test_the_price_of_a_range_is_the_average_of_its_days(prices: dict[date, Decimal], ends: tuple[date, date]) -> None:
    with Store() as store:
        for day, amount in prices.items():
            set_price(store, NewPrice(amount, "USD", day))
        book = book_of(store)
    days = Days(min(ends), max(ends))
    each = [book.token("A", days.first + timedelta(days=n)).amount for n in range((days.last - days.first).days + 1)]
    assert book.token_over("A", days).amount == pytest.approx(sum(each) / len(each), abs=Decimal("0.000001"))


def test_the_list_price_has_its_source_and_its_day() -> None:
    with Store() as store:
        assert "2021-09-07" in book_of(store).token("A", FIRST).source
        assert "checked on" in book_of(store).token("A", FIRST).source
        other = price_book(store, Settings(token_price=Decimal("2.95")))
        assert other.token("A", FIRST).source == "the setting TOKEN_GAUGE_TOKEN_PRICE"
    usd = list_token_prices().filter(currency="USD")
    assert set((usd["price"] / usd["tokens"]).to_list()) == {SETTINGS.token_price}


# Subscriptions


@given(
    other=st.lists(
        st.tuples(st.sampled_from(["AutoCAD", "Revit", "Maya", "AEC Collection"]), AMOUNTS, DAYS), max_size=6
    )
)
def test_a_price_in_another_currency_changes_nothing(other: list[tuple[str, Decimal, date]]) -> None:
    with Store() as store:
        store_products(store)
        set_price(store, NewPrice(Decimal(1900), "USD", FIRST, offer="AutoCAD"))
        before = book_of(store)
        for offer, amount, day in other:
            set_price(store, NewPrice(amount, "EUR", day, offer=offer))
        after = book_of(store)
    day = date(2026, 3, 1)
    assert after.subscriptions(day, "USD").equals(before.subscriptions(day, "USD"))
    assert set(after.subscriptions(day, "EUR")["currency"]) <= {"EUR"}
    assert set(after.subscriptions(day, "EUR")["offer"]) == {offer for offer, _, _ in other}
    assert break_even_table(after, ["A"], day).equals(break_even_table(before, ["A"], day))
    unpriced = after.unknown.filter(~pl.col("price_known"))
    assert unpriced.select("product", "currency").rows() == [("Maya", "USD")]


def store_products(store: Store) -> None:
    """Put a day of four products into a store, without the way of a file."""
    with store.writing() as cursor:
        cursor.execute("INSERT INTO teams (team_id, name) VALUES (1, 'A')")
        cursor.execute(
            "INSERT INTO products (product_id, name)"
            " VALUES (1, 'AutoCAD'), (2, 'Revit'), (3, 'Maya'), (4, 'Navisworks Manage')"
        )
        cursor.execute(
            "INSERT INTO loads (load_id, file, sha256, kind, loaded_at, receipt)"
            " VALUES (1, 'f', '', 'token-usage', '2026-02-01', '{}')"
        )
        cursor.execute("INSERT INTO coverage VALUES (1, 'tokens', 1, '2026-01-01', '2026-01-01', NULL)")
        cursor.execute(
            "INSERT INTO usage_rows (load_id, row, day, team_id, product_id, tokens)"
            " SELECT 1, n, '2026-01-01', 1, n, 5 FROM range(1, 5) AS t(n)"
        )


def test_a_net_price_counts_before_the_list_and_stands_beside_it(used: Store) -> None:
    set_price(used, NewPrice(Decimal(2200), "USD", FIRST, offer="autocad", basis=LIST, source="the shop"))
    assert offered(used)["AutoCAD"] == (2200, False)
    set_price(used, NewPrice(Decimal(1800), "USD", date(2026, 2, 1), offer="AutoCAD - including specialized toolsets"))
    assert offered(used, FIRST)["AutoCAD"] == (2200, False)
    assert offered(used)["AutoCAD"] == (1800, True)
    row = offer_table(book_of(used), date(2026, 3, 1)).filter(offer="AutoCAD").row(0, named=True)
    assert (row["net_price"], row["list_price"]) == (1800, 2200)


def offered(store: Store, day: date = date(2026, 3, 1)) -> dict[str, tuple[Decimal, bool]]:
    rows = book_of(store).subscriptions(day, "USD").select("offer", "price_year", "own").iter_rows()
    return {offer: (price, own) for offer, price, own in rows}


def test_a_collection_covers_what_it_holds_of_the_loaded_products(used: Store) -> None:
    [row] = book_of(used).subscriptions(FIRST, "USD").filter(kind="collection").to_dicts()
    assert (row["offer"], row["products"], row["price_year"]) == (
        "AEC Collection",
        ["AutoCAD", "Navisworks Manage", "Revit"],
        3675,
    )
    set_contents(used, "aec collection", ["Maya"])
    [row] = book_of(used).subscriptions(FIRST, "USD").filter(kind="collection").to_dicts()
    assert row["products"] == ["Maya"]
    set_contents(used, "AEC Collection", [])
    assert book_of(used).contents.filter(collection="AEC Collection")["own"].to_list() == [False] * 7


def test_a_collection_by_its_long_name_is_the_same(used: Store, load_lines: Loader) -> None:
    name = "Architecture Engineering & Construction Collection"
    load_lines(f"2026-01-02,A,{name},,a@b.example,,,1")
    set_price(used, NewPrice(Decimal(3000), "USD", FIRST, offer=name))
    [row] = book_of(used).subscriptions(FIRST, "USD").filter(kind="collection").to_dicts()
    assert (row["offer"], row["price_year"]) == ("AEC Collection", 3000)
    assert "AEC Collection" in row["products"]


def test_what_is_not_known_is_told_with_the_tokens_it_concerns(used: Store) -> None:
    set_price(used, NewPrice(Decimal(1500), "EUR", FIRST, offer="Maya"))
    assert missing_table(book_of(used), FIRST).to_dicts() == [
        {"product": "Maya", "tokens": 6, "currency": "USD", "missing": ["price"], "elsewhere": ["in EUR"]}
    ]
    set_price(used, NewPrice(Decimal(1500), "USD", FIRST, offer="Maya"))
    assert missing_table(book_of(used), FIRST).is_empty()


def test_prices_are_replaced_together_or_not_at_all(used: Store) -> None:
    number = set_price(used, NewPrice(Decimal(2), "USD", FIRST))
    wrong = [(number, NewPrice(Decimal(3), "USD", FIRST)), (None, NewPrice(Decimal(3), "USD", FIRST, team="Nobody"))]
    with pytest.raises(StoreError, match="no team"):
        change_prices(used, [number], wrong)
    assert own_prices(used)["amount"].to_list() == [2]
    with pytest.raises(PriceError, match="two net prices"):
        change_prices(used, [number], [wrong[0], (None, wrong[0][1])])
    remove_price(used, number)
    assert own_prices(used).is_empty()


@pytest.mark.parametrize(
    "price",
    [
        {"currency": "XYZ"},
        {"currency": ""},
        {"amount": Decimal("-1")},
        {"amount": Decimal("NaN")},
        {"offer": " "},
        {"offer": "Revit", "team": "A"},
        {"basis": "gross"},
    ],
    ids=str,
)
def test_what_is_no_price_is_refused(price: dict[str, object]) -> None:
    with pytest.raises(PriceError):
        NewPrice(**{"amount": Decimal(3), "currency": "USD", "first_day": FIRST, **price})  # type: ignore[arg-type]


def test_prices_outlast_the_loads(used: Store) -> None:
    set_price(used, NewPrice(Decimal(2), "USD", FIRST, team="A"))
    undo(used, 1, FIRST)  # type: ignore[arg-type] # any moment will do
    assert own_prices(used)["team"].to_list() == ["A"]


def test_every_shipped_value_has_its_source_its_mark_and_its_day() -> None:
    for rows in (subscription_prices(), list_token_prices(), collection_contents(), shipped_rates()):
        assert rows["source"].str.len_chars().min() >= 10
        assert set(rows["mark"]) <= {"V", "S"}
        assert rows["checked_on"].null_count() == 0
    assert subscription_prices().select("offer", "currency").is_unique().all()
    assert collection_contents().select("collection", "product").is_unique().all()


# Break-even, from list prices at US$3 a token: rates and prices with their sources stand in the files that are shipped.


@pytest.mark.parametrize(
    ("price", "rate", "days"),
    [(2030, 7, 96.7), (2985, 10, 99.5), (2605, 9, 96.5), (680, 3, 75.6)],
    ids=["AutoCAD", "Revit", "Navisworks Manage", "Fusion"],
)
def test_break_even_at_list_prices(price: int, rate: int, days: float) -> None:
    assert break_even_days(Decimal(price), Decimal(rate), Decimal(3)) == pytest.approx(days, abs=0.05)
    assert break_even_days(Decimal(price), Decimal(rate), Decimal(0)) is None


def test_break_even_needs_rate_and_price(used: Store) -> None:
    rows = break_even_table(book_of(used), ["A"], FIRST)
    assert rows["product"].to_list() == ["AutoCAD", "Navisworks Manage", "Revit"]
    assert rows["break_even_days"].round(1).to_list() == [96.7, 96.5, 99.5]


# Rates as the exports tell them


def told(store: Store) -> pl.DataFrame:
    return inferred_rates(rolled_up(current_usage(store)), masked_names(store), rate_card(store))


def days_of(product: str, tokens: int, first: date, count: int, user: str = "a@b.example") -> list[str]:
    return [f"{first + timedelta(days=n)},A,{product},,{user},,,{tokens}" for n in range(count)]


def test_the_usual_tokens_of_a_day_are_the_rate(store: Store, load_lines: Loader) -> None:
    lines = days_of("Revit", 10, FIRST, 20) + days_of("Maya", 5, FIRST, 12) + days_of("Inventor", 8, FIRST, 12)
    lines += days_of("Revit", 0, FIRST, 25, "idle@b.example") + days_of("Fusion", 3, FIRST, 9)
    lines += [f"{FIRST},A,Revit,,a@b.example,,,10"]  # a child product, or a duplicate: 20 tokens on that day
    load_lines(*lines)
    rows = {row["product"]: row for row in told(store).to_dicts()}
    assert {name: (row["tokens"], row["known"], row["state"]) for name, row in rows.items()} == {
        "Fusion": (None, 3, "unclear"),
        "Inventor": (8, None, "not on the card"),
        "Maya": (5, 6, "differs"),
        "Revit": (10, 10, "agrees"),
    }
    assert (rows["Revit"]["days"], rows["Revit"]["usual_share"]) == (20, pytest.approx(0.95))
    beside = rate_table(book_of(store), told(store), FIRST).filter(product="Maya").row(0, named=True)
    assert (beside["rate"], beside["usual"], beside["state"]) == (6, 5, "differs")


def test_a_rate_that_changed_is_told_with_its_days_and_agrees_once_it_is_entered(
    store: Store, load_lines: Loader
) -> None:
    load_lines(*days_of("Revit", 10, FIRST, 50), *days_of("Revit", 11, date(2026, 2, 20), 40))
    rows = told(store).select("tokens", "first_day", "last_day", "state").rows()
    assert rows == [
        (11, date(2026, 3, 1), date(2026, 3, 31), "differs"),
        (10, FIRST, date(2026, 2, 19), "agrees"),
    ]
    set_rate(store, NewRate("Revit", Decimal(11), date(2026, 2, 20)))
    assert told(store)["state"].to_list() == ["agrees", "agrees"]


def test_use_of_nobody_by_name_tells_no_rate(store: Store, load_lines: Loader) -> None:
    load_lines(*days_of("Revit", 30, FIRST, 40, "*****"))
    assert told(store).is_empty()
