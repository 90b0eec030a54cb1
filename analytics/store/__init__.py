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
from analytics.store.free_texts import hidden, mask_of
from analytics.store.loading import LoadOptions, Progress, Watch, load, load_all
from analytics.store.loads import found_rows, is_empty, loads, receipt_of, set_aside_rows, undo, without_cells
from analytics.store.packs import NewPack, add_pack, packs, remove_pack
from analytics.store.pseudonymising import pseudonymise
from analytics.store.pseudonyms import is_pseudonymised, key_from, key_of, new_key, people_to_replace
from analytics.store.retention import Purge, purge_before, purge_before_preview, purge_load, purge_load_preview
from analytics.store.sessions import current_sessions

__all__ = [
    "NOT_NAMED",
    "LoadOptions",
    "Names",
    "NewPack",
    "Progress",
    "Purge",
    "Store",
    "Watch",
    "add_pack",
    "covered_days",
    "current_sessions",
    "current_usage",
    "found_rows",
    "hidden",
    "is_empty",
    "is_pseudonymised",
    "key_from",
    "key_of",
    "load",
    "load_all",
    "loads",
    "mask_of",
    "masked_names",
    "new_key",
    "packs",
    "people_to_replace",
    "pseudonymise",
    "purge_before",
    "purge_before_preview",
    "purge_load",
    "purge_load_preview",
    "receipt_of",
    "remove_pack",
    "set_aside_rows",
    "shown_names",
    "team_names",
    "undo",
    "without_cells",
]
