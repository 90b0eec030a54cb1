"""The questions that each kind of change of a scenario asks."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal

import streamlit as st

from analytics.store.changes import Busy, Change, Headcount, Moved, Price, ProductUse, Purchase, Rate, Rollout
from pages.parts.planning import session
from pages.parts.session import View

_QUARTER, _YEAR = timedelta(days=90), timedelta(days=364)


def asked(view: View, team: str, kind: str) -> Change | None:
    """Ask for one change of a kind of `KINDS`; None while something is missing."""
    tomorrow = session.answer(view, team).as_of + timedelta(days=1)
    with st.grid(4, min_column_width=180):
        return KINDS[kind](view, team, _day("From", tomorrow, "first"))


def _busy(_: View, __: str, first: date) -> Change:
    return Busy(first, _day("Up to", first + _QUARTER, "busy_last"), _percent("Use, in % of as it is", 120))


def _headcount(_: View, __: str, first: date) -> Change:
    users = st.number_input("Users more; with a minus, fewer", value=5, step=1, key="change_users")
    return Headcount(first, int(users))


def _product_use(view: View, team: str, first: date) -> Change:
    product = _product(view, team)
    return ProductUse(first, _percent("Its use, in % (0: retired)", 0), product)


def _rollout(_: View, __: str, first: date) -> Change:
    return Rollout(first, _amount("Tokens a day more", 10.0))


def _rate(view: View, team: str, first: date) -> Change:
    product = _product(view, team)
    return Rate(first, _amount("Tokens a day now", 10.0, least=0.01), _amount("Tokens a day then", 12.0), product)


def _price(view: View, team: str, first: date) -> Change:
    usual = session.money(view.data, team)
    return Price(first, _amount(f"{usual.currency} a token", float(usual.price_per_token)))


def _moved(view: View, team: str, first: date) -> Change | None:
    users = session.users(view, team)
    labels = dict(zip(users["user"], users["user_id"], strict=True))
    chosen = st.multiselect("Who, the heaviest first", list(labels), key="change_who")
    return Moved(first, tuple(sorted(labels[label] for label in chosen))) if chosen else None


def _purchase(_: View, __: str, first: date) -> Change:
    last = _day("Last day", first + _YEAR, "purchase_last")
    tokens = _amount("Tokens bought", 1000.0)
    price = st.number_input("Price a token, if another", min_value=0.0, value=None, step=0.01, key="change_own_price")
    return Purchase(first, last, tokens, None if price is None else Decimal(str(price)))


KINDS: Mapping[str, Callable[[View, str, date], Change | None]] = {
    "A busy or quiet time": _busy,
    "More or fewer users": _headcount,
    "More or less of a product, or none": _product_use,
    "Something new is rolled out": _rollout,
    "Another rate of a product": _rate,
    "Another price of tokens": _price,
    "Users moved off": _moved,
    "A purchase": _purchase,
}
"""What a person may ask, and the questions of each."""


def _product(view: View, team: str) -> int | None:
    products = session.products(view, team)
    labels = dict(zip(products["product"], products["product_id"], strict=True))
    return labels.get(st.selectbox("Product", list(labels), key="change_product"))


def _day(label: str, value: date, key: str) -> date:
    chosen: date = st.date_input(label, value, key=f"change_{key}", required=True)
    return chosen


def _amount(label: str, value: float, least: float = 0.0) -> Decimal:
    return Decimal(str(st.number_input(label, min_value=least, value=value, key=f"change {label}")))


def _percent(label: str, value: int) -> Decimal:
    percent = st.number_input(label, min_value=0, max_value=10_000, value=value, step=10, key=f"change {label}")
    return Decimal(percent) / 100
