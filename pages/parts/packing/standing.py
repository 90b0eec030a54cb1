"""What was bought and what became of it: headline, burn-down, the packs, money."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import polars as pl
import streamlit as st

from analytics import charts
from analytics.forecast.outlook import BEHIND
from analytics.pool import Ledger, burn_down, money_by_currency, month_ends, outages
from analytics.wording import count_text, day_text, money_text, percent_text, tokens_count, tokens_text
from pages.parts import controls, tables
from pages.parts.packing import session
from pages.parts.pictures import draw_chart

_NO_PACK = "What was bought is not known: no pack is entered."


def headline(books: Mapping[str, Ledger], bought: pl.DataFrame) -> str:
    """Say what the packs that count now have, and apart from that what expired ones had."""
    if not books and bought.is_empty():
        return _NO_PACK
    if not books:
        return f"{count_text(bought.height, 'pack')} with {tokens_count(bought['tokens'].sum())} bought."
    rows = pl.concat(book.packs for book in books.values()).filter(pl.col("tokens") > 0)
    active, ended, coming = (rows.filter(pl.col("state") == state) for state in ("active", "ended", "to come"))
    if active.is_empty():
        lead = "No pack is active." if rows.height else _NO_PACK
    else:
        # What packs of merged teams had paid for these before is use of this pool.
        whole = active.with_columns(pl.col("tokens", "used") + pl.col("used_before"))
        lead = (
            f"{tokens_count(whole['tokens'].sum())} in {_packs(active, 'active')}:"
            f" {tokens_text(whole['left'].sum())} available, {tokens_text(whole['used'].sum())} used."
        )
    parts = [lead]
    if ended.height:
        share = float(ended["lapsed"].sum()) / float(ended["tokens"].sum())
        lapsed = f"{tokens_text(ended['lapsed'].sum())} ({percent_text(share)}) lapsed" if share else "nothing lapsed"
        parts.append(f"{_packs(ended, 'expired')} had {tokens_text(ended['tokens'].sum())}: {lapsed}.")
    if coming.height:
        parts.append(f"{_packs(coming, 'later')} with {tokens_text(coming['tokens'].sum())} still to start.")
    return " ".join(parts)


def shortcomings(books: Mapping[str, Ledger], known_until: Mapping[str, date]) -> None:
    """Say what is owed, what nobody paid for and when, and whose use is not known up to the end of the ledger."""
    for team, book in books.items():
        name = controls.from_file(team)
        last = known_until.get(team, book.on)
        if (book.on - last).days > BEHIND:
            st.warning(
                f"The data of {name} ends on {day_text(last)}: what it used since is not known, so its packs may have"
                f" less left on {day_text(book.on)} than is said here. Load a newer export."
            )
        if book.debt:
            st.warning(f"{name} owes {tokens_count(book.debt)}; its next purchase pays them first.")
        if book.unpaid:
            spans = outages(book.days)
            first, last = spans["first_day"][0], spans["last_day"][-1]
            st.warning(
                f"{name} used {tokens_count(book.unpaid)} without a pack known here, in"
                f" {count_text(spans.height, 'span')} between {day_text(first)} and {day_text(last)}. Autodesk lets"
                " nobody do so: a pack is missing below, or has other days."
            )
        for row in book.changes.filter(pl.col("missing") > 0, pl.col("tokens") <= 0).to_dicts():
            st.warning(
                f"The {row['kind']} of {day_text(row['day'])} asks {name} for {tokens_count(row['missing'])} more"
                " than its packs had."
            )


def picture(books: Mapping[str, Ledger]) -> None:
    """Draw what each pack had left day by day."""
    if not any(book.packs.height for book in books.values()):
        return
    rows = burn_down({controls.name(team): book for team, book in books.items()})
    draw_chart("Tokens left by day, one area for each pack", charts.burn_down, rows)
    st.caption(
        "Packs that pay first lie on top. A step up is a purchase, a step down at a pack's last day is what lapsed."
        " Grey: expired."
    )
    with st.expander("The table behind the picture"):
        tables.table(month_ends(rows), "Left by pack at the end of each month")


def packs(data: str, team: str | None) -> None:
    """Show the packs, and what a token has cost."""
    rows = session.pack_table(data, team)
    if rows.height:
        tables.table(rows, "Packs")
    for row in money_by_currency(session.money(data, team)).to_dicts():
        st.markdown(_money(row))


def _money(row: Mapping[str, object]) -> str:
    paid, lapsed, used = (_amount(row[part]) for part in ("paid", "paid_lapsed", "paid_used"))
    currency, effective = str(row["currency"]), row["effective_price"]
    lead = f"{money_text(paid, currency)} paid: {money_text(used, currency)} for tokens used,"
    rest = f" {money_text(lapsed, currency)} for tokens that lapsed, {money_text(paid - used - lapsed, currency)} left."
    each = (
        ""
        if effective is None
        else f" A token used has cost **{currency} {_amount(effective):.2f}**, the lapsed ones included."
    )
    return lead + rest + each


def _amount(value: object) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(0)


def _packs(rows: pl.DataFrame, kind: str) -> str:
    return count_text(rows.height, f"{kind} pack")
