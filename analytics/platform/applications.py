"""What applications use of APIs, by day, by API, engine and job type; and what of it nobody has paid for yet.

Tokens are *resolved*, charged when they were used or paid by a purchase since, or *uncharged*, owed still: of the use
that a table calls uncharged, the ledgers tell which purchases have paid it, so that pictures and debts say the same.
"""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

import polars as pl

from analytics.pool import PER_TOKEN, Ledger, team_ledgers, to_millionths
from analytics.pool.token_events import changes
from analytics.store import Store, covered_days
from analytics.store.api_usage import api_usage
from analytics.store.own_events import EventKind
from analytics.usage.rounding import whole_parts

RESOLVED, UNCHARGED = "resolved", "uncharged"
_TOKENS = pl.Decimal(38, 6)


def known_until(store: Store) -> date | None:
    """Give the last day of use of APIs or, where that is later, of other use; None without use of APIs."""
    used = api_usage(store)["day"]
    days = [*([] if used.is_empty() else [used[-1]]), *covered_days(store)["day"].sort().tail(1)]
    return None if used.is_empty() else max(days)


def settled_usage(store: Store) -> pl.DataFrame:
    """Give current API usage with what is owed still.

    Returns
    -------
    pl.DataFrame
        As `api_usage` gives it, with `owed` (Decimal): the tokens of the row that no purchase has paid by the last day
        known, 0 of use that was charged at once; and `payer` (the team that owes them: of a merged team, that which
        took it). A purchase pays the oldest day first, and of a day the same share of every row.
    """
    rows = api_usage(store).with_row_index("place")
    on = known_until(store)
    if on is None:
        return rows.select(pl.exclude("place"), owed=pl.lit(None, _TOKENS), payer="team")
    payers = _payers(store, rows["team"].unique(), on)
    rows = rows.with_columns(payer=pl.col("team").replace(payers))
    doubtful = rows.filter(pl.col("uncharged"), pl.col("tokens") > 0)
    books = team_ledgers(store, doubtful["payer"].unique().sort(), on)
    owed = [part for team, book in books.items() for part in _shares(doubtful.filter(payer=team), book)]
    found = pl.DataFrame(owed, {"place": rows.schema["place"], "millionths": pl.Int64}, orient="row")
    tokens = pl.col("millionths").fill_null(0).cast(_TOKENS) / pl.lit(PER_TOKEN).cast(_TOKENS)
    joined = rows.join(found, on="place", how="left", maintain_order="left")
    return joined.with_columns(owed=tokens.cast(_TOKENS)).drop("place", "millionths")


def by_day(rows: pl.DataFrame, every: str = "1d") -> pl.DataFrame:
    """Add up tokens by day (or week, `every` = "1w") and status.

    Parameters
    ----------
    rows
        As `settled_usage` gives them.
    every
        The length of a period.

    Returns
    -------
    pl.DataFrame
        One row per period and status with tokens: `day` (its first), `status`, `tokens` (Decimal); sorted.
    """
    return (
        _by_status(rows.with_columns(pl.col("day").dt.truncate(every)), ["day"])
        .select("day", RESOLVED, UNCHARGED)
        .unpivot([RESOLVED, UNCHARGED], index="day", variable_name="status", value_name="tokens")
        .filter(pl.col("tokens") > 0)
        .sort("day", "status")
    )


def by_application(rows: pl.DataFrame) -> pl.DataFrame:
    """Add up use by application.

    Returns
    -------
    pl.DataFrame
        One row per application, the most tokens first: `application_id`, `application`, `team` (of its newest use),
        `apis` (how many), `tokens`, `resolved`, `uncharged` (Decimal; tokens = resolved + uncharged), `first_day`,
        `last_day`.
    """
    keys = ["application_id", "application"]
    said = rows.sort("day").group_by(keys).agg(pl.col("team").last(), pl.col("api").n_unique().alias("apis"))
    return (
        _by_status(rows, keys)
        .join(said, on=keys)
        .select(*keys, "team", "apis", "tokens", RESOLVED, UNCHARGED, "first_day", "last_day")
        .sort("tokens", "application", "application_id", descending=[True, False, False])
    )


def by_api(rows: pl.DataFrame) -> pl.DataFrame:
    """Add up use by API, by engine of Automation, and by job type of Model Derivative.

    Returns
    -------
    pl.DataFrame
        One row per `api`, `job` (null: none) and `unit`, the most tokens first: with `quantity`, `tokens`, `resolved`,
        `uncharged` (Decimal), `share` (of all tokens, 0 to 1), `first_day`, `last_day`.
    """
    share = (pl.col("tokens") / pl.col("tokens").sum()).cast(pl.Float64).fill_nan(0.0).fill_null(0.0)
    keys = ["api", "job", "unit"]
    return (
        _by_status(rows, keys)
        .select(*keys, "quantity", "tokens", RESOLVED, UNCHARGED, share.alias("share"), "first_day", "last_day")
        .sort("tokens", *keys, descending=[True, False, False, False])
    )


def _by_status(rows: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    sums = rows.group_by(keys).agg(
        pl.col("quantity").sum().cast(_TOKENS),
        pl.col("tokens").sum().cast(_TOKENS),
        pl.col("owed").sum().cast(_TOKENS).alias(UNCHARGED),
        **({} if "day" in keys else {"first_day": pl.col("day").min(), "last_day": pl.col("day").max()}),
    )
    return sums.with_columns((pl.col("tokens") - pl.col(UNCHARGED)).cast(_TOKENS).alias(RESOLVED))


def _payers(store: Store, teams: Iterable[str], on: date) -> dict[str, str]:
    """Tell who pays for each team at the end of a day."""
    payers = {team: team for team in teams}
    for merge in changes(store):
        if merge.kind is EventKind.MERGE and merge.to_team is not None and merge.day <= on:
            payers = {team: merge.to_team if payer == merge.team else payer for team, payer in payers.items()}
    return payers


def _shares(rows: pl.DataFrame, book: Ledger) -> list[tuple[int, int]]:
    """Part what is owed still of each day between its rows: their places, and millionths of a token."""
    left = book.debts.filter(pl.col("pack_id").is_null()).group_by("day").agg(pl.col("tokens").sum())
    found: list[tuple[int, int]] = []
    for day, owed in left.iter_rows():
        of_day = rows.filter(pl.col("day") == day)
        used = {place: to_millionths(tokens) for place, tokens in of_day.select("place", "tokens").iter_rows()}
        part = Fraction(to_millionths(owed), sum(used.values()))
        found += whole_parts({place: part * tokens for place, tokens in used.items()}).items()
    return found
