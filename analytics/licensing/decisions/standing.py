"""Moves beside what was decided about them: what is open, accepted, rejected, exempt, done."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from analytics.errors import DecisionError
from analytics.licensing.moves.listing import with_keys
from analytics.licensing.moves.words import MAY_PAY, PAYS, verdict
from analytics.store import Names, Store
from analytics.store.decisions import State, Step, Subject, decide, latest, masked_steps, steps
from analytics.usage import Part, collected, use_of_part
from analytics.wording import day_text

NOT_KNOWN = "Not in the data now"
"""The label of a user or a team whose loads were taken back; the decision waits for them."""
_EVIDENCE = (
    *("charged_days", "days_year", "days_year_low", "days_year_high", "tokens_year", "tokens_year_low"),
    *("tokens_year_high", "flex_cost_year", "subscription_price", "break_even_days", "saving_year", "saving_low"),
    *("saving_high", "chance_pays"),
)
_DOCUMENT = pl.Struct(dict.fromkeys(_EVIDENCE, pl.Float64))
_KEYS = ("kind", "team_id", "user_id")
_OF_DECISION = (
    *("state", "owner", "note", "until", "done_on", "who", "decided_at", "price_year", "steps", "decision_id"),
)


def history(store: Store, *, shown: bool) -> pl.DataFrame:
    """List every step of every decision, the newest first, as `analytics.store.decisions.steps` does, with its `move`.

    Parameters
    ----------
    store
        Where from.
    shown
        Whether those who decided are named; else they are numbers, and notes that name a person are hidden.
    """
    every = (steps if shown else masked_steps)(store)
    known = with_keys(every.drop_nulls(["team_id", "user_id"]), store).select("step", "move")
    waiting = pl.format("decision {}", "decision_id")
    return every.join(known, on="step", how="left", maintain_order="left").with_columns(
        pl.col("move").fill_null(waiting)
    )


def decided(rows: pl.DataFrame, every: pl.DataFrame, names: Names, today: date) -> pl.DataFrame:
    """Set what was decided beside each move, and add those that were decided and are no longer proposed.

    Parameters
    ----------
    rows
        The moves, as `Moves.rows` has them.
    every
        The steps, as `history` lists them; of the same team as the moves, or of all.
    names
        The labels, masked or shown.
    today
        The day on which an exemption that ended before is over.

    Returns
    -------
    pl.DataFrame
        One row per move, those still proposed in their order, then the others by the day of their first decision: the
        columns of `rows`, and `state`, `owner`, `note`, `until` (of an exemption), `done_on`, `who`, `decided_at`,
        `price_year` (Decimal; of all offers, as known when it was decided), `steps` (how many), `decision_id`,
        `current` (whether the data still propose it), `earlier` (what was decided about other offers for the same user;
        null: nothing). What is accepted, done or no longer proposed has the numbers it had when it was decided: exports
        of the time since show what came of it, not what to expect of it. What was never decided is `proposed`.
    """
    exempt = pl.col("state") == State.EXEMPT.value
    held = latest(every).with_columns(
        state=pl.when(exempt & (pl.col("day") < today)).then(pl.lit(State.PROPOSED.value)).otherwise("state"),
        until=pl.when(exempt).then("day"),
        done_on=pl.when(pl.col("state") == State.DONE.value).then("day"),
    )
    agreed = pl.col("state").is_in([State.ACCEPTED.value, State.DONE.value])
    kept = agreed & pl.col(_then("saving_year")).is_not_null()
    proposed = (
        rows.with_columns(current=True)
        .join(
            held.select("move", *_OF_DECISION, **{_then(name): _evidence(name) for name in _EVIDENCE}),
            on="move",
            how="left",
            maintain_order="left",
        )
        .with_columns(pl.col("state").fill_null(State.PROPOSED.value), pl.col("steps").fill_null(0))
        .with_columns(
            pl.when(kept).then(_then(name)).otherwise(name).cast(rows.schema[name]).alias(name) for name in _EVIDENCE
        )
        .with_columns(verdict=pl.when(kept).then(verdict()).otherwise("verdict"))
    )
    keys = {key: rows.schema[key] for key in ("team_id", "user_id", "charged_days")}
    gone = (
        held.join(rows, on="move", how="anti")
        .with_columns(
            *(_evidence(name).alias(name) for name in _EVIDENCE),
            current=False,
        )
        .with_columns(verdict=verdict())
        .with_columns(pl.col(key).cast(dtype) for key, dtype in keys.items())
        .drop("team", "evidence")
        .join(names.users.cast({"user_id": keys["user_id"]}), on="user_id", how="left", maintain_order="left")
        .join(names.teams.cast({"team_id": keys["team_id"]}), on="team_id", how="left", maintain_order="left")
        .with_columns(pl.col("user", "team").fill_null(NOT_KNOWN))
    )
    both = pl.concat([proposed, gone], how="diagonal")
    return _with_earlier(both).select(*rows.columns, *_OF_DECISION, "current", "earlier")


def of_part(moves: pl.DataFrame, directory: pl.DataFrame, part: Part, day: date) -> pl.DataFrame:
    """Keep the moves of those who belong to a part of the company on a day, in their order."""
    here = moves.with_row_index("place").with_columns(day=pl.lit(day))
    return collected(use_of_part(here.lazy(), directory, part)).sort("place").select(moves.columns)


def to_decide(moves: pl.DataFrame) -> pl.DataFrame:
    """Keep of moves, as `decided` gives them, those that wait for a decision: proposed now, and likely to pay."""
    likely = pl.col("verdict").is_in([PAYS, MAY_PAY])
    return moves.filter("current", likely, pl.col("state") == State.PROPOSED.value)


def take(store: Store, row: Mapping[str, Any], step: Step, now: datetime, paid: Decimal | None = None) -> int:
    """Take a decision about a move, and give the number of the step.

    What is done keeps the numbers with which it was accepted: these are what comes of it is compared with.

    Parameters
    ----------
    store
        Where to.
    row
        The move, as `decided` has it.
    step
        What is decided.
    now
        The moment, UTC.
    paid
        What the subscriptions really cost in a year; None: as known before.

    Raises
    ------
    DecisionError
        When an exemption would have ended, or a move would be done on a day to come.
    StoreError
        When the store does not know the user now.
    """
    today = now.date()
    if step.state is State.EXEMPT and step.day is not None and step.day < today:
        raise DecisionError(f"{day_text(step.day)} has passed.", hint="Give a day that is to come.")
    if step.state is State.DONE and step.day is not None and step.day > today:
        raise DecisionError(
            f"{day_text(step.day)} is yet to come.", hint="Accept the move, and say that it is done when it is."
        )
    if row["user_id"] is None or row["team_id"] is None:
        raise DecisionError("The user of this move is not in the data now.", hint="Load their exports again first.")
    price = paid if paid is not None else _price(row)
    numbers = {name: None if row[name] is None else float(row[name]) for name in _EVIDENCE}
    offers, products = tuple(row["offers"]), tuple(row["products"])
    subject = Subject(row["kind"], row["team_id"], row["user_id"], offers, products, price, row["currency"], numbers)
    if step.state is State.DONE and row["state"] == State.ACCEPTED.value:
        subject = _as_accepted(store, row["decision_id"], subject, paid)
    return decide(store, subject, step, now)


def _as_accepted(store: Store, decision_id: int, subject: Subject, paid: Decimal | None) -> Subject:
    held = latest(steps(store)).row(by_predicate=pl.col("decision_id") == decision_id, named=True)
    return Subject(
        subject.kind,
        subject.team_id,
        subject.user_id,
        subject.offers,
        tuple(held["products"]),
        held["price_year"] if paid is None else paid,
        held["currency"],
        pl.Series([held["evidence"]]).str.json_decode(_DOCUMENT).to_list()[0],
    )


def _evidence(name: str) -> pl.Expr:
    """Return a number of a move as it was when the move was decided."""
    return pl.col("evidence").str.json_decode(_DOCUMENT).struct.field(name)


def _then(name: str) -> str:
    return f"{name}_then"


def _price(row: Mapping[str, Any]) -> Decimal | None:
    # Prices have at most six decimals: what a float adds to a sum of them is far below.
    return None if row["subscription_price"] is None else Decimal(str(round(row["subscription_price"], 6)))


def _with_earlier(rows: pl.DataFrame) -> pl.DataFrame:
    """Add what was decided about other offers for the same user."""
    said = rows.filter(pl.col("steps") > 0).select(
        *_KEYS, other="move", said=pl.format("{}: {}", pl.col("offers").list.join(" + "), "state")
    )
    found = (
        rows.filter("current")
        .select("move", *_KEYS)
        .join(said, on=_KEYS)
        .filter(pl.col("move") != pl.col("other"))
        .group_by("move")
        .agg(earlier=pl.col("said").sort().str.join("; "))
    )
    return rows.join(found, on="move", how="left", maintain_order="left")
