"""Current usage out of the store: rows with integer keys, the days covered, and the names behind the keys."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from analytics.errors import StoreError
from analytics.masking import E_MAIL, masked_text
from analytics.store.database import Store
from analytics.store.implied_days import implied_days

NOT_NAMED = "Not named"
"""The label of use without a user: the export hides or lacks them."""


@dataclass(frozen=True)
class Names:
    """The labels behind the integer keys; each frame has the key and one label column."""

    teams: pl.DataFrame
    """`team_id`, `team`."""
    products: pl.DataFrame
    """`product_id`, `product`: one row per product, whatever names it goes by."""
    users: pl.DataFrame
    """`user_id`, `user`; masked or shown, as asked for."""
    versions: pl.DataFrame
    """`version_id`, `version`."""
    features: pl.DataFrame
    """`feature_id`, `feature`."""
    written: pl.DataFrame = field(default_factory=pl.DataFrame)
    """`product_id`, `product`: one row per name that an export writes, for rows as they were loaded."""


def current_usage(
    store: Store, team: str | None = None, first_day: date | None = None, last_day: date | None = None
) -> pl.DataFrame:
    """Give the rows of current usage.

    Parameters
    ----------
    store
        Where from.
    team
        One team; None for all.
    first_day, last_day
        The days to give, both included; None leaves that side open.

    Returns
    -------
    pl.DataFrame
        One row per row of an export: `day`, `team_id`, `user_id` (null: not named), `product_id`,
        `version_id`, `feature_id`, `tokens` (Decimal). In no particular order.
    """
    return store.frame(
        f"SELECT day, team_id, user_id, product_id, version_id, feature_id, tokens FROM current_usage {SELECTED}",
        selection(store, team, first_day, last_day),
    )


_PURGED = """
    SELECT team_id, day, arg_max(tokens, load_id) AS tokens
    FROM purged_days ANTI JOIN (FROM day_winners WHERE record = 'tokens') USING (team_id, day)
    GROUP BY team_id, day
"""
"""The days whose rows were purged, and that no load covers again."""


def team_days(store: Store, teams: Collection[str]) -> pl.DataFrame:
    """Add up the use of some teams by day, purged days too: `team`, `day`, `tokens` (Decimal); sorted."""
    return store.frame(
        f"""
        SELECT name AS team, day, tokens
        FROM (
            SELECT team_id, day, sum(tokens)::DECIMAL(38, 6) AS tokens
            FROM current_usage WHERE list_contains($team_ids, team_id) GROUP BY team_id, day
            UNION ALL FROM ({_PURGED}) WHERE list_contains($team_ids, team_id)
        ) JOIN teams USING (team_id)
        ORDER BY team, day
        """,
        {"team_ids": [team_id(store, team) for team in teams]},
    )


def teams_covered(store: Store) -> pl.DataFrame:
    """Return the days whose use is known by the names of teams, purged days too: `team`, `day`; sorted."""
    named = store.frame(
        f"SELECT team_id, day FROM day_winners WHERE record = 'tokens' UNION SELECT team_id, day FROM ({_PURGED})"
    )
    implied = implied_days(store, with_purged=True).select("team_id", "day")
    names = store.frame("SELECT team_id, name AS team FROM teams")
    days = pl.concat([named, implied]).unique()
    return days.join(names, on="team_id").select("team", "day").sort("team", "day")


def charged_products(store: Store) -> pl.DataFrame:
    """Give what was used in the last 365 days of data.

    Returns
    -------
    pl.DataFrame
        One row per team and product with tokens above zero: `team_id`, `product_id`, `tokens` (Decimal), `last_day`.
    """
    return store.frame("""
        SELECT team_id, product_id, sum(tokens)::DECIMAL(38, 6) AS tokens, max(day) AS last_day
        FROM current_usage
        WHERE tokens > 0 AND day > (SELECT max(day) FROM day_winners WHERE record = 'tokens') - INTERVAL 365 DAY
        GROUP BY team_id, product_id
    """)


def covered_days(store: Store, team: str | None = None) -> pl.DataFrame:
    """Return the days of which loads tell who used what: one row per team and day (`team_id`, `day`), sorted."""
    return record_days(store, "tokens", team)


def record_days(store: Store, record: str, team: str | None = None) -> pl.DataFrame:
    """Return the days of a record ("tokens" or "seats") that a load covers, or that follow from others.

    Returns
    -------
    pl.DataFrame
        One row per `team_id` and `day`; sorted.
    """
    named = store.frame(
        f"SELECT team_id, day FROM (FROM day_winners WHERE record = $record) {SELECTED}",
        selection(store, team, None, None) | {"record": record},
    )
    key = team_id(store, team)
    implied = implied_days(store, record).select("team_id", "day")
    of_team = implied if key is None else implied.filter(team_id=key)
    return pl.concat([named, of_team]).unique().sort("team_id", "day")


def provisional_days(store: Store) -> pl.DataFrame:
    """Give the days that were not over (UTC) when the load that counts for them was made: `team_id`, `day`; sorted."""
    named = store.frame("SELECT team_id, day, load_id FROM day_winners WHERE record = 'tokens'")
    loaded = store.frame("SELECT load_id, loaded_at::DATE AS loaded_on FROM loads")
    days = pl.concat([named, implied_days(store)]).join(loaded, on="load_id")
    return days.filter(pl.col("loaded_on") == pl.col("day")).select("team_id", "day").sort("team_id", "day")


def masked_names(store: Store) -> Names:
    """Give the names with every user masked as a number that stays the same in this store.

    So is every other name that has an e-mail in it, as where the cells of a row have slipped.
    """
    return _names(store, "format('User {:04d}', user_id)", mask_others=True)


def shown_names(store: Store) -> Names:
    """Give the names with users by first and last name and e-mail, as far as the exports have them."""
    full_name = "nullif(concat_ws(' ', first_name, last_name), '')"
    label = f"CASE WHEN {full_name} IS NULL THEN key ELSE {full_name} || ' <' || key || '>' END"
    return _names(store, label, mask_others=False)


def team_names(store: Store) -> list[str]:
    """List the teams that have current usage, packs, or applications that use APIs, by name."""
    return store.frame("""
        SELECT name FROM teams
        WHERE team_id IN (SELECT team_id FROM coverage) OR team_id IN (SELECT team_id FROM packs)
           OR team_id IN (SELECT team_id FROM api_rows) OR team_id IN (SELECT team_id FROM application_teams)
        ORDER BY name
    """)["name"].to_list()


SELECTED = """
    WHERE ($team_id IS NULL OR team_id = $team_id)
      AND ($first_day IS NULL OR day >= $first_day) AND ($last_day IS NULL OR day <= $last_day)
"""
"""Keeps the rows of one team and of some days; null leaves a side open."""


def selection(store: Store, team: str | None, first_day: date | None, last_day: date | None) -> dict[str, object]:
    """Give the parameters of `SELECTED`; the errors are those of `team_id`."""
    return {"team_id": team_id(store, team), "first_day": first_day, "last_day": last_day}


def team_id(store: Store, team: str | None) -> int | None:
    """Give the key of a team; None for all teams.

    Raises
    ------
    StoreError
        When there is no such team.
    """
    if team is None:
        return None
    found = store.frame("SELECT team_id FROM teams WHERE name = $team", {"team": team})
    if found.is_empty():
        known = masked_text(", ".join(team_names(store))) or "none yet"
        raise StoreError(f"There is no team {team}.", hint=f"The teams are: {known}.")
    return int(found.item())


def _names(store: Store, user_label: str, *, mask_others: bool) -> Names:
    def labels(table: str, name: str, text: str = "name") -> pl.DataFrame:
        masked = f"format('{name.capitalize()} {{:04d}}', {name}_id)"
        label = f"CASE WHEN regexp_matches({text}, '{E_MAIL}') THEN {masked} ELSE {text} END" if mask_others else text
        return store.frame(f"SELECT {name}_id, {label} AS {name} FROM {table}")

    return Names(
        teams=labels("teams", "team"),
        products=labels("identified_products", "product", "product"),
        users=store.frame(f"SELECT user_id, {user_label} AS user FROM users"),
        versions=labels("versions", "version"),
        features=labels("features", "feature"),
        written=labels("products", "product"),
    )
