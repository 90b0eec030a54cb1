"""What was decided about each move, by whom and when: a history to which steps are only ever added.

Decisions outlast a load that is taken back, for it may come again, as marks of expected use do; who is purged takes
theirs along.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import duckdb
import polars as pl

from analytics.errors import DecisionError
from analytics.exports.letters import folded
from analytics.store.database import Store
from analytics.store.expected import HIDDEN_NOTE, consumer_name
from analytics.store.free_texts import NAMES, naming_texts

DECIDERS = f"{NAMES} UNION SELECT unnest([who, owner]) FROM decisions"
"""Asks for what the note of a decision names somebody by: as any other text, or those who decide, in one word too."""


class State(StrEnum):
    """Where a move stands."""

    PROPOSED = "proposed"
    """Nobody has decided, or the decision was taken back."""
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    EXEMPT = "exempt"
    """Not to be proposed until a day has passed."""
    DONE = "done"


@dataclass(frozen=True)
class Subject:
    """The move that is decided about; kind, team, user and offers (without any: products) tell it from others."""

    kind: str
    team_id: int
    user_id: int
    offers: tuple[str, ...]
    """The subscriptions to buy, or to give up."""
    products: tuple[str, ...]
    """The products whose use is moved."""
    price_year: Decimal | None = None
    """What all offers cost in a year; None: not known."""
    currency: str | None = None
    evidence: Mapping[str, float | None] = field(default_factory=dict)
    """The numbers of the move as they were shown, by their column."""


@dataclass(frozen=True)
class Step:
    """What somebody decides."""

    state: State
    who: str
    """Who decides, as they call themselves."""
    day: date | None = None
    """The last day of an exemption, or the day on which the move was done; None of others."""
    note: str | None = None
    """Why; of a rejection there is one."""
    owner: str | None = None
    """Who sees to it; None: as before."""

    def __post_init__(self) -> None:
        if not folded(self.who):
            raise DecisionError(
                "It is not said who decides.", hint="Type your name, or set TOKEN_GAUGE_DECIDER; there is no log-in."
            )
        if self.state is State.REJECTED and not folded(self.note or ""):
            raise DecisionError("A rejection has no reason.", hint="Say in a few words why the move is not made.")
        dated = self.state in (State.EXEMPT, State.DONE)
        if dated and self.day is None:
            what = "until when" if self.state is State.EXEMPT else "on which day"
            raise DecisionError(f"It is not said {what}.", hint="Give the day.")
        if not dated and self.day is not None:
            raise DecisionError(f"A move that is {self.state} has no day.", hint="Leave the day out.")


def decide(store: Store, subject: Subject, step: Step, now: datetime) -> int:
    """Add a step to the history of a move, and give the step's number.

    Parameters
    ----------
    store
        Where to.
    subject
        Which move.
    step
        What is decided.
    now
        The moment, UTC.

    Raises
    ------
    StoreError
        When the store does not know the team or the user.
    """
    team = consumer_name(store, "team", subject.team_id)
    user = consumer_name(store, "user", subject.user_id)
    with store.writing() as cursor:
        [(number,)] = cursor.execute("SELECT coalesce(max(step), 0) + 1 FROM decisions").fetchall()
        cursor.execute(
            "INSERT INTO decisions VALUES ($step, $kind, $team, $user, $state, $day, $note, $owner, $who, $now,"
            " $price, $currency, $evidence)",
            {
                "step": number,
                "kind": subject.kind,
                "team": team,
                "user": user,
                "state": step.state,
                "day": step.day,
                "note": _said(step.note),
                "owner": _said(step.owner),
                "who": folded(step.who),
                "now": now,
                "price": subject.price_year,
                "currency": subject.currency,
                "evidence": json.dumps(dict(subject.evidence)),
            },
        )
        parts = [("offer", name) for name in subject.offers] + [("product", name) for name in subject.products]
        for part, name in parts:
            cursor.execute("INSERT INTO decision_names VALUES (?, ?, ?)", [number, part, name])
    return int(number)


def steps(store: Store) -> pl.DataFrame:
    """List every step of every decision, the newest first, with those who decided by name.

    Returns
    -------
    pl.DataFrame
        One row per step: `step`, `decision_id` (the same for all steps of a move), `kind`, `team`, `team_id`, `user_id`
        (both null: not known at present), `offers`, `products` (sorted), `state`, `day`, `note`, `owner`, `who`,
        `decided_at`, `price_year` (Decimal), `currency`, `evidence` (a JSON document).
    """
    return store.frame("""
        WITH parts AS (
            SELECT step, list_sort(list(DISTINCT name) FILTER (part = 'offer')) AS offers,
                   list_sort(list(DISTINCT coalesce(product, name)) FILTER (part = 'product')) AS products
            FROM decision_names LEFT JOIN names_of_products USING (name) GROUP BY step
        ),
        every AS (
            SELECT d.* EXCLUDE (evidence), evidence::VARCHAR AS evidence,
                   coalesce(offers, []::VARCHAR[]) AS offers, coalesce(products, []::VARCHAR[]) AS products
            FROM decisions AS d LEFT JOIN parts USING (step)
        )
        SELECT step, min(step) OVER (
                   PARTITION BY kind, every.team, user_key, if(len(offers) > 0, offers, products)
               ) AS decision_id, kind,
               every.team, team_id, user_id, offers, products, state, day, note, owner, who, decided_at, price_year,
               currency, evidence
        FROM every LEFT JOIN teams ON teams.name = every.team LEFT JOIN users ON users.key = user_key
        ORDER BY step DESC
    """)


def masked_steps(store: Store) -> pl.DataFrame:
    """List the steps as `steps` does, persons as numbers in the order of their coming, notes that name one hidden.

    A name of one word may be any word; a note with it in it is hidden as well.
    """
    every = steps(store)
    came = every.sort("step").select(pl.concat_list("who", "owner").alias("person")).explode("person").drop_nulls()
    numbers = came.unique(maintain_order=True).with_row_index("number", 1)
    labels = numbers.select("person", label=pl.format("Person {}", "number"))
    naming = naming_texts(every["note"].unique(), store.frame(DECIDERS)["name"])
    return every.with_columns(
        pl.col("who", "owner").replace_strict(labels["person"], labels["label"], default=None, return_dtype=pl.String),
        note=pl.when(pl.col("note").is_in(naming.implode())).then(pl.lit(HIDDEN_NOTE)).otherwise("note"),
    )


def latest(every: pl.DataFrame) -> pl.DataFrame:
    """Give of steps, as `steps` or `masked_steps` lists them, the one of each move that holds now.

    Returns
    -------
    pl.DataFrame
        One row per move, by `decision_id`: as the steps, with `owner` the last one named, and `steps` (how many).
    """
    ordered = every.sort("step")
    return (
        ordered.group_by("decision_id")
        .agg(pl.all().exclude("owner").last(), pl.col("owner").drop_nulls().last(), steps=pl.len())
        .sort("decision_id")
    )


def drop_decisions_of_forgotten(cursor: duckdb.DuckDBPyConnection) -> int:
    """Remove the decisions about users whom the store does not know, and tell about how many users they were."""
    gone = cursor.execute(
        "DELETE FROM decisions WHERE user_key NOT IN (SELECT key FROM users) RETURNING user_key"
    ).fetchall()
    cursor.execute("DELETE FROM decision_names WHERE step NOT IN (SELECT step FROM decisions)")
    return len(set(gone))


def _said(text: str | None) -> str | None:
    return folded(text or "") or None
