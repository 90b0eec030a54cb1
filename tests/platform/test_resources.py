"""Cards, invoices and alerts of resources, counted by hand on the two small tables of `bought`."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.errors import AlertError, PackError, StoreError
from analytics.exports import Kind
from analytics.platform.alerting import GONE, alert_table, alerts_due, watchable
from analytics.platform.cards import TOKENS, all_cards, card
from analytics.platform.charging import drawn, first_in_view, units_by_cycle, use_and_units
from analytics.platform.foresight import foreseen
from analytics.platform.invoices import invoices
from analytics.platform.sentences import (
    available_text,
    charged_sentence,
    headline,
    projected_text,
    uncharged_text,
    until_text,
)
from analytics.pool.charged.accounts import UNCHARGED, Account, resource_accounts
from analytics.pool.charged.purchases import entered_twice
from analytics.settings import Settings
from analytics.store import LoadOptions, Store, load, new_key, pseudonymise, undo
from analytics.store.api_usage import api_usage
from analytics.store.resources import (
    NewResource,
    Refreshes,
    ResourceKind,
    Source,
    add_resource,
    remove_resource,
    resources,
)
from analytics.store.usage_alerts import UsageAlert, Watched, add_usage_alert, usage_alerts
from tests.places import NOW
from tests.platform.bought import RESOURCES, load_all

TODAY = NOW.date()
LAST = date(2026, 10, 31)
SETTINGS = Settings(paths=100)
WATCHED = (Watched("Design", "Automation"),)


@pytest.fixture
def bought(store: Store, tmp_path: Path) -> Store:
    load_all(store, tmp_path)
    return store


def account(store: Store, resource: str) -> Account:
    return next(each for each in resource_accounts(store, None, TODAY).accounts if each.resource == resource)


def test_use_goes_to_the_resource_of_its_job_before_that_of_its_api_and_none_is_lost(bought: Store) -> None:
    found = resource_accounts(bought, None, TODAY)
    assert {each.resource: each.use["quantity"].sum() for each in found.accounts} == {
        "Automation": 17400,
        "Model Derivative complex": 3480,
        "Info360 assets": 10,
    }
    assert found.unmatched.select("api", "job", "quantity").rows() == [("Model Derivative", "simple", 580)]
    add_resource(
        bought,
        NewResource("Design", "model derivative", ResourceKind.API, date(2026, 1, 15), source=Source.FLEX, unit="Jobs"),
    )
    again = resource_accounts(bought, None, TODAY)
    assert again.unmatched.is_empty()
    total = sum(each.use["quantity"].sum() for each in again.accounts)
    assert total == api_usage(bought)["quantity"].sum()


def test_the_free_tier_pays_ten_units_of_each_period_and_pay_as_you_go_the_rest(bought: Store) -> None:
    """Check the order "Free tier ... Pay as You Go" over the periods of ten months, 60 minutes a day."""
    automation = account(bought, "Automation")
    sums = dict(automation.drawn.units.group_by("source").agg(pl.col("units").sum()).iter_rows())
    assert sums == {"Free tier": 10 * 10, "Pay as You Go": 870 - 100}
    rows = invoices(foreseen(automation, SETTINGS))
    assert rows["first_day"].to_list() == [date(2026, month, 15) for month in range(10, 0, -1)]
    # A cycle of 31 days: 93 units, ten of them free; the price of a unit is 2.
    assert rows.row(2, named=True)["amount"] == 2 * (93 - 10)
    assert rows["charged_units"].sum() == automation.charged["units"].sum()
    # The running cycle has 17 days so far and ends after 31; use is the same every day.
    running = rows.row(0, named=True)
    assert (running["invoiced_units"], running["cycle"]) == (17 * 3 - 10, "running")
    assert running["p10"] <= 83 <= running["p90"]


def test_free_tier_units_are_never_invoiced(bought: Store) -> None:
    rows = invoices(foreseen(account(bought, "Automation"), SETTINGS))
    free = account(bought, "Automation").drawn.units.filter(source="Free tier")["units"].sum()
    assert int(rows["invoiced_units"].sum()) + int(free) == rows["charged_units"].sum()


def test_a_card_says_what_is_left_when_it_ends_and_when_it_runs_out(bought: Store) -> None:
    complex_jobs = card(foreseen(account(bought, "Model Derivative complex"), SETTINGS))
    # 12 jobs a day, of five days uncharged: 3,420 of 3,600; at 12 a day, 180 last 15 days.
    assert available_text(complex_jobs) == "180 of 3,600 available"
    assert complex_jobs.projected == LAST + timedelta(days=16)
    assert until_text(complex_jobs) == "Ends in 74 days"
    assert uncharged_text(complex_jobs) == "60 jobs are uncharged: there were no tokens for them."
    automation = card(foreseen(account(bought, "Automation"), SETTINGS))
    assert (automation.refreshes, automation.follows) == (date(2026, 11, 15), Source.PAY_AS_YOU_GO)
    assert until_text(automation) == "Refreshes in 14 days"
    assert projected_text(automation) == "Nothing is left. Then Pay as You Go pays."


def test_capacity_that_nobody_takes_more_of_is_not_projected_to_run_out(bought: Store) -> None:
    assets = card(foreseen(account(bought, "Info360 assets"), SETTINGS))
    assert (available_text(assets), until_text(assets)) == ("140 of 150 available", "Ends in 60 days")
    assert assets.projected is None


def test_tokens_have_the_card_of_the_ledger_and_what_they_pay_runs_out_with_them(sample_store: Store) -> None:
    cards = all_cards(sample_store, "Design Studio", TODAY, SETTINGS)
    tokens = next(each for each in cards if each.resource == TOKENS)
    assert tokens.total == 42000
    automation = next(each for each in cards if each.resource == "Automation")
    assert (automation.available, automation.projected) == (None, tokens.projected)
    assert headline(cards).startswith("Flex tokens of Design Studio run out first")


def test_use_and_charged_units_are_two_numbers_that_add_up(bought: Store) -> None:
    """Check "These sections show actual usage, not units charged"."""
    for each in resource_accounts(bought, None, TODAY).accounts:
        found = use_and_units(each)
        assert found.carried_in + found.paid == found.in_units + found.carried
    jobs = account(bought, "Model Derivative complex")
    found = use_and_units(jobs)
    assert [found.used, found.uncharged, found.units] == [3480, 60, 3420]
    assert charged_sentence(jobs, found).endswith("3,420 charged units with 3,420 in them + 0 carried on.")
    by_source = dict(drawn(jobs).group_by("source").agg(pl.col("quantity").sum()).iter_rows())
    assert by_source == {"Flex": 3420, UNCHARGED: 60}
    assert units_by_cycle(account(bought, "Automation"))["charged_units"].sum() == 870


@given(st.dates(date(2000, 1, 1), date(2040, 12, 31)))
def test_24_months_are_kept_in_view(day: date) -> None:
    """Check "Up to 24 months of historical data is available in reporting"."""
    before = first_in_view(day) - timedelta(days=1)
    assert (before.year, before.month) == (day.year - 2, day.month)
    assert before.day == day.day or (day.month, day.day) == (2, 29)


def test_alerts_go_out_when_the_projected_run_out_is_near(bought: Store) -> None:
    """Check "projected to run out within 10 days, 5 days, or both"."""
    jobs = Watched("Design", "Model Derivative complex")
    near = {
        1: UsageAlert("both", (10, 5), (*WATCHED, jobs), ("a@b.example",)),
        2: UsageAlert("ten", (10,), WATCHED, ("a@b.example",)),
    }
    due = alerts_due(near, all_cards(bought, None, TODAY, SETTINGS))
    # The jobs last 15 days more, and nobody is told yet.
    assert due.select("alert_id", "resource", "within_days").rows() == [(1, "Automation", 5), (2, "Automation", 10)]


def test_the_same_configuration_twice_is_refused(store: Store) -> None:
    """Check "Creating a same configuration alert will be blocked"."""
    add_usage_alert(store, UsageAlert("APIs", (10, 5), WATCHED, ("a@b.example", "c@d.example")), NOW)
    with pytest.raises(AlertError, match="Alert 1 has the same configuration"):
        add_usage_alert(store, UsageAlert("Other", (5, 10), WATCHED, ("C@d.example", "a@b.example")), NOW)
    assert add_usage_alert(store, UsageAlert("Ten", (10,), WATCHED, ("a@b.example", "c@d.example")), NOW) == 2
    assert usage_alerts(store)[1].recipients == ("a@b.example", "c@d.example")


@pytest.mark.parametrize(
    ("alert", "said"),
    [
        (UsageAlert(" ", (10,), WATCHED, ("a@b.example",)), "no name"),
        (UsageAlert("x", (), WATCHED, ("a@b.example",)), "how long before"),
        (UsageAlert("x", (7,), WATCHED, ("a@b.example",)), "how long before"),
        (UsageAlert("x", (5,), (), ("a@b.example",)), "watches nothing"),
        (UsageAlert("x", (5,), WATCHED, ()), "Nobody would get"),
        (UsageAlert("x", (5,), WATCHED, ("a@b.example", "Ann Lee")), "Recipient 2 of 2 is no e-mail address"),
    ],
)
def test_an_alert_that_cannot_be_meant_so_is_refused_without_a_name(store: Store, alert: UsageAlert, said: str) -> None:
    with pytest.raises(AlertError, match=said) as refused:
        add_usage_alert(store, alert, NOW)
    assert "Ann Lee" not in str(refused.value)


def resource(**changed: object) -> NewResource:
    asked: dict[str, object] = {"team": "A", "resource": "X", "kind": ResourceKind.API, "first_day": TODAY}
    return NewResource(**(asked | {"source": Source.FLEX} | changed))  # type: ignore[arg-type] # wrong ones among them


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"team": " "}, "no team"),
        ({"source": None}, "who pays"),
        ({"source": Source.FREE_TIER}, "how much there is"),
        ({"purchased": Decimal("1.5")}, "no number of units"),
        ({"purchased": Decimal(-1)}, "no quantity"),
        ({"unit_size": Decimal(0)}, "no size of a unit"),
        ({"last_day": date(2020, 1, 1)}, "before it starts"),
        ({"first_day": date(1, 1, 1)}, "is bought on 0001-01-01"),
        ({"time_zone": "Mars/Olympus"}, "no time zone"),
        ({"unit_price": Decimal(1)}, "no currency"),
        ({"unit_price": Decimal(1), "currency": "XXQ"}, "no currency"),
        ({"kind": ResourceKind.TOKENS}, "bought in packs"),
    ],
)
def test_a_resource_that_contradicts_itself_is_refused(changed: dict[str, object], said: str) -> None:
    with pytest.raises(PackError, match=said):
        resource(**changed)


def test_a_table_of_resources_is_checked_row_by_row_and_undone_as_a_whole(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "resources.csv"
    wrong = [
        "Design,,API,1,,1,2026-01-01,,,Flex,,,",
        "Design,X,API,1,,1,,,,Flex,,,",
        "Design,X,toy,1,,1,2026-01-01,,,Flex,,,",
        "Design,X,API,1,,1,2026-01-01,,,Cash,,,",
        "Design,X,API,1,,1,2026-01-01,,,,,,",
        "Design,X,API,1,,1,2026-01-01,,weekly,Flex,,,",
        "Design,X,API,1.5,,1,2026-01-01,,,Flex,,,",
        "Design,X,API,,,1,2026-01-01,,,Free tier,,,",
        "Design,X,API,1,,0,2026-01-01,,,Flex,,,",
        "Design,X,API,1,,1,2026-01-01,,,Flex,Mars/Olympus,,",
        "Design,X,API,1,,1,2026-01-01,,,Flex,,2,",
        "Design,X,tokens,1,,1,2026-01-01,,,Flex,,,",
        "Design,X,API,1,,1,2026-01-01,2025-01-01,,Flex,,,",
        "Design,X,API,1,,1,2026-01-01,soon,,Flex,,,",
        "Design,X,API,1,,1,2026-01-01,,,Flex,,2,EURO",
        "Design,automation,API,1,,15,2026-01-15,,,Flex,,,",
    ]
    path.write_text(RESOURCES + "\n".join(wrong) + "\n", "utf-8")
    receipt = load(store, path, NOW, LoadOptions(confirmed=True))
    assert (receipt.kind, receipt.rows_in, receipt.rows_used) == (Kind.RESOURCES, 4 + len(wrong), 4)
    assert len(receipt.set_aside) == len(wrong)  # each for a reason of its own
    assert resources(store)["team"].unique().sort().to_list() == ["Design", "Plant"]
    with pytest.raises(StoreError, match="came with load"):
        remove_resource(store, 1)
    # A newer table of one team takes the place of its rows, and undone gives it back.
    path.write_text("\n".join([RESOURCES.splitlines()[0], "Plant,Pipes,capacity,9,,,2026-01-01,,,,,,"]) + "\n", "utf-8")
    newer = load(store, path, NOW, LoadOptions())
    assert resources(store, "Plant")["resource"].to_list() == ["Pipes"]
    assert resources(store, "Design").height == 3
    assert newer.load_id is not None
    undo(store, newer.load_id, NOW)
    assert resources(store, "Plant")["resource"].to_list() == ["Info360 assets"]


def test_a_last_day_that_never_comes_is_no_end_in_a_table_too(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "resources.csv"
    rows = ["Design,X,API,1,,1,2026-01-01,9999-12-31,,Flex,,,", "Design,X,API,1,,1,2026-01-02,2999-12-31,,Flex,,,"]
    path.write_text("\n".join([RESOURCES.splitlines()[0], *rows]) + "\n", "utf-8")
    assert load(store, path, NOW, LoadOptions()).set_aside == ()
    assert resources(store)["last_day"].to_list() == [None, None]


def test_what_is_entered_and_loaded_both_is_named(bought: Store) -> None:
    asked = {"team": "Design", "resource": "AUTOMATION", "first_day": date(2026, 1, 15), "purchased": Decimal(10)}
    add_resource(bought, resource(**asked, source=Source.FREE_TIER))
    add_resource(bought, resource(**asked, source=Source.FLEX))
    assert entered_twice(resources(bought)).rows() == [("Design", "Automation")]


def test_without_a_word_of_it_a_unit_is_one_it_never_refreshes_and_the_zone_is_utc(bought: Store) -> None:
    row = resources(bought, "Plant").row(0, named=True)
    assert (row["unit_size"], row["refreshes"], row["time_zone"], row["source"]) == (None, Refreshes.NEVER, "UTC", None)
    assert account(bought, "Info360 assets").size == 1


def test_an_alert_keeps_each_recipient_and_each_resource_once(store: Store) -> None:
    watched = (Watched("Design", "Automation"), Watched("design", "AUTOMATION"))
    add_usage_alert(store, UsageAlert("APIs", (10,), watched, ("Ann@b.example", "ann@b.example", "c@d.example")), NOW)
    kept = usage_alerts(store)[1]
    assert (kept.resources, kept.recipients) == (WATCHED, ("Ann@b.example", "c@d.example"))


def test_an_alert_on_what_was_removed_says_that_it_watches_nothing(bought: Store) -> None:
    alert = UsageAlert("APIs", (10,), (*WATCHED, Watched("Lab", "Capture")), ("a@b.example",))
    add_usage_alert(bought, alert, NOW)
    listed = alert_table(usage_alerts(bought), watchable(bought))
    assert listed["resources"][0].to_list() == ["Automation, Design", f"Capture, Lab{GONE}"]


def test_pseudonyms_leave_no_recipient_in_the_store(bought: Store, tmp_path: Path) -> None:
    alert = UsageAlert("for ann.lee@example.com", (10,), WATCHED, ("ann.lee@example.com",))
    add_usage_alert(bought, alert, NOW)
    pseudonymise(bought, new_key(tmp_path / "own.key"))
    kept = usage_alerts(bought)[1]
    assert "ann.lee" not in str(kept)
    # What it watches is still the same, and who is no longer known is no address.
    assert kept.resources == WATCHED
    with pytest.raises(AlertError, match="no e-mail address"):
        add_usage_alert(bought, kept, NOW)
