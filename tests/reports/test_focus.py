"""The FOCUS 1.2 file: its mandatory columns, and the rules of the specification for all that it fills."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from analytics.pool import Chargeback, chargeback
from analytics.reports import focus_bytes, focus_table
from analytics.store import Store
from analytics.store.directory import directory
from analytics.usage import Days, Unit

# Feature level Mandatory in FOCUS 1.2; the first group must not be null.
NOT_NULL = (
    *("BilledCost", "BillingAccountId", "BillingCurrency", "BillingPeriodEnd", "BillingPeriodStart", "ChargeCategory"),
    *("ChargePeriodEnd", "ChargePeriodStart", "ContractedCost", "EffectiveCost", "InvoiceIssuerName", "ListCost"),
    *("ProviderName", "PublisherName", "ServiceCategory", "ServiceName"),
)
MANDATORY = (*NOT_NULL, "BillingAccountName", "ChargeClass", "ChargeDescription", "PricingQuantity", "PricingUnit")
# Not null for use that is no correction, if they are there.
NOT_NULL_FOR_USE = (
    *("ChargeFrequency", "ConsumedQuantity", "ConsumedUnit", "PricingCategory", "PricingQuantity", "PricingUnit"),
    *("ServiceSubcategory", "SkuId", "BillingAccountName", "ChargeDescription", "Tags"),
)
ALLOWED = {
    "ChargeCategory": {"Usage"},
    "ChargeClass": {""},
    "ChargeFrequency": {"Usage-Based"},
    "PricingCategory": {"Standard", "Dynamic", "Committed", "Other"},
    "ServiceCategory": {"Business Applications"},
    "ServiceSubcategory": {"Productivity and Collaboration", "Other (Business Applications)"},
    "InvoiceId": {""},
    "CommitmentDiscountStatus": {""},
}
NUMBERS = ("BilledCost", "ConsumedQuantity", "ContractedCost", "EffectiveCost", "ListCost", "PricingQuantity")
MOMENTS = ("BillingPeriodStart", "BillingPeriodEnd", "ChargePeriodStart", "ChargePeriodEnd")


@pytest.fixture(scope="module")
def charges(sample_store: Store) -> Chargeback:
    days = Days(date(2025, 12, 10), date(2026, 2, 3))
    return chargeback(sample_store, directory(sample_store), Unit.DEPARTMENT, None, days)


@pytest.fixture(scope="module")
def written(charges: Chargeback) -> list[dict[str, str]]:
    content = focus_bytes(charges)
    assert not content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"))))


def test_the_mandatory_columns_are_there_in_order(written: list[dict[str, str]]) -> None:
    columns = list(written[0])
    assert set(MANDATORY) <= set(columns)
    assert columns == sorted(columns)


def test_nothing_is_null_that_must_not_be(written: list[dict[str, str]]) -> None:
    for row in written:
        assert all(row[column].strip() for column in (*NOT_NULL, *NOT_NULL_FOR_USE))


def test_values_are_of_those_allowed(written: list[dict[str, str]]) -> None:
    for row in written:
        assert all(row[column] in allowed for column, allowed in ALLOWED.items())
        assert re.fullmatch(r"[A-Z]{3}", row["BillingCurrency"])
        assert all(re.fullmatch(r"-?\d+(\.\d+)?", row[column]) for column in NUMBERS)


def test_periods_are_instants_in_utc_with_an_open_end(written: list[dict[str, str]]) -> None:
    for row in written:
        for column in MOMENTS:
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row[column])
        billing_start, billing_end, start, end = (datetime.fromisoformat(row[column]) for column in MOMENTS)
        assert billing_start <= start < end <= billing_end
        assert (billing_start.day, billing_end.day, start.tzinfo) == (1, 1, UTC)
    assert (written[0]["ChargePeriodStart"], written[-1]["ChargePeriodEnd"]) == (
        "2025-12-10T00:00:00Z",
        "2026-02-04T00:00:00Z",
    )


def test_use_of_prepaid_tokens_has_its_cost_and_no_bill(written: list[dict[str, str]], charges: Chargeback) -> None:
    assert {row["BilledCost"] for row in written} == {"0.00"}
    assert sum(Decimal(row["EffectiveCost"]) for row in written) == charges.costs["USD"]
    assert sum(Decimal(row["ConsumedQuantity"]) for row in written) == charges.tokens
    for row in written:
        assert row["EffectiveCost"] == row["ContractedCost"] == row["ListCost"]
        assert (row["ConsumedQuantity"], row["ConsumedUnit"]) == (row["PricingQuantity"], row["PricingUnit"])


def test_the_unit_is_a_tag_of_plain_values(written: list[dict[str, str]]) -> None:
    tags = [json.loads(row["Tags"]) for row in written]
    assert all(list(tag) == ["department"] and isinstance(tag["department"], str) for tag in tags)
    assert {tag["department"] for tag in tags} >= {"Architecture", "Maintenance", "Unallocated"}


def test_tokens_without_a_price_have_no_row(charges: Chargeback) -> None:
    unknown = charges.rows.with_columns(currency=None, charge=None).cast(charges.rows.schema)
    assert focus_table(Chargeback(unknown, charges.unit, charges.days)).is_empty()
    assert focus_bytes(Chargeback(unknown, charges.unit, charges.days)).startswith(b"BilledCost,BillingAccountId")
