"""A receipt as people see it: what the file is, what became of its rows, what changes, what to look at."""

from decimal import Decimal
from functools import partial

import polars as pl
import streamlit as st

from analytics.documents import json_text
from analytics.exports import Receipt, Status
from analytics.store import Store, found_rows, masked_names, set_aside_rows, shown_names
from analytics.store.sources import source
from analytics.wording import count_text, day_text, tokens_count, tokens_text
from pages.parts import controls, tables

_SHOW = {
    Status.LOADED: st.success,
    Status.UNCHANGED: st.info,
    Status.HELD: st.warning,
    Status.REFUSED: st.error,
    Status.CANCELLED: st.info,
    Status.UNDONE: st.info,
}
RECORDS = {"tokens": "Tokens", "seats": "Seats", "api": "APIs, by application"}
_MOST_IN_EXCEL = 1_000_000
_LOADED = (Status.LOADED, Status.UNDONE)
_COUNTS = ("tokens", "rows", "users")


def shown(receipt: Receipt, name: str) -> None:
    """Show a receipt without its downloads.

    Parameters
    ----------
    receipt
        What to show.
    name
        What tells it from the others on the page, in a word or two.
    """
    # What would be loaded is not yet a success.
    show = st.info if receipt.dry_run and receipt.status is Status.LOADED else _SHOW[receipt.status]
    written = partial(controls.from_receipt, receipt)
    show(written(receipt.told), title=None if receipt.is_purged else written(receipt.file))
    if facts := _facts(receipt):
        st.caption(" · ".join(facts))
    for aside in receipt.set_aside:
        st.caption(f"Set aside: {count_text(aside.rows, 'row')} ({written(aside.reason)})")
    for finding in receipt.findings:
        st.warning(written(finding.hint), title=written(finding.message))
    if receipt.changes and receipt.status in (*_LOADED, Status.HELD):
        _changes(receipt, name)


def downloads(receipt: Receipt, store: Store, *, names_shown: bool, in_force: bool = True) -> None:
    """Offer the receipt of a load as a file, and the rows that it names, which only a load in force still has."""
    load_id = receipt.load_id
    if load_id is None or receipt.status not in _LOADED:
        return
    about = {
        "Team": ", ".join(receipt.teams) or "none",
        "First day": day_text(receipt.first_day) if receipt.first_day else "none",
        "Last day": day_text(receipt.last_day) if receipt.last_day else "none",
    }

    def origin() -> tables.Origin:
        return tables.Origin(about, source(store, load_id))

    with st.container(horizontal=True):
        st.download_button(
            "Receipt (JSON)",
            partial(json_text, receipt.as_dict(), controls.mask()),
            f"receipt_{load_id}.json",
            "application/json",
            key=f"json {load_id}",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
        )
        tables.downloads(f"Receipt {load_id}", lambda: _as_table(receipt), origin, "Receipt")
        if in_force and receipt.set_aside:
            tables.downloads(
                f"Rows set aside by load {load_id}",
                lambda: set_aside_rows(store, load_id, personal=names_shown),
                origin,
                "Rows set aside",
                excel=sum(aside.rows for aside in receipt.set_aside) <= _MOST_IN_EXCEL,
            )
        if in_force and any(finding.rows for finding in receipt.findings):
            tables.downloads(
                f"Rows to look at of load {load_id}",
                lambda: found_rows(store, load_id, (shown_names if names_shown else masked_names)(store)),
                origin,
                "Rows to look at",
                excel=sum(finding.rows for finding in receipt.findings) <= _MOST_IN_EXCEL,
            )


def _facts(receipt: Receipt) -> list[str]:
    facts = []
    # Of a file that is loaded, or can be, the sentence above says these.
    if receipt.kind and receipt.status not in _LOADED:
        aside = sum(aside.rows for aside in receipt.set_aside)
        rows = f"{count_text(receipt.rows_in, 'row')}, {receipt.rows_used:,} used, {aside:,} set aside"
        facts = [receipt.kind.label, rows]
    if receipt.kind and receipt.kind.amount:
        facts.append(tokens_count(receipt.tokens))
    if receipt.first_day and receipt.last_day:
        days = (receipt.last_day - receipt.first_day).days + 1
        facts.append(f"{day_text(receipt.first_day)} to {day_text(receipt.last_day)} ({count_text(days, 'day')})")
    return [*facts, controls.from_file(", ".join(receipt.teams))] if receipt.teams else facts


def _changes(receipt: Receipt, name: str) -> None:
    replaced = len({change.month for change in receipt.changes if change.replaces})
    new = len({change.month for change in receipt.changes}) - replaced
    if receipt.load_id is not None and not replaced:
        return
    months = [f"{count_text(replaced, 'month')} replaced"] * (replaced > 0) + [f"{count_text(new, 'month')} new"] * (
        new > 0
    )
    when = "What would change" if receipt.load_id is None else "What changed"
    with st.expander(f"{when}, month by month: {', '.join(months)}", expanded=replaced > 0):
        tables.table(_change_table(receipt), f"Changes by {name}")


def _change_table(receipt: Receipt) -> pl.DataFrame:
    """One row per month and record: each count before, after, and the difference, the tokens first."""
    rows = [{**vars(change), "record": RECORDS[change.record]} for change in receipt.changes]
    return (
        pl.DataFrame(rows)
        .with_columns(
            (pl.col(f"{count}_after") - pl.col(f"{count}_before")).alias(f"{count}_change") for count in _COUNTS
        )
        .select("month", *(f"{count}_{when}" for count in _COUNTS for when in ("before", "after", "change")), "record")
    )


def _as_table(receipt: Receipt) -> pl.DataFrame:
    """One row per fact of the receipt, as text."""
    facts = [
        ("Load", str(receipt.load_id)),
        ("File", receipt.file),
        ("Kind", receipt.kind.label if receipt.kind else ""),
        ("What happened", receipt.message),
        ("Rows in the file", str(receipt.rows_in)),
        ("Rows used", str(receipt.rows_used)),
        *((f"Rows set aside: {aside.reason}", str(aside.rows)) for aside in receipt.set_aside),
        ("Tokens", _plainly(receipt.tokens)),
        ("First day", str(receipt.first_day or "")),
        ("Last day", str(receipt.last_day or "")),
        ("Teams", ", ".join(receipt.teams)),
        *((finding.check, f"{finding.message} {finding.hint}") for finding in receipt.findings),
    ]
    for change in receipt.changes:
        month = f"{change.month:%Y-%m}, {RECORDS[change.record].lower()}"
        facts += [
            (f"{month}: {count} {when}", _plainly(vars(change)[f"{count}_{when}"]))
            for count in _COUNTS
            for when in ("before", "after")
        ]
    return pl.DataFrame(facts, schema=["fact", "value"], orient="row")


def _plainly(number: Decimal | int) -> str:
    """Write a number as a spreadsheet program reads it: no separators, decimals only where there are any."""
    return tokens_text(number).replace(",", "")
