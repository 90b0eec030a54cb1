"""The budget page's choices, sentences and what is entered on it."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

import polars as pl
import streamlit as st

from analytics.errors import PlanError
from analytics.forecast.plans.budget import Plan
from analytics.forecast.plans.months import PARTLY
from analytics.forecast.plans.planned import plan_sentence
from analytics.forecast.plans.tiers import CROSSED
from analytics.store.budgets import Budget, BudgetPeriod, set_budgets, set_tiers
from analytics.wording import day_text, percent_text, tokens_text
from pages.parts import controls
from pages.parts import session as shared
from pages.parts.planning import session
from pages.parts.session import View

_OTHER = "Other days"
_WHOLE = "The whole team"
_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "whose": pl.String,
    "period": pl.String,
    "first_day": pl.Date,
    "tokens": pl.Float64,
}


def term(view: View, team: str) -> tuple[date, date]:
    """Let a person choose the term to look at, the one in force to begin with; the choice stands in the address."""
    terms = {
        f"{day_text(each.first_day)} to {day_text(each.last_day)}": (each.first_day, each.last_day)
        for each in session.terms(view, team)
    }
    choice = st.selectbox("Term", [*terms, _OTHER], key="term", bind="query-params")
    if choice in terms:
        return terms[choice]
    first, last = next(iter(terms.values()))
    with st.container(horizontal=True):
        since = st.date_input("First day of the term", first, key="term_from", bind="query-params", required=True)
        until = st.date_input("Last day of the term", last, key="term_to", bind="query-params", required=True)
    return since, until


def headline(plan: Plan, team: str, *, alone: bool) -> str:
    """Say whether the term goes by plan; with the team where there are several."""
    return plan_sentence(plan) if alone else f"{controls.from_file(team)}: {plan_sentence(plan)}"


def others(view: View, teams: Sequence[str]) -> None:
    """Say how the terms in force of other teams go."""
    for team in teams:
        now = session.terms(view, team)[0]
        st.markdown(headline(session.plan(view, team, now.first_day, now.last_day), team, alone=False))
    if teams:
        st.caption("Choose a team on the left to see its plan below in place of the most pressing one's.")


def metrics(plan: Plan) -> None:
    """Show the term's tokens, what is used, what is expected by its end, and the next tier."""
    with st.grid(4, min_column_width=200):
        st.metric(
            "Tokens of the term",
            tokens_text(plan.term.tokens) if plan.term.tokens else "not known",
            border=True,
            height="stretch",
            help="What earlier packs had left on its first morning, and the packs that begin in it.",
        )
        st.metric(
            "Used so far",
            tokens_text(plan.used),
            delta=percent_text(plan.share_used) if plan.term.tokens else None,
            delta_color="off",
            delta_arrow="off",
            delta_description="of the term's" if plan.term.tokens else None,
            border=True,
            height="stretch",
            help=f"From {day_text(plan.term.first_day)} to the end of {day_text(plan.as_of)}, all of it in the ledger.",
        )
        low, middle, high = plan.expected or (None, None, None)
        st.metric(
            "Expected by its end",
            "not known" if middle is None else tokens_text(round(middle)),
            delta=None if low is None or high is None else f"{low:,.0f} to {high:,.0f}",
            delta_color="off",
            delta_arrow="off",
            border=True,
            height="stretch",
            help="Used so far and expected together, an estimate: the middle, and the range of 8 in 10 futures.",
        )
        tier, day = _next_tier(plan)
        st.metric(
            "Next tier",
            tier,
            delta=day,
            delta_color="off",
            delta_arrow="off",
            border=True,
            height="stretch",
            help="The lowest tier that is not crossed yet, and the middle of the days on which it may be.",
        )


def caption(plan: Plan) -> str:
    """Say what is drawn, and which figures are certain."""
    parts = [f"The full line is use up to {day_text(plan.as_of)}, which is certain."]
    if plan.days["p50"].count():
        parts.append("The band is what is expected (8 of 10 futures), an estimate.")
    if plan.term.tokens:
        parts.append("Dashed orange: the even pace that uses up the term's tokens on its last day.")
    partly = plan.months.filter(pl.col("figures") == PARTLY)
    if partly.height:
        parts.append(
            f"{partly.item(0, 'month'):%B %Y} is used up to {day_text(plan.as_of)}, and expected from then on."
        )
    return " ".join(parts)


def tiers(team: str, percents: Sequence[Decimal]) -> None:
    """Offer to change the tiers; they go into one's own store."""
    if shared.on_sample_data():
        return
    with st.form("tiers", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        said = st.text_input(
            "Tiers in percent, with a blank between",
            " ".join(f"{percent:f}" for percent in (each.normalize() for each in percents)),
            key=f"tiers {team}",
        )
        if st.form_submit_button("Keep the tiers", icon=":material/save:"):
            set_tiers(shared.own_store(), team, _percents(said))
            st.rerun()


def enter(data: str, team: str, known: Sequence[Budget]) -> None:
    """Offer the budgets as a table to be changed; they go into one's own store."""
    if shared.on_sample_data():
        st.info("Load an export of your own first; budgets are not kept for the sample data.")
        st.page_link("pages/data/load.py", label="Load your own export", icon=":material/upload_file:")
        return
    # A department may have left the directory since its budget was set.
    labels = _labels({*session.departments(data), *(each.department for each in known if each.department)})
    shown = {department: label for label, department in labels.items()}
    rows = pl.DataFrame(
        [
            (
                shown[each.department] if each.department else _WHOLE,
                each.period.value,
                each.first_day,
                float(each.tokens),
            )
            for each in known
        ],
        schema=_SCHEMA,
        orient="row",
    )
    with st.form("budgets", border=False):
        edited = st.data_editor(
            rows,
            num_rows="dynamic",
            hide_index=True,
            column_config={
                "whose": st.column_config.SelectboxColumn(
                    "Whose",
                    options=[_WHOLE, *labels],
                    required=True,
                    default=_WHOLE,
                ),
                "period": st.column_config.SelectboxColumn(
                    "For a", options=list(BudgetPeriod), required=True, default=BudgetPeriod.MONTH
                ),
                "first_day": st.column_config.DateColumn("First day", required=True, format="D MMM YYYY"),
                "tokens": st.column_config.NumberColumn("Tokens", min_value=0, required=True, format="localized"),
            },
            # Under another key the editor forgets what was changed in it, which by then is in the rows.
            key=f"budgets {team} {hash(tuple(known))}",
            alt="Budgets: whose, for which time, how many tokens",
        )
        st.caption("A budget is for the month, quarter or year that begins on its first day.")
        if st.form_submit_button("Keep the budgets", type="primary", icon=":material/save:"):
            set_budgets(shared.own_store(), team, [_budget(row, labels) for row in edited.iter_rows(named=True)])
            st.rerun()


def _labels(departments: Collection[str]) -> dict[str, str]:
    """Return the departments by what they are called where names may be masked; two that look alike are numbered."""
    labels: dict[str, str] = {}
    for department in sorted(departments):
        label = controls.name(department)
        labels[f"{label} ({len(labels) + 1})" if label in labels else label] = department
    return labels


def _budget(row: dict[str, object], labels: Mapping[str, str]) -> Budget:
    if not isinstance(row["first_day"], date) or row["tokens"] is None or row["period"] is None:
        raise PlanError("A budget is not complete.", hint="Give each a first day and its tokens, or remove the row.")
    return Budget(
        BudgetPeriod(str(row["period"])),
        row["first_day"],
        Decimal(str(row["tokens"])),
        None if row["whose"] in (None, _WHOLE) else labels[str(row["whose"])],
    )


def _next_tier(plan: Plan) -> tuple[str, str | None]:
    ahead = plan.tiers.filter(pl.col("state") != CROSSED)
    if ahead.is_empty():
        return ("all crossed" if plan.tiers.height else "not known"), None
    row = ahead.row(0, named=True)
    return percent_text(row["tier"]), f"around {day_text(row['middle'])}" if row["middle"] else row["state"]


def _percents(said: str) -> list[Decimal]:
    try:
        return [Decimal(part) for part in re.split(r"[\s,;%]+", said) if part]
    except InvalidOperation as error:
        raise PlanError("The tiers cannot be read.", hint="Enter percentages such as 25 50 75.") from error
