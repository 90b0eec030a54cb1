"""The scenarios that were saved: a name, a team, and what is different from the base."""

import json
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl

from analytics.errors import PlanError, StoreError
from analytics.exports.letters import folded
from analytics.store.changes import Change, change_of, document
from analytics.store.current import team_id
from analytics.store.database import Store
from analytics.store.free_texts import NAMES, naming_texts

_KEYS = ("user_ids", "product_id")


@dataclass(frozen=True)
class Scenario:
    """A scenario of one team."""

    name: str
    changes: tuple[Change, ...]

    def __post_init__(self) -> None:
        if not folded(self.name):
            raise PlanError("The scenario has no name.", hint="Give it a name, such as A busy spring.")


def save_scenario(store: Store, team: str, scenario: Scenario, now: datetime) -> None:
    """Save a scenario in place of the one of this name that the team had, if any.

    Parameters
    ----------
    store
        Where to.
    team
        Whose scenario.
    scenario
        What to save.
    now
        The moment, UTC.

    Raises
    ------
    StoreError
        When there is no such team.
    """
    known = team_id(store, team)
    documents = [document(change) for change in scenario.changes]
    plain = [{name: value for name, value in each.items() if name not in _KEYS} for each in documents]
    with store.writing() as cursor:
        said = {"team_id": known, "name": folded(scenario.name)}
        # A scenario keeps its number, and so its place, when it is changed.
        found = cursor.execute("SELECT scenario_id FROM scenarios WHERE team_id = $team_id AND name = $name", said)
        scenario_id = (found.fetchone() or [None])[0]
        if scenario_id is None:
            [(scenario_id,)] = cursor.execute("SELECT coalesce(max(scenario_id), 0) + 1 FROM scenarios").fetchall()
        for table in ("scenario_keys", "scenarios"):
            cursor.execute(f"DELETE FROM {table} WHERE scenario_id = $id", {"id": scenario_id})
        cursor.execute(
            "INSERT INTO scenarios VALUES ($id, $team_id, $name, $changes, $now)",
            said | {"id": scenario_id, "changes": json.dumps(plain), "now": now},
        )
        for place, each in enumerate(documents):
            keys = [(user_id, None) for user_id in each.get("user_ids", [])]
            keys += [(None, each["product_id"])] if each.get("product_id") is not None else []
            for user_id, product_id in keys:
                cursor.execute(
                    "INSERT INTO scenario_keys VALUES (?, ?, ?, ?)", [scenario_id, place, user_id, product_id]
                )


def remove_scenario(store: Store, team: str, name: str) -> None:
    """Remove a scenario.

    Raises
    ------
    StoreError
        When the team has no such scenario.
    """
    known = team_id(store, team)
    with store.writing() as cursor:
        removed = cursor.execute(
            "DELETE FROM scenarios WHERE team_id = $team_id AND name = $name RETURNING scenario_id",
            {"team_id": known, "name": name},
        ).fetchone()
        if removed is None:
            raise StoreError("There is no such scenario.", hint="List the scenarios to see their names.")
        cursor.execute("DELETE FROM scenario_keys WHERE scenario_id = $id", {"id": removed[0]})


def masked_scenarios(store: Store, team: str) -> list[Scenario]:
    """List the scenarios as `scenarios` does, those whose name tells a person under their number instead."""
    found = scenarios(store, team)
    named = naming_texts(pl.Series([scenario.name for scenario in found], dtype=pl.String), store.frame(NAMES)["name"])
    return [
        replace(scenario, name=f"Scenario {place} (its name is hidden: it may tell a person)")
        if scenario.name in named
        else scenario
        for place, scenario in enumerate(found, start=1)
    ]


def scenarios(store: Store, team: str) -> list[Scenario]:
    """List the scenarios of a team, in the order in which they were made.

    Raises
    ------
    PlanError
        When one has a change that this version does not know.
    """
    of_team = {"team_id": team_id(store, team)}
    rows = store.frame(
        "SELECT scenario_id, name, changes::VARCHAR AS changes FROM scenarios WHERE team_id = $team_id"
        " ORDER BY scenario_id",
        of_team,
    )
    keys = store.frame(
        """
        SELECT scenario_id, change, list(DISTINCT user_id ORDER BY user_id) FILTER (user_id IS NOT NULL) AS user_ids,
               any_value(coalesce(identity_id, product_id)) AS product_id
        FROM scenario_keys LEFT JOIN product_identities USING (product_id)
        SEMI JOIN (FROM scenarios WHERE team_id = $team_id) USING (scenario_id)
        GROUP BY scenario_id, change
        """,
        of_team,
    )
    of_change = {
        (row["scenario_id"], row["change"]): {key: row[key] for key in _KEYS if row[key] is not None}
        for row in keys.iter_rows(named=True)
    }
    return [
        Scenario(
            row["name"],
            tuple(
                change_of({**each, **of_change.get((row["scenario_id"], place), {})})
                for place, each in enumerate(json.loads(row["changes"]))
            ),
        )
        for row in rows.iter_rows(named=True)
    ]
