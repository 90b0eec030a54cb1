"""The command that tries the forecaster on the past."""

from pathlib import Path

import click

from analytics.commands.parameters import AS_JSON, TEAM, PathType
from analytics.commands.printing import show, table_text
from analytics.commands.stores import opened
from analytics.errors import HistoryError
from analytics.forecast.proof.backtest import backtest, team_backtest, team_demand
from analytics.forecast.proof.scores import by_days_ahead
from analytics.forecast.proof.series import read_series
from analytics.forecast.proof.trust import dates_sentence, trust_sentence
from analytics.settings import Settings


@click.command("backtest")
@click.argument("file", required=False, type=PathType())
@TEAM
@AS_JSON
@click.pass_obj
def backtest_command(settings: Settings, file: Path | None, team: str | None, as_json: bool) -> None:
    """Try the forecaster on the past of a daily series, or of a team, against the burn rate.

    FILE is a Parquet file with the columns day and tokens, one row per day. From the end of each past month the use of
    the next 30, 60 and 90 days is forecast with what was known then.
    """
    if (file is None) == (team is None):
        raise click.UsageError("Name either a file or a team with --team.")
    if file is not None:
        daily = read_series(file)
        past = backtest(daily, settings.paths)
    else:
        with opened(settings) as store:
            daily = team_demand(store, team or "")
            past = team_backtest(store, team or "", settings.paths)
    measured = daily["tokens"].count()
    if past.score is None:
        raise HistoryError(trust_sentence(past, measured), hint="Take a longer series.")
    rows = by_days_ahead(past.use)
    document = {
        "rows": rows,
        "overall": past.score,
        "burn_rate_wins": past.burn_rate_wins,
        "history_days": measured,
        "first_day": daily.item(0, "day"),
        "last_day": daily.item(-1, "day"),
        "trials": past.use,
        "run_out_dates": past.dates,
        "team": team,
    }
    sentences = f"{trust_sentence(past, measured)} {dates_sentence(past.dates)}".strip()
    show(as_json, document, f"{sentences}\n{table_text(rows)}")
