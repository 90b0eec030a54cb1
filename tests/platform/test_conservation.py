"""What holds for any purchases and any use, all the way from the lists in the store to who paid for what."""

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from analytics.platform.charging import drawn, drawn_by_application, units_by_cycle, use_and_units
from analytics.platform.foresight import Ahead, Foreseen
from analytics.platform.invoices import invoices
from analytics.pool.charged.accounts import UNCHARGED, Account, resource_account
from analytics.pool.charged.grants import pay_units
from analytics.pool.charged.purchases import Purchase
from analytics.store.resources import Refreshes, ResourceKind, Source

FIRST = date(2026, 1, 1)
DAYS = 120
ON = FIRST + timedelta(days=DAYS - 1)
ZONES = ("UTC", "Asia/Tokyo", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago")
amounts = st.decimals(0, 300, places=1)
sizes = st.sampled_from([Decimal(1), Decimal("2.5"), Decimal(20), Decimal(45)])
days = st.integers(0, DAYS - 1).map(lambda ahead: FIRST + timedelta(days=ahead))


@st.composite
def purchases(draw: st.DrawFn) -> list[Purchase]:
    """Make up to five purchases of one API, by first day."""
    found = []
    for number in range(draw(st.integers(1, 5))):
        source = draw(st.sampled_from(Source))
        limited = source is Source.FREE_TIER or draw(st.booleans())
        first = draw(days) - timedelta(days=draw(st.integers(0, 60)))
        found.append(
            Purchase(
                resource_id=number,
                kind=ResourceKind.API,
                purchased=draw(st.integers(0, 60)) if limited else None,
                unit="minutes",
                unit_size=draw(st.none() | sizes),
                first_day=first,
                last_day=draw(st.none() | st.integers(0, 90).map(lambda ahead, first=first: first + timedelta(ahead))),
                refreshes=draw(st.sampled_from(Refreshes)),
                source=source,
                time_zone=draw(st.sampled_from(ZONES)),
                unit_price=Decimal(2),
                currency="USD",
            )
        )
    return sorted(found, key=lambda each: each.first_day)


@st.composite
def accounts(draw: st.DrawFn) -> Account:
    """Make the account of an API that up to three applications used on some of 120 days, of which some are unknown."""
    used = draw(st.lists(st.tuples(days, st.integers(1, 3), st.booleans(), amounts), max_size=40))
    rows = pl.DataFrame(
        [(day, app, f"App {app}", uncharged, quantity) for day, app, uncharged, quantity in used],
        {
            "day": pl.Date,
            "application_id": pl.Int64,
            "application": pl.String,
            "uncharged": pl.Boolean,
            "quantity": pl.Decimal(18, 6),
        },
        orient="row",
    )
    gap = draw(st.integers(0, 20))
    known = pl.DataFrame({"day": pl.date_range(FIRST, ON, eager=True)}).filter(
        ~pl.col("day").is_between(FIRST + timedelta(days=50), FIRST + timedelta(days=49 + gap))
    )
    entered = draw(st.dictionaries(days, sizes, max_size=2))
    today = ON + timedelta(days=draw(st.integers(0, 40)))
    return resource_account("T", "X", draw(purchases()), entered, rows, known, today)


@given(accounts())
def test_use_is_charged_units_times_size_and_remainder_and_uncharged(account: Account) -> None:
    found = use_and_units(account)
    assert found.used == account.use["quantity"].sum()
    assert found.carried_in + found.used - found.uncharged == found.in_units + found.carried
    assert found.carried < account.charged.item(-1, "size")


@given(accounts())
def test_the_draw_down_of_a_day_and_of_an_application_sums_to_its_use(account: Account) -> None:
    rows = drawn(account)
    for key in ("day", "application"):
        expected = account.use.group_by(key).agg(pl.col("quantity").sum()).filter(pl.col("quantity") > 0).sort(key)
        assert rows.group_by(key).agg(pl.col("quantity").sum()).sort(key).rows() == expected.rows()
    of_uncharged = rows.filter(source=UNCHARGED)["quantity"].sum()
    assert of_uncharged == account.use.filter("uncharged")["quantity"].sum()
    assert drawn_by_application(rows)["quantity"].sum() == account.use["quantity"].sum()


@given(accounts())
def test_no_grant_pays_more_than_it_has_or_out_of_its_days(account: Account) -> None:
    for place, grant in enumerate(account.grants):
        own = account.drawn.units.filter(grant=place)
        assert all(grant.in_force(day) for day in own["day"])
        assert grant.units is None or own["units"].sum() + account.drawn.left[place] == grant.units
        assert grant.units is None or own["units"].sum() <= grant.units


@given(accounts())
def test_units_by_cycle_sum_to_the_charged_units(account: Account) -> None:
    assert units_by_cycle(account)["charged_units"].sum() == account.charged["units"].sum()


@given(accounts(), st.lists(st.integers(0, 9), min_size=1, max_size=60))
def test_invoices_have_what_pay_as_you_go_paid_and_will_pay(account: Account, coming: list[int]) -> None:
    """Check one future, the same on every path: each unit to come is paid once, and invoiced if by Pay as You Go."""
    units = pl.Series(coming).to_numpy().reshape(1, -1)
    ahead = pl.date_range(ON + timedelta(days=1), ON + timedelta(days=len(coming)), eager=True)
    payments = pay_units(units, ahead.to_numpy(), account.grants, account.drawn.left)
    paid = sum(each.units.sum() for each in payments.by_grant) + payments.unpaid.sum()
    assert paid == sum(coming)
    rows = invoices(Foreseen(account, Ahead(ON + timedelta(days=1), ahead.to_numpy(), payments)))
    known = account.drawn.units.filter(source=Source.PAY_AS_YOU_GO)["units"].sum()
    assert rows["invoiced_units"].sum() == known
    # Of one subscription without end the cycles up to today have every day up to the end of the last of them.
    [*only] = (each for each in account.purchases if each.source is Source.PAY_AS_YOU_GO)
    if len(only) == 1 and rows.height:
        upto = only[0].billing_cycles(account.on)[rows.height - 1].last_use_day
        to_come = sum(
            int(each.units[0][: max((upto - ON).days - each.days.start, 0)].sum())
            for grant, each in zip(account.grants, payments.by_grant, strict=True)
            if grant.source is Source.PAY_AS_YOU_GO
        )
        assert (rows["p50"] - rows["invoiced_units"]).sum() == to_come
