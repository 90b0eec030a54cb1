"""What is assumed of orders is kept in the store, for every page and command."""

from pathlib import Path

import pytest

from analytics.errors import SettingsError
from analytics.settings import Settings
from analytics.store import Store
from analytics.store.assumptions import ASSUMED, assumed, forget_assumptions, keep_assumptions

ENVIRONMENT = Settings(lead_time_days=10, sure=0.9)


def test_what_is_kept_stands_in_place_of_the_environment(store: Store) -> None:
    assert assumed(store, ENVIRONMENT) == ENVIRONMENT
    kept = keep_assumptions(store, ENVIRONMENT, {"lead_time_days": 20, "pack_sizes": "33, 500", "sure": 0.8})
    assert kept == assumed(store, ENVIRONMENT)
    assert (kept.lead_time_days, kept.pack_sizes, kept.sure, kept.country) == (20, "33, 500", 0.8, "US")


def test_what_is_as_in_the_environment_is_not_kept(store: Store) -> None:
    keep_assumptions(store, ENVIRONMENT, {"lead_time_days": 20})
    keep_assumptions(store, ENVIRONMENT, {"lead_time_days": 10})
    assert assumed(store, Settings(lead_time_days=5)).lead_time_days == 5


def test_what_cannot_be_is_refused_whole(store: Store) -> None:
    with pytest.raises(SettingsError, match="Lead time days cannot be -1"):
        keep_assumptions(store, ENVIRONMENT, {"grace_days": 3, "lead_time_days": -1})
    assert assumed(store, ENVIRONMENT) == ENVIRONMENT


def test_all_are_forgotten_together(store: Store) -> None:
    keep_assumptions(store, ENVIRONMENT, {"country": "DE", "grace_days": 3})
    forget_assumptions(store)
    assert assumed(store, ENVIRONMENT) == ENVIRONMENT


def test_each_assumption_is_a_setting() -> None:
    assert set(ASSUMED) <= set(Settings.model_fields)


def test_they_outlast_the_process(tmp_path: Path) -> None:
    with Store(tmp_path / "store.duckdb") as store:
        keep_assumptions(store, ENVIRONMENT, {"order_step": 100})
    with Store(tmp_path / "store.duckdb") as store:
        assert assumed(store, ENVIRONMENT).order_step == 100
