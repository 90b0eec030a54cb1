"""The store: a DuckDB file of immutable loads and packs, and current usage as a view over them."""

from analytics.store.current import (
    NOT_NAMED,
    Names,
    covered_days,
    current_usage,
    masked_names,
    shown_names,
    team_names,
)
from analytics.store.database import Store
from analytics.store.loading import LoadOptions, load, load_all
from analytics.store.loads import is_empty, loads, undo
from analytics.store.packs import NewPack, add_pack, packs, remove_pack

__all__ = [
    "NOT_NAMED",
    "LoadOptions",
    "Names",
    "NewPack",
    "Store",
    "add_pack",
    "covered_days",
    "current_usage",
    "is_empty",
    "load",
    "load_all",
    "loads",
    "masked_names",
    "packs",
    "remove_pack",
    "shown_names",
    "team_names",
    "undo",
]
