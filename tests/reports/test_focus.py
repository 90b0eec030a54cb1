"""The FOCUS 1.2 file: its mandatory columns, and the rules of the public validator for all that it fills.

The names of rules are those of the validator, 2.2.1 with the rules 1.2.0.1, which was run on such files.
"""

import csv
import io
import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import polars as pl
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
COLUMNS = {*MANDATORY, *NOT_NULL_FOR_USE, *ALLOWED}
# They would have to be the quotient of a cost and a quantity, or in a currency that the validator does not take.
LEFT_OUT = ("ContractedUnitPrice", "ListUnitPrice", "PricingCurrency", "CommitmentDiscountId")
SPELT_BY_PEOPLE = {"BillingAccountId", "BillingAccountName"}
NUMBERS = ("BilledCost", "ConsumedQuantity", "ContractedCost", "EffectiveCost", "ListCost", "PricingQuantity")
MOMENTS = ("BillingPeriodStart", "BillingPeriodEnd", "ChargePeriodStart", "ChargePeriodEnd")


@pytest.fixture(scope="module")
def charges(sample_store: Store) -> Chargeback:
    days = Days(date(2025, 12, 10), date(2026, 2, 3))
    return chargeback(sample_store, directory(sample_store), Unit.DEPARTMENT, None, days)


@pytest.fixture(scope="module")
def written(charges: Chargeback) -> list[dict[str, str]]:
    assert not focus_bytes(charges).startswith(b"\xef\xbb\xbf")
    return read(charges)


def read(charges: Chargeback) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(focus_bytes(charges).decode("utf-8"))))


def changed(charges: Chargeback, **columns: object) -> Chargeback:
    """Give the same with other values in some columns."""
    other = charges.rows.with_columns(**columns).cast(charges.rows.schema)  # type: ignore[arg-type] # what a column takes
    return Chargeback(other, charges.unit, charges.days)


def test_the_mandatory_columns_are_there_in_order(written: list[dict[str, str]]) -> None:
    columns = list(written[0])
    assert columns == sorted(COLUMNS)
    assert not set(LEFT_OUT) & set(columns)


def test_nothing_is_null_that_must_not_be(written: list[dict[str, str]]) -> None:
    for row in written:
        assert all(row[column].strip() for column in (*NOT_NULL, *NOT_NULL_FOR_USE))


def test_values_are_of_those_allowed(written: list[dict[str, str]]) -> None:
    for row in written:
        assert all(row[column] in allowed for column, allowed in ALLOWED.items())
        assert row["BillingCurrency"] == "USD"  # BillingCurrency-C-006: of ISO 4217
        # NumericFormat, and a point, or a column of whole numbers would be read as integers (BilledCost-C-001).
        assert all(re.fullmatch(r"-?\d+\.\d+", row[column]) for column in NUMBERS)
        # UnitFormat: a word that can be counted.
        assert all(re.fullmatch("[A-Z][a-z]+", row[column]) for column in ("ConsumedUnit", "PricingUnit"))


def test_a_service_is_of_one_category(written: list[dict[str, str]]) -> None:
    # ServiceName-C-005 and -C-008, ServiceSubcategory-C-004.
    services = {(row["ServiceName"], row["ServiceCategory"], row["ServiceSubcategory"]) for row in written}
    assert services == {("Autodesk Flex", "Business Applications", "Other (Business Applications)")}


def test_what_people_spell_stands_only_where_it_must(charges: Chargeback) -> None:
    # StringHandling: the validator takes ASCII only, the specification the spelling of people.
    named = changed(charges, team=pl.lit("Büro Łódź"), department=pl.lit('Größe "7" •'))
    for row in read(named):
        assert {column for column, cell in row.items() if not cell.isascii()} == {*SPELT_BY_PEOPLE, "Tags"}
        assert {row[column] for column in SPELT_BY_PEOPLE} == {"Büro Łódź"}
        assert json.loads(row["Tags"]) == {"department": 'Größe "7" •'}


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
    assert {Decimal(row["BilledCost"]) for row in written} == {0}
    assert sum(Decimal(row["EffectiveCost"]) for row in written) == charges.costs["USD"]
    assert sum(Decimal(row["ConsumedQuantity"]) for row in written) == charges.tokens
    for row in written:
        assert row["EffectiveCost"] == row["ContractedCost"] == row["ListCost"]
        assert (row["ConsumedQuantity"], row["ConsumedUnit"]) == (row["PricingQuantity"], row["PricingUnit"])


def test_the_unit_is_a_tag_of_plain_values(written: list[dict[str, str]]) -> None:
    # KeyValueFormat: an object of unique keys, whose values are no objects.
    tags = [dict(json.loads(row["Tags"], object_pairs_hook=list)) for row in written]
    assert all(list(tag) == ["department"] and isinstance(tag["department"], str) for tag in tags)
    assert {tag["department"] for tag in tags} >= {"Architecture", "Maintenance", "Unallocated"}


def test_tokens_without_a_price_have_no_row(charges: Chargeback) -> None:
    unknown = changed(charges, currency=None, charge=None)
    assert focus_table(unknown).is_empty()
    assert focus_bytes(unknown).startswith(b"BilledCost,BillingAccountId")


@pytest.mark.parametrize(("currency", "rows"), [("JPY", True), ("Yen", False), ("usd", False), ("XAU", False)])
def test_only_costs_in_a_national_currency_have_rows(charges: Chargeback, currency: str, rows: bool) -> None:
    found = read(changed(charges, currency=pl.lit(currency), charge=pl.lit(7)))
    assert [row["EffectiveCost"] for row in found] == ["7.0000"] * charges.rows.height * rows
