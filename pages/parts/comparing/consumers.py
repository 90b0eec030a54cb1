"""Top consumers as people choose, read and mark them."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
import streamlit as st

from analytics import usage
from analytics.clock import utc_now
from analytics.store.expected import HIDDEN_NOTE, consumer_name, mark, unmark
from analytics.usage import Against, By, Kind, Unit, noun
from analytics.wording import count_text, day_text, plain_text, tokens_count, tokens_text
from pages.parts import notes, session
from pages.parts.allocating import words
from pages.parts.comparing import session as answers
from pages.parts.session import View

_BY = {"User": By.USER, "Product": By.PRODUCT, "Team": By.TEAM}
_AGAINST = {against.label: against for against in Against}
_MOST = 1000


@dataclass(frozen=True)
class Asked:
    """What a person wants to see."""

    by: Kind
    count: int
    against: Against


def choose(view: View) -> Asked:
    """Let a person choose whom to rank, how many, and what to compare with; the choices stand in the address."""
    kinds = _BY | words.units(view)
    # Outside the container: within it what a narrow window has no room for is out of sight.
    by = st.segmented_control("By", list(kinds), default="User", required=True, key="by", bind="query-params")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        count = st.number_input("How many", 1, _MOST, 10, key="n", bind="query-params", width=140)
        against = st.segmented_control(
            "Compared with",
            list(_AGAINST),
            default=Against.PREVIOUS.label,
            required=True,
            key="against",
            bind="query-params",
        )
    if kinds == _BY:
        words.directory_wanted("rank departments, cost centers or managers too")
    return Asked(kinds[by], count, _AGAINST[against])


def nobody_named(top: usage.Top, asked: Asked) -> None:
    """Say that all use of the range belongs to nobody."""
    if isinstance(asked.by, Unit):
        st.info(f"All {tokens_count(top.total)} of this range are unallocated by {noun(asked.by)}.")
        _who_is_missing()
    else:
        st.info("The exports in this range name no users; choose products or teams.")


def as_table(rows: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    """Give the rows as the table shows them: without comparisons that cannot be made."""
    known = [asked.against, *(against for against in Against if against is not asked.against)]
    known = [against for against in known if rows[f"tokens_{against.suffix}"].is_not_null().any()]
    return usage.with_state(rows, asked.against).select(
        pl.col("consumer").alias(asked.by),
        *("rank", "tokens", "share", "cumulative_share"),
        *(f"change_{against.suffix}" for against in known),
        *("state", "mark", "note"),
        *(f"tokens_{against.suffix}" for against in known),
    )


def beneath(view: View, top: usage.Top, asked: Asked) -> None:
    """Say what the figures leave out, and where changes cannot be told."""
    nobody = top.rows.filter(pl.col("key").is_null())
    if not nobody.is_empty() and nobody["tokens"].item():
        tokens = tokens_count(nobody["tokens"].item())
        if isinstance(asked.by, Unit):
            st.caption(f"{tokens} are unallocated: the directory knows no {noun(asked.by)} for them on their day.")
            _who_is_missing()
        else:
            st.caption(f"{tokens} belong to nobody: the exports do not name a user.")
    new = top.ranked.filter(pl.col(f"state_{asked.against.suffix}") == usage.NEW).height
    if new:
        st.caption(f"{count_text(new, noun(asked.by))} had no use {usage.days_text(top.earlier[asked.against])}: new.")
    if not top.covered[asked.against]:
        before = top.earlier[asked.against]
        st.info(
            f"Not every day {usage.days_text(before)} is loaded, and what was not measured is not zero."
            f" {_known(answers.comparable(view, asked.against))}",
            icon=":material/event_busy:",
        )


def _who_is_missing() -> None:
    st.page_link("pages/data/directory.py", label="Who belongs where, and who is missing", icon=":material/badge:")


def _known(days: usage.Days | None) -> str:
    if days is None:
        return "Load an export of that time to see what changed."
    return f"Changes are known for the range {day_text(days.first)} to {day_text(days.last)}: choose it on the left."


def mark_one(view: View, rows: pl.DataFrame, asked: Asked) -> None:
    """Let a person mark one of the consumers as expected, with a note, or take the mark away."""
    st.subheader("Is that right?")
    st.markdown(
        "Who is marked as expected is not counted among those who rose. The mark and its note stay when exports are"
        " loaded again."
    )
    if session.on_sample_data():
        st.info("Load an export of your own first; marks are not made on the sample data.")
        st.page_link("pages/data/load.py", label="Load your own export", icon=":material/upload_file:")
        return
    rows = rows.filter(pl.col("rank").is_not_null())
    consumers: Sequence[str] = rows["consumer"].to_list()
    # Its choice stands in no address: it may be a name.
    chosen = st.selectbox(f"{noun(asked.by).capitalize()} that was looked into", consumers, key="consumer")
    row = rows.row(by_predicate=pl.col("consumer") == chosen, named=True)
    # Under the key of this state of the store the form begins with what is marked there.
    key = f"{view.data} {asked.by} {row['key']}"
    with st.form(f"mark {key}"):
        expected = st.checkbox("This use is expected", row["mark"] != "", key=f"expected {key}")
        hidden = row["note"] == HIDDEN_NOTE
        note = st.text_input("Note: why", row["note"], max_chars=200, key=f"why {key}", disabled=hidden)
        if st.form_submit_button("Save", type="primary", key=f"save {key}"):
            if not expected:
                unmark(session.own_store(), asked.by, _name(asked.by, row["key"]))
            elif not hidden:
                mark(session.own_store(), asked.by, _name(asked.by, row["key"]), note, utc_now())
            done = "is marked as expected" if expected else "is not marked any more"
            notes.leave(f"{chosen} {done}.")


def _name(by: Kind, key: int | str) -> str:
    return consumer_name(session.own_store(), by, key)


def as_gone(rows: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    """Give the rows of those who are gone as the table shows them."""
    return rows.select(pl.col("consumer").alias(asked.by), f"tokens_{asked.against.suffix}")


def gone_sentence(rows: pl.DataFrame, top: usage.Top, asked: Asked) -> str:
    """Say how many used tokens before and none now, and how many tokens."""
    tokens = tokens_text(rows[f"tokens_{asked.against.suffix}"].sum())
    who = count_text(rows.height, noun(asked.by))
    return plain_text(f"{who} had {tokens} tokens {usage.days_text(top.earlier[asked.against])} and no use since.")
