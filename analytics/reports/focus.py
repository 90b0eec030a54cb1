"""Chargeback as FOCUS 1.2, the FinOps Open Cost and Usage Specification, for tools that read bills.

Flex tokens are what the specification calls a virtual currency that is bought before it is used. So a row of use has
nothing billed (`BilledCost` is 0: the invoice was for the pack), and `EffectiveCost` is what its tokens cost. The rows
of the purchases are not written: they are Autodesk's or the reseller's to give.

The rules of the public validator [2]_ hold for all columns that are filled, but for three that it reads more narrowly
than the specification: it always says that either `InvoiceId-C-004` or `InvoiceId-C-005` fails, of which the
specification wants one; it takes strings that are not ASCII, as of a team's name, for malformed; and it takes names
that are only digits for numbers. The columns for prices in a virtual currency are not written: it refuses a
`PricingCurrency` that is one.

References
----------
.. [1] FinOps Foundation (2025), FOCUS 1.2, Appendix "Virtual currency pricing model", scenarios A2 and B2,
   https://focus.finops.org/focus-specification/v1-2/
.. [2] FinOps Foundation, FOCUS validator 2.2.1 with its rules 1.2.0.1,
   https://github.com/finopsfoundation/focus_validator
"""

import json
from datetime import date, timedelta

import polars as pl

from analytics.currencies import CURRENCIES, MOST_MINOR_UNITS
from analytics.pool.chargeback import Chargeback
from analytics.reports.tables import harmless
from analytics.usage.ranges import months_after

_PROVIDER = "Autodesk"
_UNIT = "Tokens"
# Readers that guess types from what they see take amounts without a point, as of yen, for integers.
_MONEY = pl.Decimal(38, MOST_MINOR_UNITS)


def focus_table(charges: Chargeback) -> pl.DataFrame:
    """Give a chargeback in the columns of FOCUS 1.2.

    The paid price stands for the list price as well, which is not known here. Tokens without a known price in a
    currency of ISO 4217 have no row, for a row must have a cost in one.

    Returns
    -------
    pl.DataFrame
        One row per month, team, unit and currency, in the columns' order: every mandatory one, and those of the others
        for which there is something to say. The unit is a tag, and teams are spelt as they are.
    """
    priced = charges.rows.filter(pl.col("currency").is_in(CURRENCIES))
    months = priced["month"].to_list()
    start, end = charges.days.first, charges.days.last + timedelta(days=1)
    tags = [json.dumps({charges.unit: label}, ensure_ascii=False) for label in priced[charges.unit]]
    paid, tokens, team = pl.col("charge").cast(_MONEY), pl.col("tokens"), pl.col("team")
    return priced.select(
        BilledCost=pl.lit(0).cast(_MONEY),
        BillingAccountId=team,
        BillingAccountName=team,
        BillingCurrency="currency",
        BillingPeriodEnd=_moments([months_after(month, 1) for month in months]),
        BillingPeriodStart=_moments(months),
        ChargeCategory=pl.lit("Usage"),
        ChargeClass=pl.lit(None, pl.String),
        ChargeDescription=pl.format(
            f"Flex tokens used in {{}}, by {charges.unit.label.lower()}", pl.col("month").dt.strftime("%Y-%m")
        ),
        ChargeFrequency=pl.lit("Usage-Based"),
        ChargePeriodEnd=_moments([min(months_after(month, 1), end) for month in months]),
        ChargePeriodStart=_moments([max(month, start) for month in months]),
        CommitmentDiscountStatus=pl.lit(None, pl.String),  # the rules on quantities look at it
        ConsumedQuantity=tokens,
        ConsumedUnit=pl.lit(_UNIT),
        ContractedCost=paid,
        EffectiveCost=paid,
        InvoiceId=pl.lit(None, pl.String),  # no invoice is for use: that of the pack was
        InvoiceIssuerName=pl.lit(_PROVIDER),
        ListCost=paid,
        PricingCategory=pl.lit("Standard"),
        PricingQuantity=tokens,
        PricingUnit=pl.lit(_UNIT),
        ProviderName=pl.lit(_PROVIDER),
        PublisherName=pl.lit(_PROVIDER),
        ServiceCategory=pl.lit("Business Applications"),
        ServiceName=pl.lit("Autodesk Flex"),
        ServiceSubcategory=pl.lit("Other (Business Applications)"),
        SkuId=pl.lit("Flex tokens"),
        Tags=pl.Series(tags, dtype=pl.String),
    )


def focus_bytes(charges: Chargeback) -> bytes:
    """Write a chargeback as a FOCUS 1.2 CSV file, in UTF-8 without a mark."""
    return harmless(focus_table(charges)).write_csv().encode("utf-8")


def _moments(days: list[date]) -> pl.Series:
    return pl.Series([f"{day.isoformat()}T00:00:00Z" for day in days], dtype=pl.String)
