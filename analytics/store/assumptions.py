"""Assumptions: the settings about orders that a person keeps in the store, for every page and command."""

from collections.abc import Mapping
from typing import Any

from analytics.settings import Settings
from analytics.store.database import Store

ASSUMED = (
    *("lead_time_days", "country", "sure", "grace_days", "smallest_order", "order_step", "pack_sizes", "price_tiers"),
)
"""The settings that can be kept in the store, in place of the environment's."""


def assumed(store: Store, settings: Settings) -> Settings:
    """Return the settings as the store has them, where it keeps any.

    Raises
    ------
    SettingsError
        When a value that is kept is not one that the setting can have.
    """
    return settings.changed(dict(store.frame("SELECT name, value FROM assumptions").iter_rows()))


def keep_assumptions(store: Store, settings: Settings, values: Mapping[str, Any]) -> Settings:
    """Keep some assumptions for everybody who opens the store, and return the settings with all that are kept.

    Parameters
    ----------
    store
        Where to.
    settings
        The environment's; a value that is the same as there is not kept.
    values
        By name, of `ASSUMED`.

    Raises
    ------
    SettingsError
        When a value is not one that the setting can have; nothing is kept then.
    """
    kept = settings.changed(values)
    with store.writing() as cursor:
        for name in values:
            cursor.execute("DELETE FROM assumptions WHERE name = ?", [name])
            if getattr(kept, name) != getattr(settings, name):
                cursor.execute("INSERT INTO assumptions VALUES (?, ?)", [name, str(getattr(kept, name))])
    return assumed(store, settings)


def forget_assumptions(store: Store) -> None:
    """Forget all that are kept: the environment's hold again."""
    with store.writing() as cursor:
        cursor.execute("DELETE FROM assumptions")
