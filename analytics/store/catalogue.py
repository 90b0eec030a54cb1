"""What every column of every table holds, whose key it is, and how the rows of a table go: said once, here.

Names, pseudonyms, purges and what is hidden while names are masked read it, and a test holds it against DuckDB's own
catalogue: a table or a column that is not described here does not pass.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Holds(StrEnum):
    """What a column holds, seen by whoever looks for persons."""

    NEITHER = "neither"
    """Numbers, days, keys, and words that the product itself has chosen."""
    PERSON = "person"
    """Names somebody, whatever it says."""
    FREE_TEXT = "free text"
    """Was written freely: names somebody where an e-mail is in it, or a name of a person that the store knows."""
    LABEL = "label"
    """Has a meaning of its own, by which later exports are matched: only an e-mail in it names somebody."""


class Aging(StrEnum):
    """What becomes of a table's rows when everything before a day is purged."""

    BY_DAY = "by day"
    """A row goes by its column `day`."""
    BESIDE = "beside"
    """A row goes with the row of the same load and number that goes by its day."""
    OWN_RULE = "own rule"
    """As `remove_before` says of this table."""
    FORGOTTEN = "forgotten"
    """A name; it goes when nothing that keeps it refers to its key any more."""
    DERIVED = "derived"
    """Made anew from other tables with every write."""
    STAYS = "stays"
    """Lists, and what was entered by hand: whatever their age."""


@dataclass(frozen=True)
class Column:
    """What one column holds."""

    holds: Holds = Holds.NEITHER
    key_of: str | None = None
    """The table whose key it is; None: it is no key."""
    keeps: bool = True
    """Whether what it is the key of stays known because of it; else the row goes when that is forgotten."""
    document: bool = False
    """Whether it is a JSON document: what names somebody is taken out of it, instead of all of it being replaced."""
    by_kind: Mapping[str, Holds] = field(default_factory=dict)
    """Where the row's column `kind` says what it holds: by kind; `holds` is for all other kinds."""


@dataclass(frozen=True)
class Table:
    """What the columns of one table hold, and how its rows go."""

    aging: Aging
    columns: Mapping[str, Column]
    current: str | None = None
    """The view of the rows that count, of a list that speaks for a team as a whole."""

    @property
    def of_loads(self) -> bool:
        """Whether it has rows of loads, which go with their load."""
        return any(column.key_of == "loads" for name, column in self.columns.items() if name == "load_id")


@dataclass(frozen=True)
class Texts:
    """The texts of one column that hold the same: all of them, or those of some kinds."""

    table: str
    column: str
    where: str
    """The condition for them, as SQL has it."""

    @property
    def query(self) -> str:
        """Asks for each text once, as `text`."""
        return f"SELECT DISTINCT {self.column}::VARCHAR AS text FROM {self.table} WHERE {self.where}"


def _each(column: Column, *names: str) -> dict[str, Column]:
    return dict.fromkeys(names, column)


def _plain(*names: str) -> dict[str, Column]:
    return _each(Column(), *names)


def _person(*names: str) -> dict[str, Column]:
    return _each(Column(Holds.PERSON), *names)


def _free(*names: str) -> dict[str, Column]:
    return _each(Column(Holds.FREE_TEXT), *names)


def _label(*names: str) -> dict[str, Column]:
    return _each(Column(Holds.LABEL), *names)


def _key(of: str, name: str, *, keeps: bool = True) -> dict[str, Column]:
    return {name: Column(key_of=of, keeps=keeps)}


_LOAD = _key("loads", "load_id")
_ROW = _LOAD | _plain("row")
_TEAM = _key("teams", "team_id")
_USER = _key("users", "user_id")
_PRODUCT = _key("products", "product_id")
_VERSION = _key("versions", "version_id")
_FEATURE = _key("features", "feature_id")
_APPLICATION = _key("applications", "application_id")
_TO_TEAM = _key("teams", "to_team_id")
_ALERT = _key("usage_alerts", "alert_id")
_PLACES = ("department", "cost_center", "project", "country")

CATALOGUE: Mapping[str, Table] = MappingProxyType(
    {
        "meta": Table(Aging.STAYS, _plain("store_id", "version", "digest", "state", "key_check", "finishing_due")),
        "loads": Table(
            Aging.STAYS,
            _LOAD
            | _free("file")
            | {"receipt": Column(Holds.FREE_TEXT, document=True)}
            | {"given_columns": Column(Holds.FREE_TEXT, document=True)}
            | _label("given_team")
            | _plain("sha256", "kind", "given_dates", "given_decimals", "header")
            | _plain("loaded_at", "undone_at", "purged_at"),
        ),
        "set_aside": Table(Aging.OWN_RULE, _ROW | _plain("reason") | {"cells": Column(Holds.PERSON, document=True)}),
        "findings": Table(Aging.BESIDE, _ROW | _plain("finding")),
        "coverage": Table(Aging.OWN_RULE, _LOAD | _TEAM | _APPLICATION | _plain("record", "first_day", "last_day")),
        "purged_days": Table(Aging.OWN_RULE, _LOAD | _TEAM | _plain("day", "tokens")),
        "vintages": Table(
            Aging.OWN_RULE,
            _LOAD | _key("teams", "team_id", keeps=False) | _plain("as_of", "made_at", "method", "answer"),
        ),
        # Names.
        "teams": Table(Aging.FORGOTTEN, _TEAM | _label("name")),
        "products": Table(Aging.FORGOTTEN, _PRODUCT | _label("name")),
        "product_identities": Table(
            Aging.DERIVED,
            _key("products", "product_id", keeps=False)
            | _key("products", "identity_id", keeps=False)
            | _label("product"),
        ),
        "versions": Table(Aging.FORGOTTEN, _VERSION | _label("name")),
        "features": Table(Aging.FORGOTTEN, _FEATURE | _label("name")),
        "users": Table(Aging.FORGOTTEN, _USER | _person("key", "email", "first_name", "last_name")),
        "applications": Table(Aging.FORGOTTEN, _APPLICATION | _label("key", "client_id", "name")),
        # Rows of loads by day, and what stands beside them.
        "usage_rows": Table(
            Aging.BY_DAY, _ROW | _TEAM | _USER | _PRODUCT | _VERSION | _FEATURE | _plain("day", "tokens")
        ),
        "seat_rows": Table(Aging.BY_DAY, _ROW | _TEAM | _USER | _PRODUCT | _VERSION | _FEATURE | _plain("day")),
        "api_rows": Table(
            Aging.BY_DAY,
            _ROW
            | _TEAM
            | _APPLICATION
            | _label("api", "job", "unit")
            | _plain("day", "quantity", "tokens", "uncharged"),
        ),
        "sessions": Table(Aging.BESIDE, _ROW | _plain("started", "ended", "minutes")),
        "custom_fields": Table(Aging.BESIDE, _ROW | _plain("field") | _free("value")),
        # Lists of loads.
        "report_rows": Table(
            Aging.STAYS,
            _ROW
            | _TEAM
            | _USER
            | _PRODUCT
            | _VERSION
            | _free("user_group")
            | _label("access", "seat_assignment", "user_activity")
            | _plain("assigned", "unassigned", "days_inactive", "days_used", "monthly_average", "tokens")
            | _plain("last_accessed"),
            current="current_report",
        ),
        "subscriptions": Table(
            Aging.STAYS,
            _ROW
            | _TEAM
            | _PRODUCT
            | _label("contract", "subscription", "term", "status")
            | _plain("first_day", "last_day", "renewal", "seats"),
            current="current_subscriptions",
        ),
        "token_events": Table(
            Aging.STAYS,
            _ROW | _TEAM | _label("event") | _free("note") | _plain("day", "tokens"),
            current="current_events",
        ),
        "packs": Table(
            Aging.STAYS,
            _LOAD
            | _TEAM
            | _label("currency")
            | _free("note")
            | _plain("pack_id", "tokens", "first_day", "last_day", "price_per_token", "pool", "price_paid")
            | _plain("bought_on"),
            current="current_packs",
        ),
        "resources": Table(
            Aging.STAYS,
            _LOAD
            | _TEAM
            | _label("resource", "unit", "currency")
            | _plain("resource_id", "kind", "purchased", "unit_size", "first_day", "last_day", "refreshes", "source")
            | _plain("time_zone", "unit_price"),
            current="current_resources",
        ),
        "directory_rows": Table(
            Aging.STAYS, _ROW | _person("key", "manager") | _free(*_PLACES) | _plain("first_day", "last_day")
        ),
        # What was entered by hand.
        "expected": Table(
            Aging.STAYS,
            {
                "name": Column(
                    Holds.LABEL,
                    by_kind=dict.fromkeys(("user", "manager"), Holds.PERSON) | dict.fromkeys(_PLACES, Holds.FREE_TEXT),
                )
            }
            | _free("note")
            | _plain("kind", "marked_at"),
        ),
        "limits": Table(
            Aging.STAYS,
            {"name": Column(Holds.LABEL, by_kind={"department": Holds.FREE_TEXT})}
            | _plain("limit_id", "kind", "period", "tokens"),
        ),
        "own_events": Table(
            Aging.STAYS, _TEAM | _TO_TEAM | _free("note") | _plain("event_id", "kind", "day", "tokens", "entered_at")
        ),
        "stated_balances": Table(Aging.STAYS, _TEAM | _free("note") | _plain("day", "tokens", "stated_at")),
        "budgets": Table(Aging.STAYS, _TEAM | _free("department") | _plain("period", "first_day", "tokens")),
        "budget_tiers": Table(Aging.STAYS, _TEAM | _plain("percent")),
        "closings": Table(
            Aging.STAYS,
            _TEAM | _free("note") | _plain("closing_id", "first_day", "last_day", "yearly", "entered_at"),
        ),
        "assumptions": Table(Aging.STAYS, _plain("name", "value")),
        "scenarios": Table(
            Aging.STAYS, _key("scenarios", "scenario_id") | _TEAM | _free("name") | _plain("changes", "changed_at")
        ),
        "scenario_keys": Table(
            Aging.STAYS,
            _key("scenarios", "scenario_id") | _key("users", "user_id", keeps=False) | _PRODUCT | _plain("change"),
        ),
        "own_rates": Table(
            Aging.STAYS, _label("product") | _free("source") | _plain("rate_id", "first_day", "tokens", "checked_on")
        ),
        "own_prices": Table(
            Aging.STAYS,
            _TEAM
            | _label("offer", "currency")
            | _free("source")
            | _plain("price_id", "amount", "basis", "first_day", "checked_on"),
        ),
        "own_contents": Table(Aging.STAYS, _label("collection", "product")),
        "product_names": Table(Aging.STAYS, _label("name", "product")),
        "decisions": Table(
            Aging.STAYS,
            _key("decisions", "step")
            | _person("user_key", "owner", "who")
            | _label("team", "currency")
            | _free("note")
            | _plain("kind", "state", "day", "decided_at", "price_year", "evidence"),
        ),
        "decision_names": Table(Aging.STAYS, _key("decisions", "step") | _label("name") | _plain("part")),
        "application_teams": Table(Aging.STAYS, _APPLICATION | _TEAM | _plain("first_day")),
        "unit_sizes": Table(Aging.STAYS, _TEAM | _label("resource") | _plain("first_day", "unit_size")),
        "usage_alerts": Table(Aging.STAYS, _ALERT | _free("name") | _plain("days", "changed_at")),
        "usage_alert_resources": Table(Aging.STAYS, _ALERT | _TEAM | _label("resource")),
        "usage_alert_recipients": Table(Aging.STAYS, _ALERT | _person("recipient")),
    }
)
"""Every table of the store, by name."""


def texts(holds: Holds) -> list[Texts]:
    """List the texts that hold the same; without documents, of which only a part is a text."""
    return [
        Texts(table, name, where)
        for table, described in CATALOGUE.items()
        for name, column in described.columns.items()
        if not column.document and (where := _where(name, column, holds))
    ]


def keys_of(table: str, *, keeping: bool | None = None) -> list[tuple[str, str]]:
    """List the columns of other tables, or beside its own key, that are keys of a table; all, or those that keep it."""
    return [
        (other, name)
        for other, described in CATALOGUE.items()
        for name, column in described.columns.items()
        if column.key_of == table and other != table and keeping in (None, column.keeps)
    ]


def tables(*agings: Aging) -> tuple[str, ...]:
    """List the tables whose rows go in some way as days are purged."""
    return tuple(name for name, table in CATALOGUE.items() if table.aging in agings)


KEYS: Mapping[str, str] = MappingProxyType(
    {
        table: next(name for name, column in CATALOGUE[table].columns.items() if column.key_of == table)
        for table in tables(Aging.FORGOTTEN)
    }
)
"""The tables of names, and the key of each."""
DAILY = tables(Aging.BY_DAY)
"""The tables of rows that have a day."""
LISTS: Mapping[str, str] = MappingProxyType({name: table.current for name, table in CATALOGUE.items() if table.current})
"""The tables of rows that count as a whole, and the view of those that count."""
OF_LOADS = tuple(name for name, table in CATALOGUE.items() if table.of_loads and name != "loads")
"""Every table that has rows of a load."""


def _where(name: str, column: Column, holds: Holds) -> str:
    """Write which texts of a column hold that; empty: none."""
    others = ", ".join(f"'{kind}'" for kind, held in column.by_kind.items() if held is not column.holds)
    if not others:
        return f"{name} IS NOT NULL" if column.holds is holds else ""
    if column.holds is holds:
        return f"{name} IS NOT NULL AND kind NOT IN ({others})"
    kinds = ", ".join(f"'{kind}'" for kind, held in column.by_kind.items() if held is holds)
    return f"{name} IS NOT NULL AND kind IN ({kinds})" if kinds else ""
