"""How past forecasts of a team came out, as the Accuracy page shows it."""

import time
from collections.abc import Sequence

import polars as pl
import streamlit as st

from analytics import charts
from analytics.forecast import Outlook
from analytics.forecast.proof.backtest import MOST, Backtest, Trial, gathered, origins
from analytics.forecast.proof.scores import AHEAD, by_days_ahead
from analytics.forecast.proof.trust import dates_sentence, trust_sentence
from analytics.wording import count_text, listed_text, percent_text
from pages.parts import controls, tables
from pages.parts.pictures import draw_chart
from pages.parts.proving import session

MOST_TEAMS = 3
"""Teams shown at once: each takes up to two dozen forecasts."""
_QUIET = 0.4
"""Seconds of work that go without a word."""
_NAMED = 10


def backtest(data: str, team: str) -> Backtest:
    """Make the backtest of a team, and show how far it is."""
    days = origins(session.daily(data, team))[-MOST:]
    begun, place = time.monotonic(), st.empty()
    trials: list[Trial] = []
    for done, origin in enumerate(days):
        if time.monotonic() - begun > _QUIET:
            said = f"Forecasting from the end of each past month: {done} of {len(days)}"
            place.progress(done / len(days), said)
        trials.append(session.trial(data, team, origin))
    place.empty()
    return gathered(trials)


def verdict(answer: Outlook, past: Backtest, data: str) -> None:
    """Say whether the team's forecast can be trusted, and with what it is made."""
    team = controls.from_file(answer.team)
    st.markdown(f"### {team}: {trust_sentence(past, answer.history_days)}")
    chosen = session.burn_rate_chosen(data, answer.team, answer.as_of)
    said = [dates_sentence(past.dates)]
    if chosen:
        said.append("So the burn rate makes this team's run-out date, with a band as wide as it used to be off.")
    elif past.burn_rate_wins:
        said.append("From your next load on the burn rate makes this team's run-out date.")
    if any(said):
        st.markdown(" ".join(filter(None, said)))
    if answer.paths is not None:
        st.caption(f"Today's forecast is made with: {answer.method}.")


def figures(past: Backtest) -> None:
    """Show the four figures that the sentence rests on."""
    overall = past.score
    if overall is None:
        return
    with st.grid(4, min_column_width=200):
        _figure(
            "Within the 80 % band",
            percent_text(overall.coverage),
            "80 % is right",
            f"Share of {overall.trials:,} trials in which the tokens used lay between low (P10) and high (P90).",
        )
        _figure(
            "Off by",
            percent_text(overall.wape),
            f"burn rate {percent_text(overall.wape_burn_rate)}",
            "Mean distance between the middle forecast and the tokens used, as a share of these (WAPE).",
        )
        _figure(
            "Too high or too low",
            _signed(overall.bias),
            f"burn rate {_signed(overall.bias_burn_rate)}",
            "Middle forecast less the tokens used, as a share of these (bias): below zero it was too low.",
        )
        _figure(
            "Closer than the burn rate",
            _signed(overall.skill),
            "0 % is as good as it",
            "How much smaller the error of the whole band is than that of the burn rate (CRPS skill).",
        )


def dates(past: Backtest, team: str, data: str) -> None:
    """Draw past run-out dates with their bands and what came."""
    kept = session.kept(data, team)
    made = kept.dates["origin"]
    tried = past.dates.filter(~pl.col("origin").is_in(made.implode()))
    if kept.dates.is_empty() and tried.is_empty():
        if past.use.height:
            st.page_link(
                "pages/data/packs.py",
                label="Enter the packs, for run-out dates of the past to be checked as well",
                icon=":material/inventory_2:",
            )
        return
    draw_chart(
        f"Past run-out dates of {team} with their bands, and what came", charts.run_out_history, kept.dates, tried
    )
    st.caption(
        f"{_kept(made.len())} The others were worked out afterwards, from what was known at the end of each month. Each"
        " asks when the tokens at hand then are used up, whatever was bought later; a forecast at the end of its band"
        " says that they last."
    )
    with st.expander(f"Past run-out dates of {controls.from_file(team)} as a table"):
        both = [kept.dates.with_columns(made=pl.lit("kept")), tried.with_columns(made=pl.lit("afterwards"))]
        rows = pl.concat(both).sort("origin", descending=True).rename({"end": "until"})
        tables.table(rows, f"Run-out dates of {team}", team=team)


def use(past: Backtest, team: str, data: str) -> None:
    """Show how use was forecast, by days ahead."""
    if past.use.height:
        _trials(past, team)
    kept = session.kept(data, team).use
    if kept.height:
        with st.expander(f"Forecasts of {controls.from_file(team)} as they were kept, and what was used"):
            tables.table(_rounded(kept), f"Forecasts kept of {team}", team=team)


def others(teams: Sequence[str]) -> None:
    """Say which teams are not shown."""
    if teams:
        names = controls.from_file(listed_text(list(teams), _NAMED))
        st.info(f"Choose a team on the left to see {names} as well.")


def meaning() -> None:
    """Say what the figures mean."""
    with st.expander("What the figures mean", icon=":material/help:"):
        st.markdown(
            """
- **A trial** stands at the end of a past month, forgets what came later, forecasts the tokens of the next 30, 60 or 90
  days, and looks up what was used.
- **Within the band**: the band is meant to hold what comes in 8 of 10 cases. Much less, and dates come too sure; much
  more, and they are vaguer than need be. With few trials chance moves this figure: 20 trials at 80 % give anything
  from 12 to 19.
- **Off by (WAPE)**: 10 % means that of 1,000 tokens used, the middle forecast missed 100, up or down.
- **Bias**: whether it misses to one side. Above zero it asks for too many tokens, below zero for too few.
- **Closer than the burn rate (CRPS skill)**: how much of the error of the spreadsheet method, the mean of the last 30
  days going on, the forecast saves, its band counted in. Where the burn rate was closer over the newest twelve months
  (nine at least), on the whole and in most of them, it makes the run-out date of this team.
"""
        )


def _trials(past: Backtest, team: str) -> None:
    tables.table(by_days_ahead(past.use).with_columns(pl.col(pl.Float64).round(3)), f"Accuracy of {team}", team=team)
    # Without packs this is the picture that there is.
    with st.expander(f"Tokens of {controls.from_file(team)}: forecast and used", expanded=past.dates.is_empty()):
        days = st.segmented_control("Days ahead", AHEAD, default=AHEAD[-1], key=f"days ahead {team}", required=True)
        draw_chart(
            f"Tokens that {team} was forecast to use in {days} days, and used",
            charts.use_history,
            past.use.filter(pl.col("days") == days),
        )
        tables.table(_rounded(past.use), f"Trials of {team}", team=team)


def _kept(count: int) -> str:
    if not count:
        return "No forecast is kept yet: from now on one is after each load, and stands here beside what came."
    return f"Blue: {count_text(count, 'forecast')} kept after a load, as it was made."


def _figure(label: str, value: str, beside: str, about: str) -> None:
    st.metric(
        label,
        value,
        delta=beside,
        delta_color="off",
        delta_arrow="off",
        border=True,
        height="stretch",
        help=about,
    )


def _signed(share: float) -> str:
    return f"{share:+.0%}".replace("%", " %").replace("-", "−") if round(share, 2) else "0 %"


def _rounded(use: pl.DataFrame) -> pl.DataFrame:
    """Give the newest first, in whole tokens and with words for the days ahead."""
    newest = use.sort("origin", "days", descending=[True, False]).rename({"days": "ahead"})
    return newest.with_columns(pl.col(pl.Float64).round(0))
