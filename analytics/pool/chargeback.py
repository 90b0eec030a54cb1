"""Chargeback: what each department, cost centre, project, country or manager used in a month, in tokens and in money.

The price is the one actually paid: the ledger says which packs paid for a team's day, and the day costs what their
tokens cost. All who used tokens of the team on that day share in its packs as in its tokens. Tokens for which no pack
with a known price paid have no price here, and none is guessed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

import polars as pl

from analytics.currencies import MOST_MINOR_UNITS, minor_units
from analytics.pool.accounts import team_payments
from analytics.pool.drawdown import PER_TOKEN, to_millionths
from analytics.pool.rounding import amounts, whole_cells
from analytics.store import Store, current_usage, masked_names, packs
from analytics.usage import Days, data_days
from analytics.usage.allocation import UNALLOCATED, Unit, days_by_unit
from analytics.usage.collecting import collected

_EXACT = pl.Decimal(38, 6)
_MONEY = pl.Decimal(38, MOST_MINOR_UNITS)
_PAYMENT = ("day", "team", "tokens", "price_per_token", "currency")
_Schema: TypeAlias = dict[str, pl.DataType | type[pl.DataType]]
_Mix: TypeAlias = tuple[tuple[str | None, Fraction, Fraction], ...]
"""Of one token of a day, by currency (None: no price known): the share that it paid, and the money that this cost."""


@dataclass(frozen=True)
class Chargeback:
    """What each unit used and owes, month by month."""

    rows: pl.DataFrame
    """One row per month, team, unit and currency, sorted: `month` (its first day), `team`, the unit's label under the
    name of the unit, `tokens` (Decimal, to the millionth), `charge` (Decimal, rounded as its currency is: to the cent,
    the yen), `currency`; the last two are null for tokens without a known price. The tokens add up to the use of the
    range, for each unit and for each team's packs; the charges of a month and currency add up to what its tokens cost,
    rounded likewise."""
    unit: Unit
    days: Days

    @property
    def by_month(self) -> pl.DataFrame:
        """One row per month, unit and currency, sorted: as `rows` without the teams."""
        keys = ("month", str(self.unit), "currency")
        # A sum of nothing is 0, but a price that is not known is not 0.
        charge = pl.when(pl.col("currency").is_not_null()).then(pl.col("charge"))
        return (
            self.rows.group_by(*keys)
            .agg(pl.col("tokens").sum().cast(_EXACT), pl.col("charge").sum().cast(_MONEY))
            .with_columns(charge.alias("charge"))
            .select("month", str(self.unit), "tokens", "charge", "currency")
            .sort("month", str(self.unit), "currency", nulls_last=True)
        )

    @property
    def months(self) -> pl.DataFrame:
        """One row per month and unit, sorted: `month`, the unit's label, `tokens`."""
        keys = ("month", str(self.unit))
        return self.rows.group_by(*keys).agg(pl.col("tokens").sum()).sort(*keys)

    @property
    def costs(self) -> dict[str, Decimal]:
        """The whole cost by currency, in the order of their codes."""
        priced = self.rows.filter(pl.col("currency").is_not_null())
        return dict(priced.group_by("currency").agg(pl.col("charge").sum()).sort("currency").iter_rows())

    @property
    def tokens(self) -> Decimal:
        """All tokens of the range."""
        return Decimal(self.rows["tokens"].sum() or 0)

    @property
    def unpriced(self) -> Decimal:
        """Tokens for which no pack with a known price paid."""
        return Decimal(self.rows.filter(pl.col("currency").is_null())["tokens"].sum() or 0)


def chargeback(
    store: Store, directory: pl.DataFrame, unit: Unit, team: str | None = None, days: Days | None = None
) -> Chargeback:
    """Charge the use of a range to the units to which its users belonged.

    Parameters
    ----------
    store
        Where use and packs are.
    directory
        Who belongs where, as `analytics.store.directory.directory` gives it.
    unit
        What to charge.
    team
        One team; None for all, each with its own packs.
    days
        The range; None: all days of data. A month that it cuts is charged for its days in it.

    Raises
    ------
    StoreError
        When nothing is loaded, or there is no such team.
    """
    span = days or data_days(store, team)
    rows = current_usage(store, team, span.first, span.last)
    used = collected(days_by_unit(rows.lazy(), directory, unit)).filter(pl.col("tokens") > 0)
    named = used.join(masked_names(store).teams, on="team_id")
    return Chargeback(charged(named, _payments(store, team, span), unit), unit, span)


def charged(used: pl.DataFrame, payments: pl.DataFrame, unit: Unit) -> pl.DataFrame:
    """Share the payments of each team and day among the units that used its tokens.

    Parameters
    ----------
    used
        One row per `day`, `team` and `unit` (null: unallocated), with `tokens` above zero.
    payments
        One row per `day`, `team` and pack that paid (none: one row as well), with `tokens`, `price_per_token` and
        `currency` (null: not known); for each team and day the same tokens as in `used`.
    unit
        Names the column of the units in the answer.

    Returns
    -------
    pl.DataFrame
        As `Chargeback.rows`.
    """
    schema: _Schema = {"month": pl.Date, "team": pl.String, str(unit): pl.String}
    schema |= {"tokens": _EXACT, "charge": _MONEY, "currency": pl.String}
    mixes, of_day = _mixes(payments)
    # Days whose tokens were paid alike are one: what is left for exact fractions in Python is small.
    alike = (
        used.join(of_day, on=["day", "team"])
        .group_by(pl.col("day").dt.truncate("1mo").alias("month"), "team", pl.col("unit").fill_null(UNALLOCATED), "mix")
        .agg(pl.col("tokens").sum())
        .sort("month", "team", "unit", "mix")
    )
    shares: defaultdict[tuple[date, str], dict[tuple[str, str | None], list[Fraction]]] = defaultdict(dict)
    for month, team, name, mix, tokens in alike.iter_rows():
        millionths = to_millionths(tokens)
        for currency, share, cost in mixes[mix]:
            cell = shares[month, team].setdefault((name, currency), [Fraction(0), Fraction(0)])
            cell[0] += millionths * share
            cell[1] += millionths * cost
    found = []
    for (month, team), cells in shares.items():
        whole = whole_cells({key: tokens for key, (tokens, _) in cells.items()})
        found += [(month, team, *key, whole[key], cells[key][1]) for key in cells]
    return _in_money(found, schema).sort("month", "team", str(unit), "currency", nulls_last=True)


def _payments(store: Store, team: str | None, span: Days) -> pl.DataFrame:
    """Give what the packs of each team paid on the days of a range, as `charged` wants it."""
    prices = packs(store).select("pack_id", "price_per_token", "currency")
    paid = team_payments(store, team, span.last).filter(pl.col("day") >= span.first)
    return paid.join(prices, on="pack_id", how="left")


def _mixes(payments: pl.DataFrame) -> tuple[list[_Mix], pl.DataFrame]:
    """Give the different ways in which days were paid, and which way (`mix`) was that of each `day` and `team`."""
    paid: defaultdict[tuple[date, str], dict[tuple[str | None, Decimal], Decimal]] = defaultdict(dict)
    for day, team, tokens, price, currency in payments.select(_PAYMENT).iter_rows():
        known = price is not None and currency is not None
        kind = (currency, price) if known else (None, Decimal(0))
        paid[day, team][kind] = paid[day, team].get(kind, Decimal(0)) + tokens
    numbers: dict[_Mix, int] = {}
    days = []
    for (day, team), cells in paid.items():
        mix = _mix(cells)
        days.append((day, team, numbers.setdefault(mix, len(numbers))))
    return list(numbers), pl.DataFrame(days, {"day": pl.Date, "team": pl.String, "mix": pl.Int64}, orient="row")


def _mix(cells: Mapping[tuple[str | None, Decimal], Decimal]) -> _Mix:
    """Give what one token of a day was paid with, from the tokens of each currency and price."""
    if len(cells) == 1:  # as on most days, of which there are many
        [(currency, price)] = cells
        return ((currency, Fraction(1), Fraction(price)),)
    total = Fraction(sum(cells.values()))
    shares: dict[str | None, list[Fraction]] = {}
    for (currency, price), tokens in cells.items():
        share = shares.setdefault(currency, [Fraction(0), Fraction(0)])
        share[0] += Fraction(tokens) / total
        share[1] += Fraction(tokens) * Fraction(price) / total
    return tuple((currency, share, cost) for currency, (share, cost) in shares.items())


def _in_money(found: Iterable[tuple[date, str, str, str | None, int, Fraction]], schema: _Schema) -> pl.DataFrame:
    """Round the costs of each month and currency, as it is rounded, to amounts that add up to their rounded sum."""
    rows = list(found)
    parts: defaultdict[tuple[date, str | None], dict[int, Fraction]] = defaultdict(dict)
    for place, (month, _, _, currency, _, cost) in enumerate(rows):
        parts[month, currency][place] = cost / PER_TOKEN
    money = {
        place: amount
        for (_, currency), costs in parts.items()
        for place, amount in amounts(costs, minor_units(currency or "")).items()
    }
    return pl.DataFrame(
        [
            (month, team, name, Decimal(tokens) / PER_TOKEN, money[place] if currency else None, currency)
            for place, (month, team, name, currency, tokens, _) in enumerate(rows)
            if tokens or money[place]
        ],
        schema,
        orient="row",
    )
