"""Packs entered by hand: a table to be changed, with rows proposed from a Subscriptions export."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from analytics.errors import PackError
from analytics.store import NewPack, packs, team_names
from analytics.store.packs import POOLS, change_packs
from analytics.store.suggested import packs_to_enter
from analytics.wording import count_text
from pages.parts import controls, session
from pages.parts.editing import row_named, team_meant, written_rows
from pages.parts.messages import errors_shown

_FLEX = "Flex"
_COLUMNS = (
    *("pack_id", "team", "tokens", "price_paid", "currency", "first_day", "last_day", "bought_on", "pool", "note"),
)
_SCHEMA = pl.Schema(
    {
        "pack_id": pl.Int64(),
        "team": pl.String(),
        "tokens": pl.Float64(),
        "price_paid": pl.Float64(),
        "currency": pl.String(),
        "first_day": pl.Date(),
        "last_day": pl.Date(),
        "bought_on": pl.Date(),
        "pool": pl.String(),
        "note": pl.String(),
    }
)


def enter() -> None:
    """Offer the packs entered by hand as a table to be changed; they go into one's own store."""
    if session.on_sample_data():
        st.info("Load an export of your own first; packs are not added to the sample data.")
        st.page_link("pages/data/load.py", label="Load your own export", icon=":material/upload_file:")
        return
    store = session.own_store()
    own = packs(store).filter(pl.col("load_id").is_null()).with_columns(pool=pl.col("pool").fill_null(_FLEX))
    proposed = packs_to_enter(store)
    known = pl.concat([own.select(_COLUMNS), proposed], how="diagonal_relaxed").cast(_SCHEMA)
    rows = controls.masked(known)
    with st.form("packs", border=False):
        edited: pl.DataFrame = st.data_editor(
            rows,
            num_rows="dynamic",
            hide_index=True,
            column_config=_config(sorted({*team_names(store), *rows["team"]})),
            # Under another key the editor forgets what was changed in it, which by then is in the rows.
            key=f"packs {session.fingerprint()}",
            alt="Packs entered by hand",
        )
        if proposed.height:
            st.caption(
                f"{count_text(proposed.height, 'row')} at the end with the days of a Flex subscription that was"
                " loaded: enter its tokens, which the export does not tell, or leave it as it is."
            )
        st.caption(
            "Click into the last row to add a pack; mark a row at its left to remove it. Packs that came with a file"
            " are changed by loading a corrected table."
        )
        if st.form_submit_button("Keep the packs", type="primary", icon=":material/save:"):
            with errors_shown():
                kept = kept_packs(known, rows, edited, team_names(store))
                change_packs(store, own["pack_id"].to_list(), kept)
                st.rerun()


def kept_packs(
    known: pl.DataFrame, shown: pl.DataFrame, edited: pl.DataFrame, teams: Sequence[str]
) -> list[tuple[int | None, NewPack]]:
    """Read the table as a person left it.

    Parameters
    ----------
    known
        The rows as the store has them.
    shown
        The same rows as they were shown, with e-mails masked unless names are shown.
    edited
        The rows as they are now.
    teams
        The teams that the store knows.

    Raises
    ------
    PackError
        When a row contradicts itself, or is not complete; with the number of the row.
    """
    # One may leave a proposal as it is; of any other row somebody would miss what is not kept.
    untouched = {_days(row) for row in shown.filter(pl.col("pack_id").is_null()).to_dicts()}
    found = []
    for number, row in written_rows(known, shown, edited, "pack_id"):
        pack_id = row["pack_id"]
        if pack_id is None:
            if row["tokens"] is None and _days(row) in untouched:
                continue
            row["team"] = team_meant(row["team"], teams)
        with row_named(number):
            found.append((pack_id, _pack(row)))
    return found


def _pack(row: Mapping[str, Any]) -> NewPack:
    if not row["team"] or row["tokens"] is None or row["first_day"] is None or row["last_day"] is None:
        raise PackError("The pack is not complete.", hint="Give it a team, its tokens, a first and a last day.")
    priced = row["price_paid"] is not None
    return NewPack(
        team=row["team"],
        tokens=Decimal(str(row["tokens"])),
        first_day=row["first_day"],
        last_day=row["last_day"],
        currency=str(row["currency"] or "").strip().upper() or None if priced else None,
        note=row["note"],
        pool=row["pool"] if row["pool"] in POOLS else None,
        price_paid=Decimal(str(row["price_paid"])) if priced else None,
        bought_on=row["bought_on"],
    )


def _days(row: Mapping[str, Any]) -> tuple[object, ...]:
    return (row["team"], row["first_day"], row["last_day"])


def _config(teams: Sequence[str]) -> dict[str, Any]:
    column = st.column_config
    return {
        "pack_id": column.NumberColumn("Pack", disabled=True, width=60, help="Its number, given when kept."),
        # A team may be new: its first export may come later than its first pack.
        "team": column.TextColumn("Team", default=teams[0] if len(teams) == 1 else None),
        "tokens": column.NumberColumn("Tokens", min_value=0, format="localized"),
        "price_paid": column.NumberColumn("Price paid", min_value=0, format="localized", help="Of the whole pack."),
        "currency": column.TextColumn("Currency", max_chars=3, default="USD", width=80),
        "first_day": column.DateColumn("First day", format="D MMM YYYY"),
        "last_day": column.DateColumn("Last day", format="D MMM YYYY"),
        "bought_on": column.DateColumn(
            "Bought on", format="D MMM YYYY", help="Before it nobody knew of the pack; empty: by its first day."
        ),
        "pool": column.SelectboxColumn(
            "Pool", options=[_FLEX, *POOLS], default=_FLEX, help="Of a Token Flex contract: annual or multi-year."
        ),
        "note": column.TextColumn("Note"),
    }
