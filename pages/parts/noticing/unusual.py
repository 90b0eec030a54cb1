"""Use out of the ordinary: what stands out in the range, and who carries it."""

from decimal import Decimal

import polars as pl
import streamlit as st

from analytics import charts
from analytics.forecast import Findings, Shape, Unusual
from analytics.usage import By, Days, Excess
from analytics.wording import count_text, day_text, listed_text, plain_text, tokens_count, tokens_text
from pages.parts import choices, tables
from pages.parts.noticing import session
from pages.parts.pictures import draw_chart
from pages.parts.session import View

_WORDS = {Shape.WEEKS: "spike of weeks", Shape.DAY: "spike of a day", Shape.CLIMB: "steady climb"}
_NAMED = 3


def section(view: View) -> None:
    """Show what is out of the ordinary in the range of a view, newest first, with the cause of the chosen one."""
    st.subheader("Out of the ordinary")
    findings = session.unusual(view.data, view.team)
    if findings is None:
        st.info("What is out of the ordinary is not known: there is less than half a year of use.")
        return
    found = in_range(findings, view.days)
    st.markdown(headline(found))
    shown = findings.days.filter(pl.col("day").is_between(view.days.first, view.days.last))
    draw_chart(
        "Tokens a week, what was expected, and what is out of the ordinary",
        charts.against_expected,
        shown,
        _table(found).rename({"shape": "what"}),
    )
    st.caption(_method(findings))
    if not found:
        return
    tables.table(_table(found), "Out of the ordinary", view)
    labels = {_label(one): one for one in found}
    _cause(view, labels[choices.one("Stretch to look into", list(labels), "stretch", view)])


def pointed_out(view: View) -> None:
    """Point out what is out of the ordinary in the range, with the way to its cause; nothing where nothing is."""
    findings = session.unusual(view.data, view.team)
    found = in_range(findings, view.days) if findings else []
    if found:
        newest, tokens = found[0], tokens_text(round(found[0].excess))
        st.page_link(
            "pages/usage/what_changed.py",
            label=f"Out of the ordinary: {_label(newest)}, {tokens} tokens more than expected",
            icon=":material/trending_up:",
        )


def in_range(findings: Findings, days: Days) -> list[Unusual]:
    """Give what was found that ends within some days."""
    return [one for one in findings.found if days.first <= one.last <= days.last]


def headline(found: list[Unusual]) -> str:
    """Say how much stands out, and what stands out most."""
    if not found:
        return "Nothing is out of the ordinary in this range."
    most = max(found, key=lambda one: one.excess)
    return (
        f"{count_text(len(found), 'stretch', 'stretches')} out of the ordinary; the largest: {_label(most)},"
        f" {tokens_count(round(most.excess))} more than the {tokens_text(round(most.expected))} expected."
    )


def _cause(view: View, one: Unusual) -> None:
    excess = Excess(Days(one.first, one.last), Decimal(round(one.expected)))
    by_user = session.causes(view, excess, By.USER)
    total = by_user["excess"].sum()
    carriers = by_user.filter(pl.col("excess") > 0).head(_NAMED)
    who = [f"{plain_text(name)} (+{tokens_text(tokens)})" for name, tokens in carriers["user", "excess"].rows()]
    st.markdown(
        f"{day_text(one.first)} to {day_text(one.last)}: **{tokens_text(by_user['tokens'].sum())} tokens** instead of"
        f" {tokens_text(by_user['expected'].sum())}. Most of the excess: {listed_text(who, _NAMED)}."
    )
    side_by_side = st.grid(2, min_column_width=360)
    for by in (By.PRODUCT, By.USER, By.TEAM):
        with side_by_side.cell():
            tables.table(session.causes(view, excess, by), f"Excess by {by}", view)
    if total:
        st.caption(
            f"The parts add up to the excess of {tokens_count(total)}. What was expected is shared out by"
            " the tokens of the eight weeks before."
        )


def _label(one: Unusual) -> str:
    since = f"{day_text(one.since)} to {day_text(one.last)}" if one.since != one.last else day_text(one.last)
    return f"{_WORDS[one.shape]}, {since}"


def _table(found: list[Unusual]) -> pl.DataFrame:
    rows = [
        (_WORDS[one.shape], one.since, one.last, round(one.tokens), round(one.expected), round(one.excess))
        for one in found
    ]
    schema = {
        "shape": pl.String(),
        "first_day": pl.Date(),
        "last_day": pl.Date(),
        "tokens": pl.Int64(),
        "expected": pl.Int64(),
        "excess": pl.Int64(),
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _method(findings: Findings) -> str:
    season = (
        "weekday, holiday, season and slow trend"
        if findings.seasonal
        else "weekday, holiday and slow trend; the season is not known with less than a year and a half of use"
    )
    return (
        "All products and users of the team, or of all teams, whatever else is chosen on this page."
        f" Dashed: what was expected by {season}. Simulated pools without any event raised no alarm in 137 years;"
        f" 76 real daily series from elsewhere raised about one a year."
    )
