"""Tables as all pages show them: headings in words, sorted and searched by a click, with both downloads below."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl
import streamlit as st
from polars import selectors
from streamlit.elements.lib.column_types import ColumnConfig

from analytics.clock import utc_now
from analytics.currencies import minor_units
from analytics.exports import Kind
from analytics.masking import Mask
from analytics.reports import csv_bytes, excel_bytes
from analytics.wording import day_text
from pages.parts import controls, session
from pages.parts.digests import digest
from pages.parts.headings import HEADINGS
from pages.parts.history import session as loaded

_COUNT = "localized"
_DAY = "D MMM YYYY"
_MONEY = ("money", "order_money", "later_money", "saving_year", "estimated")
_CASH = (
    *("saving_low", "saving_high", "tokens_money", "subscriptions", "given_up", "cash", "cash_low", "cash_high"),
    *("tokens_without", "tokens_moved", "seats_cost", "seats_saved", "price_year", "money_without"),
    *("set_saving", "difference", "best_saving", "freed", "bought_less", "prepaid"),
)
_MOVED = ("flex_cost_year", "price_of_offers", "rest_on_flex", "together_year")
_EXPECTED_DAYS = ("days_year", "days_year_low", "days_year_high")
_CONFIRMED = ("realised", "token_cost", "paid_pro_rata", "packs_paid")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Origin:
    """Where the numbers of a workbook come from, as its last sheet says."""

    about: Mapping[str, str]
    """The team and the days."""
    loads: pl.DataFrame
    """The loads behind it, as `analytics.store.sources` lists them."""


def table(
    frame: pl.DataFrame,
    name: str,
    view: session.View | None = None,
    opens: str | None = None,
    team: str | None = None,
) -> None:
    """Show a table with its downloads.

    Parameters
    ----------
    frame
        Columns whose name ends in `_id` and that have no heading are keys and stay out.
    name
        The table in a word or two: its accessible name, and the name of the files.
    view
        What the workbook says about itself; None for tables of all days, whatever the controls say.
    opens
        The key of the choice that a click on a row sets to the row's first column.
    team
        The team of a table of all days; None: all teams.
    """
    headed = frame.select(column for column in frame.columns if column in HEADINGS)
    mask = controls.mask()
    if opens:
        # What is clicked on cannot be replayed.
        shown = _seen(headed, mask)
        _show(shown, name, on_select=partial(_open, opens, name, shown), selection_mode="single-row")
    else:
        _replayed(digest(headed, sorted(mask.texts) if mask else None), name, mask, headed)
    with st.container(horizontal=True):
        downloads(name, lambda: headed, partial(origin, view or session.fingerprint(), team))


@st.cache_data(max_size="64MB", show_spinner=False)
def _replayed(key: str, name: str, _mask: Mask | None, _headed: pl.DataFrame) -> None:
    _show(_seen(_headed, _mask), name)


def _show(shown: pl.DataFrame, name: str, **when_clicked: Any) -> None:
    st.dataframe(
        shown.with_columns(pl.col(pl.Decimal).cast(pl.Float64)),
        column_config={column: _config(column, shown) for column in shown.columns},
        hide_index=True,
        placeholder="",
        key=f"table {name}",
        alt=name,
        **when_clicked,
    )


def filled(frame: pl.DataFrame) -> pl.DataFrame:
    """Give a table without the columns in which nothing is said."""
    return frame.select(column for column in frame.columns if frame[column].count())


def downloads(
    name: str,
    make: Callable[[], pl.DataFrame],
    origin: Callable[[], Origin],
    prefix: str = "",
    *,
    excel: bool = True,
) -> None:
    """Offer a table as CSV and as Excel, made when somebody asks for it.

    Parameters
    ----------
    name
        The table in a word or two, as of `table`.
    make
        Gives the table.
    origin
        Gives what the workbook says about itself beside its name and its moment.
    prefix
        Stands before the names of the two buttons, where there are several tables.
    excel
        Whether it fits into a workbook.
    """
    # When the file is made, the switch may stand otherwise, and more may be loaded.
    mask, data = controls.mask(), session.fingerprint()
    file = name.lower().replace(" ", "_")
    forms: list[tuple[str, str, str, Callable[[], bytes]]] = [
        ("CSV", "csv", "text/csv", lambda: csv_bytes(_flat(_seen(make(), mask))))
    ]
    if excel:
        forms.append(("Excel", "xlsx", WORKBOOK, lambda: _workbook(name, make(), origin(), data, mask)))
    for label, ending, kind, write in forms:
        st.download_button(
            f"{prefix} ({label})" if prefix else label,
            write,
            f"{file}.{ending}",
            kind,
            key=f"{label.lower()} {name}",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
        )


def _workbook(name: str, table: pl.DataFrame, behind: Origin, data: str, mask: Mask | None) -> bytes:
    said = {"Table": name, "Made at (UTC)": f"{utc_now():%Y-%m-%d %H:%M}", "Data": data}
    said |= {**behind.about, "Names": "masked" if mask else "shown"}
    if mask:
        said = {what: mask.text(value) for what, value in said.items()}
    return excel_bytes(_flat(_seen(table, mask)), said, _flat(_seen(behind.loads, mask)))


def _seen(frame: pl.DataFrame, mask: Mask | None) -> pl.DataFrame:
    if "kind" in frame.columns:
        frame = frame.with_columns(pl.col("kind").replace({kind.value: kind.label for kind in Kind}))
    return mask.table(frame) if mask else frame


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Give the table as files have it: with headings in words, and without what is a picture."""
    worded = frame.rename({column: HEADINGS[column] for column in frame.columns if column in HEADINGS})
    return worded.drop(selectors.by_dtype(pl.List(pl.Float64))).with_columns(pl.col(pl.List(pl.String)).list.join(", "))


def _open(key: str, name: str, shown: pl.DataFrame) -> None:
    picked = st.session_state[f"table {name}"]["selection"]["rows"]
    if picked:
        st.session_state[key] = shown.item(picked[0], 0)


def origin(of: session.View | str, team: str | None = None) -> Origin:
    """Return what a view looks at and which loads are behind it; of a fingerprint: all days of a team (None: all)."""
    data, team, days = (of, team, None) if isinstance(of, str) else (of.data, of.team, of.days)
    used = session.teams(data)
    known = days or (session.data_days(data, team) if used and team in (None, *used) else None)
    part = {} if isinstance(of, str) or not of.part else {"Part of the company": str(of.part)}
    about = part | {
        "Team": team or "all teams",
        "First day": day_text(known.first) if known else "no use of tokens is loaded",
        "Last day": day_text(known.last) if known else "no use of tokens is loaded",
    }
    return Origin(about, loaded.sources(data, team, days))


def _config(column: str, shown: pl.DataFrame) -> ColumnConfig | str:
    heading, dtype = HEADINGS[column], shown.schema[column]
    special: dict[str, ColumnConfig] = {
        "share": st.column_config.ProgressColumn(heading, format="percent", min_value=0, max_value=1),
        "cumulative_share": st.column_config.NumberColumn(heading, format="percent"),
        **dict.fromkeys(
            (
                *("term_share", "tier", "chance", "run_out_chance", "over_chance", "sure", "outage"),
                *("coverage", "wape", "wape_burn_rate", "bias", "bias_burn_rate", "skill"),
                *("share_used", "share_expected", "share_p10", "share_p90", "usual_share", "chance_pays", "change"),
            ),
            st.column_config.NumberColumn(heading, format="percent"),
        ),
        "weeks": st.column_config.BarChartColumn(heading, y_min=0, color="blue"),
        "month": st.column_config.DateColumn(heading, format="MMM YYYY"),
        # However long its name is, what is said of the file stays in view.
        "file": st.column_config.TextColumn(heading, width=120),
        "price_per_token": st.column_config.NumberColumn(heading, format="%.2f"),
        "effective_price": st.column_config.NumberColumn(heading, format="%.2f"),
    }
    if column in special:
        return special[column]
    if column in ("charge", "paid", "paid_lapsed", "net_price", "list_price", "pack_price", *_CONFIRMED):
        digits = max(map(minor_units, shown["currency"].drop_nulls().unique()), default=2)
        return st.column_config.NumberColumn(heading, format=f"%,.{digits}f")
    if dtype == pl.Date:
        return st.column_config.DateColumn(heading, format=_DAY)
    if column in (
        "break_even_days",
        "flex_cost",
        "subscription_price",
        "saving",
        "cost",
        "cost_year",
        "tokens_year",
        *_MONEY,
        *_CASH,
        *_MOVED,
        *_EXPECTED_DAYS,
    ):
        return st.column_config.NumberColumn(heading, format="%,.0f")
    return st.column_config.NumberColumn(heading, format=_COUNT) if dtype.is_numeric() else heading
