"""The command line: every action without a browser.

`python -m analytics [--store FILE] COMMAND`. Exit status 0: done; 1: refused, nothing was changed; 2: wrong usage.
"""

from importlib import import_module
from pathlib import Path
from typing import IO, Any

import click

from analytics.errors import TokenGaugeError
from analytics.masking import masked_text
from analytics.settings import Settings

_COMMANDS = {
    "load": "loading:load_command",
    "loads": "loading:loads_command",
    "undo": "loading:undo_command",
    "receipt": "loading:receipt_command",
    "purge": "keeping:purge_command",
    "pseudonymise": "keeping:pseudonymise_command",
    "summary": "asking:summary_command",
    "packs": "packing:packs_group",
    "top": "comparing:top_command",
    "explain": "comparing:explain_command",
    "balance": "balancing:balance_command",
    "forecast": "foreseeing:forecast_command",
    "true-up": "buying:true_up_command",
    "backtest": "proving:backtest_command",
    "budget": "planning:budget_command",
    "scenarios": "planning:scenarios_group",
    "closings": "closings:closings_group",
    "assumptions": "assumptions:assumptions_group",
    "candidates": "asking:candidates_command",
    "rates": "pricing:rates_group",
    "prices": "pricing:prices_group",
    "products": "products:products_group",
    "portfolio": "combining:portfolio_command",
    "next-term": "combining:next_term_command",
    "decisions": "deciding:decisions_group",
    "chargeback": "charging:chargeback_command",
    "habits": "improving:habits_command",
    "members": "improving:members_command",
    "limits": "limiting:limits_group",
    "applications": "applying:applications_group",
    "uncharged": "applying:uncharged_command",
    "resources": "resourcing:resources_group",
    "usage-alerts": "alerting:usage_alerts_group",
    "sample": "sampling:sample_command",
}


class _Told(click.ClickException):
    """An error that a person can meet, told in one sentence and a hint."""

    exit_code = 1

    def __init__(self, error: TokenGaugeError) -> None:
        # Whoever may see names is a setting, and that may be what is wrong.
        super().__init__(masked_text(error.message))
        self.hint = masked_text(error.hint)

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(f"{self.message}\n{self.hint}", err=True, file=file)


class _Commands(click.Group):
    """Imports a command when it is called: the forecaster's libraries alone take more than a second."""

    def list_commands(self, _: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, _: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(f"analytics.commands.{module}"), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except TokenGaugeError as error:
            raise _Told(error) from error


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--store", type=click.Path(path_type=Path), help="The file that keeps loads and packs.")
@click.pass_context
def cli(context: click.Context, store: Path | None) -> None:
    """Token Gauge: from Autodesk token usage exports to the decisions they should lead to."""
    settings = Settings.from_env()
    context.obj = settings if store is None else settings.model_copy(update={"store": store})


if __name__ == "__main__":
    cli(prog_name="python -m analytics")
