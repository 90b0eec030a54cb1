"""What is not known is said to be unknown, with what would tell it: one day of data and no packs is no good news."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from analytics.exports import Receipt
from analytics.licensing import moves, price_book
from analytics.platform.cards import all_cards
from analytics.platform.sentences import headline
from analytics.settings import Settings
from analytics.store import Store, covered_days, current_usage, masked_names
from analytics.usage import rolled_up
from analytics.usage.members import MemberRules, members

Loader = Callable[..., Receipt]
FIRST = date(2026, 1, 5)


def use(load_lines: Loader, days: int, product: str = "AutoCAD") -> None:
    load_lines(*(f"{FIRST + timedelta(days=day)},A,{product},,x@b.example,,,7" for day in range(days)))


def unknown(store: Store) -> str:
    settings = Settings()
    book, used = price_book(store, settings), rolled_up(current_usage(store))
    return moves(store, used, None, masked_names(store), book, settings).unknown


@pytest.mark.parametrize(("days", "said"), [(1, "1 day of use is known; 56 tell"), (30, "30 days of use are known")])
def test_a_short_history_does_not_tell_who_should_leave_flex(
    store: Store, load_lines: Loader, days: int, said: str
) -> None:
    use(load_lines, days)
    assert said in unknown(store)


def test_without_a_price_nobody_can_tell(store: Store, load_lines: Loader) -> None:
    use(load_lines, 90, "Unheard Of")
    assert "no price of a subscription" in unknown(store)


def test_with_a_price_and_a_history_it_is_known(store: Store, load_lines: Loader) -> None:
    use(load_lines, 90)
    assert unknown(store) == ""


def test_a_short_history_does_not_tell_who_is_inactive(store: Store, load_lines: Loader) -> None:
    use(load_lines, 1)
    rules = MemberRules()
    found = members(current_usage(store), covered_days(store), masked_names(store), rules)
    assert found.unknown(rules) == "1 day is covered; 90 tell who is inactive"
    use(load_lines, 90)
    found = members(current_usage(store), covered_days(store), masked_names(store), rules)
    assert found.unknown(rules) == ""


def test_one_day_and_no_packs_is_no_projection(store: Store, load_lines: Loader) -> None:
    use(load_lines, 1)
    said = headline(all_cards(store, None, FIRST + timedelta(days=1), Settings()))
    assert "not known" in said
    assert "projected within a year" not in said
