"""Rates and prices in words and tables: what is not known, what differs, and where each comes from."""

from datetime import date

import polars as pl
import streamlit as st

from analytics import charts
from analytics.clock import utc_now
from analytics.licensing import PriceBook, prices
from analytics.masking import masked_table
from analytics.store import team_names
from analytics.wording import count_text, day_text, listed_text, percent_text, tokens_count, tokens_text
from pages.parts import controls, session, tables
from pages.parts.licensing import session as licensed
from pages.parts.pictures import draw_chart

_NAMED = 5


def last_day(data: str) -> date:
    """Give the day whose rates and prices are shown: the last of data, or today where there is none."""
    return session.data_days(data, None).last if session.teams(data) else utc_now().date()


def headline(book: PriceBook) -> str:
    """Say how much of the use has no price, or that all has one."""
    unpriced = book.unknown.filter(~pl.col("price_known"))
    used = float(book.used["tokens"].sum() or 0)
    if not used:
        return "No use of tokens is loaded, so it cannot be told which prices are needed."
    if unpriced.is_empty():
        return "Every product in use has a price of a year in the currency of its tokens."
    products = sorted(unpriced["product"].unique())
    share = percent_text(float(unpriced["tokens"].sum() or 0) / used)
    return (
        f"The price of a year is not known for {count_text(len(products), 'product')} in use, on which {share} of the"
        f" tokens of the last 365 days were spent: {controls.from_file(listed_text(products, _NAMED))}."
    )


def break_even(book: PriceBook, team: str | None, day: date) -> None:
    """Show from how many days a year each product by itself is cheaper on a subscription, at each team's price."""
    rows = prices.break_even_table(book, [team] if team else sorted(set(book.used["team"])), day)
    if rows.is_empty():
        return
    rule = session.settings().min_days
    draw_chart(
        "Charged days a year at which a subscription costs the same as tokens, by product and team, with the rule",
        charts.break_even_by_product,
        rows if controls.names_shown() else masked_table(rows),
        rule,
    )
    more = f" The picture has {charts.MOST_RATES} of {rows.height}." if rows.height > charts.MOST_RATES else ""
    st.caption(
        f"At the prices and rates of {day_text(day)}, for each product by itself. The line is the rule of {rule} days,"
        f" a setting. Products without a known rate or price have no bar.{more}"
    )
    tables.table(rows, "Break-even")


def missing(book: PriceBook, day: date) -> None:
    """Ask for what is not known."""
    rows = prices.missing_table(book, day)
    if rows.is_empty():
        return
    st.warning(
        "No saving is shown for them as single subscriptions, since a guess would not be money. Enter below what you"
        " would pay, in the currency of the tokens; the rate where the table says so.",
        title="Prices and rates that are asked for",
    )
    tables.table(tables.filled(rows), "Not known")


def rates(book: PriceBook, inferred: pl.DataFrame | None, day: date) -> None:
    """Show the rate card beside what the exports tell, and say where they differ."""
    told = inferred if inferred is not None else pl.DataFrame(schema=prices.INFERRED)
    for row in told.filter(state=prices.DIFFERS).to_dicts():
        st.warning(
            f"From {day_text(row['first_day'])} to {day_text(row['last_day'])} a day usually cost"
            f" {tokens_count(row['tokens'])}; the card says {tokens_text(row['known'])}. What was charged counts."
            " If Autodesk changed the rate, enter the new one from its first day on: days before keep the old one.",
            title=f"The exports tell another rate of {controls.from_file(row['product'])}",
        )
    rows = prices.rate_table(book, told, day)
    in_use = rows.filter(pl.col("state").is_not_null())
    if not in_use.is_empty():
        draw_chart(
            "Tokens for 24 hours by product: a bar for the rate card, a dot for what the exports tell",
            charts.rates_on_card_and_in_exports,
            in_use,
        )
        if in_use.height > charts.MOST_RATES:
            st.caption(f"The picture has {charts.MOST_RATES} of {in_use.height} products; the table has all.")
    tables.table(tables.filled(rows), "Rate card")
    changed = told.filter(pl.len().over("product") > 1)
    if not changed.is_empty():
        st.caption("Products whose usual tokens changed in the exports:")
        tables.table(changed.rename({"tokens": "usual"}), "Rates that changed")


def token_prices(book: PriceBook, team: str | None, day: date) -> None:
    """Show what a token costs each team, and the list prices of packs."""
    teams = [team] if team else team_names(session.store())
    if teams:
        tables.table(prices.token_price_table(book, teams, day), "Token prices")
    with st.expander("List prices of packs"):
        packs = prices.list_token_prices().rename({"price": "pack_price"})
        tables.table(packs, "List prices of packs")


def subscriptions(book: PriceBook, day: date) -> None:
    """Show what a year of each product and collection costs, and what collections hold."""
    tables.table(tables.filled(prices.offer_table(book, day)), "Prices of a year")
    later = sorted(set(book.prices.filter(pl.col("first_day") > day)["offer"]))
    if later:
        st.info(
            f"Prices are those of {day_text(day)}, the last day of data."
            f" Of {controls.from_file(listed_text(later, _NAMED))} there are prices that begin later;"
            " they count once the data reach their first day."
        )
    st.caption(
        "Mark V: read at Autodesk. S: quoted by others, and not confirmed. No mark: entered here. Most shipped prices"
        " are older than April 2026, for which a rise of about 8 % (collections 9 to 10 %) is reported: enter what you"
        " would pay, it counts before them."
    )
    with st.expander("What collections hold"):
        tables.table(tables.filled(book.contents.drop("own")), "Collections")


def asked(data: str) -> pl.DataFrame:
    """Give what is not known, as `PriceBook.unknown`."""
    return licensed.book(data).unknown
